import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rules } from '../src/rules/index.ts';

const filesBelow = (folder: string, ending: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => `${entry.parentPath}/${entry.name}`).sort();

const sources = filesBelow('src', '.ts');
const textOf = new Map(sources.map((path) => [path, readFileSync(path, 'utf8')]));

const IMPORT = /(?:^|\n)\s*(import|export)\s+(type\s+)?[^'";]*?from\s+'(\.[^']+)'|import\('(\.[^']+)'\)/g;

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isType: boolean;
  readonly isLazy: boolean;
}

const imports: readonly Import[] = sources.flatMap((from) => [...textOf.get(from)!.matchAll(IMPORT)].map((match) => ({
  from, to: posix.join(posix.dirname(from), match[3] ?? match[4]!), isType: match[2] !== undefined, isLazy: match[4] !== undefined,
})));

/** The layer of a file: its folder, or its own name directly below `src`. */
const layerOf = (path: string): string => /^src\/([^/]+?)(?:\/|\.ts$)/.exec(path)![1]!;

/** Who may import whom; a layer may always import itself. Files directly below `src` that are not named here are the engine's. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: [],
  version: [],
  dialects: ['core'],
  drivers: ['core'],
  sql: ['core', 'dialects', 'drivers'],
  hosts: ['core', 'sql', 'drivers'],
  link: ['core', 'sql', 'drivers'],
  rule: ['core', 'sql'],
  rules: ['core', 'sql', 'dialects', 'drivers', 'rule'],
  codemods: ['core', 'sql', 'dialects', 'drivers', 'hosts', 'rule'],
  reporter: ['core'],
  config: ['core'],
};

describe('layers', () => {
  test.each(Object.entries(ALLOWED))('%s imports only %j', (layer, allowed) => {
    const wrong = imports.filter(({ from, to }) => layerOf(from) === layer && layerOf(to) !== layer && !allowed.includes(layerOf(to)));
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  test('the command line and the ESLint plugin are imported by nobody but the entries', () => {
    const wrong = imports.filter(({ from, to }) => ['cli', 'eslint'].includes(layerOf(to)) && layerOf(from) !== layerOf(to) && from !== 'src/index.ts');
    expect(wrong).toEqual([]);
  });

  test('every import names a file that exists', () => {
    expect(imports.filter(({ to }) => !textOf.has(to)).map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  test('no circular imports', () => {
    const next = new Map(sources.map((path) => [path, imports.filter((one) => one.from === path && !one.isType && !one.isLazy).map((one) => one.to)]));
    expect(findCircle(next)).toEqual([]);
  });
});

function findCircle(next: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): readonly string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return [];
    for (const other of next.get(path) ?? []) {
      const circle = visit(other, [...trail, path]);
      if (circle.length > 0) return circle;
    }
    done.add(path);
    return [];
  };
  return [...next.keys()].map((path) => visit(path, [])).find((circle) => circle.length > 0) ?? [];
}

describe('what only some may do', () => {
  const namesOf = (pattern: RegExp): readonly string[] => sources.filter((path) => pattern.test(textOf.get(path)!));

  test('rules, dialects, SQL and reporters never touch the disk, the network or other programs', () => {
    const touching = namesOf(/from 'node:(?:fs|child_process|http|https|net|os|process)/);
    expect(touching.filter((path) => ['core', 'sql', 'dialects', 'drivers', 'rules', 'reporter', 'rule', 'link'].includes(layerOf(path)))).toEqual([]);
  });

  test('nothing reaches for the network', () => {
    expect(namesOf(/from 'node:(?:http|https|net|tls|dgram)'|\bfetch\(/)).toEqual([]);
  });

  test.each([
    ['fast-glob', ['src/files.ts']],
    ['libpg-query', ['src/sql/grammar.ts']],
    ['chalk', ['src/cli/lint.ts', 'src/reporter/index.ts', 'src/reporter/pretty.ts']],
  ])('only one place knows %s', (name, places) => {
    expect(namesOf(new RegExp(`(?:from|import\\()\\s*'${name}'`)).filter((path) => !places.includes(path))).toEqual([]);
  });

  test('only the type door and the codemods know ts-morph', () => {
    const knowing = namesOf(/(?:from|import\()\s*'ts-morph'/);
    expect(knowing.filter((path) => path !== 'src/hosts/typescript/project.ts' && layerOf(path) !== 'codemods')).toEqual([]);
  });

  test('codemods are loaded when they run', () => {
    expect(imports.filter(({ from, to, isType, isLazy }) => layerOf(to) === 'codemods' && layerOf(from) !== 'codemods' && !isType && !isLazy)).toEqual([]);
  });

  test('the compiler of TypeScript and ESLint are never loaded by a plain run', () => {
    const heavy = /^(?!.*import type).*from '(?:typescript|ts-morph|eslint|@typescript-eslint\/[^']+|@eslint\/[^']+)'/m;
    expect(namesOf(heavy).filter((path) => !['eslint', 'codemods'].includes(layerOf(path)))).toEqual([]);
  });
});

describe('files', () => {
  const LONGEST = 250;
  const LONGEST_RULE = 120;

  const lengthOf = (path: string): number => textOf.get(path)!.split('\n').filter((line) => line.trim() !== '' && !/^\s*(?:\/?\*|\/\/)/.test(line)).length;

  test('stay short; tables and the list of types may be long', () => {
    const isTable = (path: string): boolean => /^src\/(?:dialects|drivers)\/|^src\/(?:core\/types|rules\/index)\.ts$/.test(path);
    expect(sources.filter((path) => !isTable(path) && lengthOf(path) > LONGEST)).toEqual([]);
  });

  test('rules stay shorter', () => {
    expect(sources.filter((path) => /^src\/rules\/[^/]+\.ts$/.test(path) && !path.endsWith('index.ts') && lengthOf(path) > LONGEST_RULE)).toEqual([]);
  });

  test('leave nothing for later and hold no path of a machine', () => {
    const all = [...sources, ...filesBelow('docs', '.md'), ...filesBelow('scripts', '.ts'), ...filesBelow('examples', '.ts'), 'README.md'];
    const LATER = /\b(?:TODO|FIXME|XXX|HACK)\b|for now\b/;
    const MACHINE = /(?:^|[\s'"`(])\/(?:home|root|work|tmp|Users)\/\w|[A-Z]:\\\\Users|localhost:4873|file:\/\/\//;
    const found = all.flatMap((path) => readFileSync(path, 'utf8').split('\n').flatMap((line, index) =>
      (LATER.test(line) || MACHINE.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])));
    expect(found).toEqual([]);
  });
});

describe('rules', () => {
  test.each(rules.map((rule) => [rule.id, rule] as const))('%s says what it is', (id, rule) => {
    expect(id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
    expect(rule.summary).not.toMatch(/\w{6,}\.$|^$/);
    expect(rule.construct).not.toBe('');
    expect(rule.why.length).toBeGreaterThan(25);
    for (const page of rule.manual ?? []) expect(page).toMatch(/^.+: https:\/\/\S+$/);
  });

  test('each has its section in docs/rules.md', () => {
    const page = readFileSync('docs/rules.md', 'utf8');
    expect(rules.filter((rule) => !page.includes(`\n<!-- rule: ${rule.id} -->\n## ${rule.id}\n`)).map((rule) => rule.id)).toEqual([]);
  });
});
