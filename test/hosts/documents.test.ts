import { expect, test } from 'vitest';
import { host } from '../../src/hosts/documents/index.ts';
import { mayHoldMentions } from '../../src/hosts/documents/gate.ts';

const show = (text: string, path = 'README.md'): readonly string[] => {
  const facts = host.read({ path, text, language: 'markdown' });
  const shown = [
    ...(facts.mentions ?? []).map((mention) => `${mention.kind}${mention.isHistory ? ' history' : ''}: ${text.slice(mention.start, mention.end)}`),
    ...facts.settings.map((setting) => `setting ${setting.key}${setting.value === undefined ? '' : `=${setting.value}`}: ${text.slice(setting.start, setting.end)}`),
  ];
  if (shown.length > 0) expect(mayHoldMentions(text, path)).toBe(true);
  return shown;
};

test('a sentence about SQLite, once a line', () => {
  expect(show('# Storage\n\nData is kept in SQLite (better-sqlite3).\nThe file is `data/app.sqlite`.\n')).toEqual(['prose: SQLite', 'prose: data/app.sqlite']);
});

test('code in fences: commands and files', () => {
  expect(show('```sh\ncp ./data/app.db backup/\nsqlite3 data.db\n```\nand `x.db` in a sentence is too weak\n')).toEqual(['code: ./data/app.db', 'code: sqlite3']);
});

test('what tells of the past or of both engines is history', () => {
  expect(show('We migrated from SQLite in May.\n\n## Migration from 1.x\n\nCopy the SQLite file.\n\n## Stack\n\nPostgreSQL or SQLite.\n')).toEqual(Array(3).fill('prose history: SQLite'));
  expect(show('Uses SQLite.\n', 'docs/adr/0001-database.md')).toEqual(['prose history: SQLite']);
});

test('the heading itself can be the mention', () => {
  expect(show('## SQLite setup\n\ntext\n')).toEqual(['prose: SQLite']);
});

test('settings in tables, inline code and fences', () => {
  const text = '| Variable | Default |\n|---|---|\n| `DB_POOL_SIZE` | 10 |\n| DATABASE_URL | - |\n\nSet `database.pool_size` or `DB_HOST=localhost`.\n\n```env\nDB_POOL_MAX=20\nPORT=3000\n```\n';
  expect(show(text)).toEqual([
    'setting DB_POOL_SIZE: DB_POOL_SIZE', 'setting DATABASE_URL: DATABASE_URL', 'setting DB_HOST=localhost: DB_HOST', 'setting database.pool_size: database.pool_size',
    'setting DB_POOL_MAX=20: DB_POOL_MAX',
  ]);
});

test('comments of the document are not read, and no SQL is', () => {
  const facts = host.read({ path: 'README.md', text: '<!-- SQLite -->\n\n```sql\nSELECT 1\n```\n', language: 'markdown' });
  expect(facts.mentions).toEqual([]);
  expect(facts.fragments).toEqual([]);
});
