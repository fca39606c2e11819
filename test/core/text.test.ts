import { describe, expect, test } from 'vitest';
import { normaliseStatement, toFingerprint } from '../../src/core/fingerprint.ts';
import { maskSecrets } from '../../src/core/secrets.ts';
import { closest, didYouMean } from '../../src/core/suggest.ts';

describe('secrets', () => {
  test.each([
    ['postgres://app:s3cr3t@db/app', 'postgres://app:***@db/app'],
    ['postgres://app:p@ss@db/app', 'postgres://app:***@db/app'],
    ['libsql://x.turso.io?authToken=eyJhbGci', 'libsql://x.turso.io?authToken=***'],
    ['Server=db;Password=hunter2;Port=5432', 'Server=db;Password=***;Port=5432'],
    ['PGPASSWORD=hunter2 psql', 'PGPASSWORD=*** psql'],
  ])('%s', (text, expected) => {
    expect(maskSecrets(text)).toBe(expected);
  });

  test.each([
    'postgres://app@db/app', 'postgres://app:${PASSWORD}@db/app', 'https://example.org/a:b', 'const password = readPassword();', 'token = config.token',
    'UPDATE users SET password=$1', 'UPDATE users SET password=?', 'SELECT 1 = 2',
  ])('%s has none', (text) => {
    expect(maskSecrets(text)).toBe(text);
  });
});

describe('fingerprints', () => {
  const parts = { rule: 'a', path: 'a.ts', line: 'x', ordinal: 0 };

  test('ignore comments, white space, numbers and strings of a statement', () => {
    expect(normaliseStatement("SELECT  a, 1 -- x\nFROM t /* y */ WHERE b = 'c''d';")).toBe("SELECT a, 0 FROM t WHERE b = '?'");
    expect(toFingerprint({ ...parts, statement: 'SELECT 1' })).toBe(toFingerprint({ ...parts, statement: 'SELECT\n  2;', line: 'y' }));
  });

  test('differ by rule, file, symbol, ordinal and statement', () => {
    const all = [parts, { ...parts, rule: 'b' }, { ...parts, path: 'b.ts' }, { ...parts, symbol: 'f' }, { ...parts, ordinal: 1 }, { ...parts, statement: 'SELECT a' }];
    expect(new Set(all.map(toFingerprint)).size).toBe(all.length);
    for (const one of all) expect(toFingerprint(one)).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('suggestions', () => {
  const words = ['insert-or-ignore', 'insert-or-replace', 'pragma', 'like-case'];

  test.each([['insert-or-ignroe', 'insert-or-ignore'], ['pragmas', 'pragma'], ['insert', 'insert-or-ignore'], ['lik-case', 'like-case']])('%s -> %s', (word, expected) => {
    expect(closest(word, words)).toBe(expected);
  });

  test('nothing is near', () => {
    expect(closest('vacuum', words)).toBeUndefined();
    expect(didYouMean('vacuum', words)).toBe('');
    expect(didYouMean('pragm', words)).toBe(' Did you mean "pragma"?');
  });
});
