import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { rules } from '../src/rules/index.ts';
import { runSqlCommand } from '../src/sql-command.ts';
import { createTranslator, type Translator } from '../src/translate.ts';
import { isLeft } from '../src/translation.ts';

const translator = (safety: 'safe' | 'unsafe' = 'unsafe'): Promise<Translator> => createTranslator({ rules, safety, upgradeTypes: false });

const TAG = 'CREATE TABLE tag (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)';

describe('translate', () => {
  it('gives back byte for byte what needs no change', async () => {
    const text = '/* all */ SELECT id,\n  name FROM tag -- end';
    expect((await translator())(text, { sqlite: [TAG], postgres: [] }).sql).toBe(text);
  });

  it('keeps comments and layout around what it changes, in every statement of a text', async () => {
    const { sql } = (await translator())("-- one\nINSERT OR ABORT INTO tag (name) VALUES ('a');\n\nDELETE FROM tag WHERE id == 2; -- two\n", { sqlite: [TAG], postgres: [] });
    expect(sql).toBe("-- one\nINSERT INTO tag (name) VALUES ('a');\n\nDELETE FROM tag WHERE id = 2; -- two\n");
  });

  it('applies nested rewrites', async () => {
    const { sql } = (await translator())('SELECT ifnull(ifnull(name, name), name) FROM tag WHERE rowid == 1', { sqlite: [TAG], postgres: [] });
    expect(sql).toBe('SELECT coalesce(coalesce(name, name), name) FROM tag WHERE id = 1');
  });

  it('numbers parameters', async () => {
    const { sql, findings } = (await translator())('SELECT id FROM tag WHERE name = @name OR id = ? OR name = @name', { sqlite: [TAG], postgres: [] });
    expect(sql).toBe('SELECT id FROM tag WHERE name = $1 OR id = $2 OR name = $1');
    expect(findings.filter(isLeft)).toEqual([]);
  });

  it('says which numbers below the highest have no parameter', async () => {
    const { sql, complete, findings } = (await translator())('SELECT id FROM tag WHERE id = ?1 OR id = ?3', { sqlite: [TAG], postgres: [] });
    expect(sql).toBe('SELECT id FROM tag WHERE id = $1 OR id = $3');
    expect(complete).toBe(false);
    expect(findings.filter(isLeft).map((finding) => finding.message)).toEqual(['The parameter $2 does not occur, but higher ones do: PostgreSQL cannot tell its type (42P18).']);
  });

  it('is complete only when nothing is left and nothing holds under a condition', async () => {
    const translate = await translator();
    const tables = { sqlite: [TAG], postgres: [] };
    expect(translate("SELECT ifnull(name, '') FROM tag WHERE id = 1", tables).complete).toBe(true);
    expect(translate('INSERT OR IGNORE INTO tag (name) VALUES (?)', tables).complete).toBe(false);
    expect(translate("UPDATE OR IGNORE tag SET name = 'a'", tables).complete).toBe(false);
    expect(translate('SELEC 1').complete).toBe(false);
  });

  it('calls nothing complete that leaves a question open, and warns of none', async () => {
    const translate = await translator();
    const tables = { sqlite: [TAG, 'CREATE TABLE note (id INTEGER PRIMARY KEY AUTOINCREMENT, tag INTEGER REFERENCES tag (id), body TEXT)'], postgres: [] };
    const asked = (sql: string): readonly string[] => {
      const { findings, complete } = translate(sql, tables);
      expect(findings.filter(isLeft)).toEqual([]);
      expect(complete).toBe(findings.every((finding) => !finding.isOpen));
      return findings.filter((finding) => finding.isOpen).map((finding) => finding.rule);
    };
    expect(asked('SELECT name FROM tag WHERE id = ?')).toEqual(['bound-value']);
    expect(asked('SELECT name FROM tag WHERE name = ?')).toEqual([]);
    expect(asked('SELECT name FROM tag ORDER BY id LIMIT ?')).toEqual(['bound-value']);
    expect(asked('SELECT DISTINCT name FROM tag')).toEqual(['row-order']);
    expect(asked('SELECT count(*) FROM tag')).toEqual([]);
    expect(asked('SELECT lower(name) FROM tag WHERE id = 1')).toEqual(['letter-case']);
    expect(asked("SELECT lower('A')")).toEqual([]);
    expect(asked('SELECT name FROM tag ORDER BY id')).toEqual([]);
    expect(asked("INSERT OR IGNORE INTO tag (name) VALUES ('a')")).toEqual(['generated-number']);
    expect(asked("INSERT INTO tag (name) VALUES ('a')")).toEqual([]);
    expect(asked('ROLLBACK')).toEqual(['generated-number']);
    expect(asked('DELETE FROM tag WHERE id = 1')).toEqual(['generated-number', 'enforced-key']);
    expect(asked('DELETE FROM note WHERE id = 1')).toEqual([]);
    expect(asked('UPDATE note SET tag = 2 WHERE id = 1')).toEqual(['enforced-key']);
    expect(asked('BEGIN')).toEqual(['failed-statement']);
  });

  it('leaves out what is not safe when asked', async () => {
    const translate = await translator('safe');
    expect(translate('INSERT OR FAIL INTO tag (name) VALUES (?), (?)').sql).toContain('OR FAIL');
  });

  it('takes a table as it was made first', async () => {
    const { sql } = (await translator())("INSERT OR REPLACE INTO tag (id, name) VALUES (1, 'a')", { sqlite: [TAG, TAG.replace('TABLE', 'TABLE IF NOT EXISTS').replace(')', ', more TEXT)')], postgres: [] });
    expect(sql).not.toContain('more');
  });

  it('names tables that the given ones of PostgreSQL lack', async () => {
    const translate = await translator();
    const tables = { sqlite: [TAG, 'CREATE TABLE b (x)'], postgres: ['CREATE TABLE tag (id bigint PRIMARY KEY, name text)'] };
    expect(translate('SELECT x FROM b', tables).findings.map((finding) => finding.rule)).toContain('missing-table');
    expect(translate('WITH c AS (SELECT 1 AS x) SELECT x FROM c', tables).findings.map((finding) => finding.rule)).not.toContain('missing-table');
  });
});

describe('foreign keys to tables that come later', () => {
  const CHILD = 'CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p (id) ON DELETE CASCADE)';
  const PARENT = 'CREATE TABLE p (id INTEGER PRIMARY KEY)';
  const LATER = 'ALTER TABLE c ADD FOREIGN KEY (p) REFERENCES p (id) ON DELETE CASCADE';

  it('stand behind both tables of one text', async () => {
    const { sql, complete } = (await translator())(`${CHILD};\n${PARENT};\n`);
    expect(sql).not.toMatch(/p BIGINT REFERENCES/);
    expect(sql.endsWith(`${LATER};\n`)).toBe(true);
    expect(complete).toBe(true);
  });

  it('are left out, and it is said, where the columns have types that PostgreSQL does not compare', async () => {
    const translate = await translator();
    const child = translate('CREATE TABLE c (id INTEGER PRIMARY KEY, p TEXT REFERENCES p (id))', { sqlite: [PARENT], postgres: [], isWhole: true });
    expect(child.sql).toMatch(/p TEXT\)$/);
    expect(child.findings.some((finding) => finding.message.includes('42804'))).toBe(true);
    expect(child.complete).toBe(false);
    const loose = translate('CREATE TABLE c (id INTEGER PRIMARY KEY, p REFERENCES p (id))', { sqlite: [PARENT], postgres: [], isWhole: true });
    expect(loose.sql).toMatch(/p bigint REFERENCES p \(id\)\)$/i);
  });

  it('wait for the statement that makes the target, where all tables are given', async () => {
    const translate = await translator();
    const child = translate(CHILD, { sqlite: [], postgres: [], isWhole: true });
    expect(child.sql).not.toContain('REFERENCES');
    expect(child.complete).toBe(false);
    expect(translate(PARENT, { sqlite: [CHILD], postgres: [], isWhole: true }).sql).toContain(`;\n${LATER}`);
  });

  it('stay where the target may be there already', async () => {
    expect((await translator())(CHILD).sql).toContain('REFERENCES p (id) ON DELETE CASCADE');
  });
});

describe('the sql command', () => {
  const run = async (input: string, jsonLines: boolean): Promise<{ readonly code: number; readonly out: string; readonly error: string }> => {
    let out = '';
    let error = '';
    const code = await runSqlCommand(
      { jsonLines, safeOnly: false, upgradeTypes: false },
      { input: Readable.from([input]), write: (text) => { out += text; }, writeError: (text) => { error += text; } },
    );
    return { code, out, error };
  };

  it('answers each line in order, whatever the line is', async () => {
    const lines = [{ id: 7, sql: 'SELECT ifnull(name, 1) FROM tag' }, 'no request', { sql: 'SELECT name FROM tag WHERE id == 1', schema: [TAG] }];
    const { code, out } = await run(`${lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')}\n`, true);
    const answers = out.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(code).toBe(0);
    expect(answers.map((answer) => answer['id'] ?? null)).toEqual([7, null, null]);
    expect(answers[1]).toHaveProperty('error');
    expect(answers[2]).toMatchObject({ sql: 'SELECT name FROM tag WHERE id = 1', warnings: [], complete: true });
  });

  it('prints the SQL, says what is left and exits with 1 when something is', async () => {
    expect(await run('SELECT id FROM tag WHERE id == 1', false)).toMatchObject({ code: 0, out: 'SELECT id FROM tag WHERE id = 1', error: '' });
    const left = await run("UPDATE OR IGNORE tag SET name = 'a'", false);
    expect(left.code).toBe(1);
    expect(left.error).toContain('update-or-replace');
  });
});
