import { expect, it } from 'vitest';
import { enginesAt } from '../../../src/core/engine-spans.ts';
import { readSources } from '../../../src/gather.ts';

const HEAD = "import { at, type, isPg, db, url } from './db';\n";

/** The engines on which each `at('name')` of a text can run; those that any engine runs are left out. */
async function enginesOf(text: string): Promise<Readonly<Record<string, string>>> {
  const [facts] = await readSources([{ path: 'src/app.ts', text: HEAD + text }]);
  const marks = [...text.matchAll(/at\('(\w+)'\)/g)].map((mark) => [mark[1]!, enginesAt(facts!.engineSpans, mark.index + HEAD.length)] as const);
  return Object.fromEntries(marks.flatMap(([name, engines]) => (engines ? [[name, engines.join(' ')]] : [])));
}

it('reads both branches of an if and of a choice', async () => {
  expect(await enginesOf(`
    if (isPg) at('a'); else at('b');
    type === 'sqlite' ? at('c') : at('d');
    isPg && at('e');
    isPg || at('f');
    if (db.rows > 1) at('g');
  `)).toEqual({ a: 'postgres', b: 'sqlite other', c: 'sqlite', d: 'postgres other', e: 'postgres', f: 'sqlite other' });
});

it('reads what follows a branch that leaves', async () => {
  expect(await enginesOf(`
    export function f() {
      at('a');
      if (type === 'postgres' || type === 'mysql') { at('b'); return; }
      at('c');
    }
    export function g() {
      if (type === 'sqlite') return at('d');
      else if (type === 'mysql') return at('e');
      at('f');
    }
    export function h() {
      if (isPg) { at('g'); }
      at('h');
    }
  `)).toEqual({ b: 'postgres other', c: 'sqlite other', d: 'sqlite', e: 'other', f: 'postgres other', g: 'postgres' });
});

it('takes a handle of an engine for the engine', async () => {
  expect(await enginesOf(`
    export function f() {
      if (type === 'postgres' && db.postgresPool) { at('a'); return; }
      at('b');
      if (isPg && db.verbose) return;
      at('c');
    }
  `)).toEqual({ a: 'postgres', b: 'sqlite other', c: 'sqlite other' });
  expect(await enginesOf("export function f() { if (isPg && db.verbose) return; at('a'); }")).toEqual({});
});

it('takes no other choice for one of an engine', async () => {
  expect(await enginesOf("switch (type) { case 'sqlite': at('a'); break; case 'lru': at('b'); }")).toEqual({});
});

it('reads suites that are skipped', async () => {
  expect(await enginesOf(`
    describe.skipIf(process.env.DB !== 'postgres')('a', () => at('a'));
    test.runIf(isPg)('b', () => at('b'));
    (isPg ? describe : describe.skip)('c', () => at('c'));
    const describeSqlite = type === 'sqlite' ? describe : describe.skip;
    describeSqlite('d', () => at('d'));
    describe.skipIf(db.slow)('e', () => at('e'));
  `)).toEqual({ a: 'postgres', b: 'postgres', c: 'postgres', d: 'sqlite' });
});

it('reads the cases of a switch', async () => {
  expect(await enginesOf(`
    switch (type) {
      case 'sqlite':
      case 'mysql': at('a'); break;
      case 'postgres': at('b'); break;
      default: at('c');
    }
  `)).toEqual({ a: 'sqlite other', b: 'postgres', c: 'other' });
});

it.each([
  ['!isPg', 'sqlite other'], ['db.isPostgres()', 'postgres'], ['process.env.IS_SQLITE', 'sqlite'], ['type !== "postgres"', 'sqlite other'],
  ['url.startsWith("postgres://")', 'postgres'], ['url?.startsWith("file:")', 'sqlite'], ['/^postgres(ql)?:/.test(url)', 'postgres'],
  ['["pg", "postgresql"].includes(type)', 'postgres'], ['type === "sqlite" && url', 'sqlite'], ['db.client.config.client === "better-sqlite3"', 'sqlite'],
])('%s', async (test, engines) => {
  expect(await enginesOf(`if (${test}) at('a');`)).toEqual({ a: engines });
});

it.each(['type === "libsql" || url', 'db.postgres', 'url.startsWith("http")', 'name === "app"', 'type > "sqlite"'])('%s says nothing', async (test) => {
  expect(await enginesOf(`if (${test}) at('a');`)).toEqual({});
});

it('follows a constant, and no variable that changes', async () => {
  expect(await enginesOf('const local = type === "sqlite"; let other = type === "sqlite"; other = true; if (local) at(\'a\'); if (other) at(\'b\');')).toEqual({ a: 'sqlite' });
});

it('does not take one driver of an engine for the engine', async () => {
  expect(await enginesOf("if (type === 'libsql') at('a'); else at('b');")).toEqual({ a: 'sqlite' });
});
