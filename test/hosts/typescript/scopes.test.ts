import { beforeAll, describe, expect, it } from 'vitest';
import { loadParser, parseTypeScript } from '../../../src/hosts/typescript/parse.ts';
import { readScopes, type Scopes, type Variable } from '../../../src/hosts/typescript/scopes.ts';
import type { Node } from '../../../src/hosts/typescript/node.ts';
import { walk } from '../../../src/hosts/typescript/walk.ts';

beforeAll(loadParser);

interface Read {
  readonly scopes: Scopes;
  /** The variable of the nth identifier of that name, in the order of the text. */
  readonly at: (name: string, nth: number) => Variable | undefined;
}

function read(text: string, path = 'a.ts'): Read {
  const { program } = parseTypeScript({ path, text, language: 'typescript' });
  if (!program) throw new Error('no program');
  const scopes = readScopes(program);
  const identifiers: Node[] = [];
  walk(program, (node) => {
    if (node.type === 'Identifier' || node.type === 'JSXIdentifier') identifiers.push(node as unknown as Node);
  });
  identifiers.sort((a, b) => a.start - b.start);
  return { scopes, at: (name, nth) => {
    const node = identifiers.filter((identifier) => identifier['name'] === name)[nth];
    return node && (scopes.variableOf(node) ?? scopes.typeOf(node));
  } };
}

describe('names resolve', () => {
  it('to the innermost declaration', () => {
    const { at } = read('const a = 1; function f(a: string) { { const a = 2; use(a); } return a; } use(a);');
    expect([at('a', 3)?.kind, at('a', 4)?.kind, at('a', 5)?.kind]).toEqual(['const', 'param', 'const']);
    expect(at('a', 3)?.isModuleLevel).toBe(false);
    expect(at('a', 5)?.isModuleLevel).toBe(true);
  });

  it('to hoisted functions and vars', () => {
    const { at } = read('f(); function f() { if (x) { var y = 1; } return y; } ');
    expect(at('f', 0)?.kind).toBe('function');
    expect(at('y', 1)?.kind).toBe('var');
    expect(at('x', 0)).toBeUndefined();
  });

  it('to imports, with what they import', () => {
    const { at } = read(`import d, { a as b } from './m'; import * as n from 'n'; import q = require('q'); d(b, n, q);`);
    expect(['d', 'b', 'n', 'q'].map((name) => at(name, 1)?.import)).toEqual([
      { specifier: './m', imported: 'default' }, { specifier: './m', imported: 'a' }, { specifier: 'n', imported: '*' }, { specifier: 'q', imported: '*' },
    ]);
  });

  it('through destructuring, with the path and the fallback', () => {
    const { at } = read('const { a: { b = 1 }, ...rest } = load(); const [, c] = list; function f({ d }, e = 2) {} use(b, rest, c);');
    expect(at('b', 1)?.path).toEqual(['a', 'b']);
    expect(at('b', 1)?.init?.type).toBe('CallExpression');
    expect(at('b', 1)?.fallback?.type).toBe('Literal');
    expect(at('rest', 1)?.path).toEqual(['*']);
    expect(at('c', 1)?.path).toEqual(['1']);
    expect(at('d', 1)).toMatchObject({ kind: 'param', index: 0, path: ['d'] });
    expect(at('e', 0)).toMatchObject({ kind: 'param', index: 1 });
  });

  it('to classes, enums, interfaces and aliases in their own name space', () => {
    const { at } = read('interface Row { id: string } type Id = Row; class Row2 {} enum E { A } const Row = 1; let x: Row; new Row2(); E.A; use(Row); let y: Id;');
    expect(at('Row', 1)?.kind).toBe('type');
    expect(at('Row', 3)?.kind).toBe('type');
    expect(at('Row', 4)?.kind).toBe('const');
    expect(at('Row2', 1)?.kind).toBe('class');
    expect(at('E', 1)?.kind).toBe('enum');
    expect(at('Id', 1)?.kind).toBe('type');
  });

  it('not for names of members, keys, labels and parameters of types', () => {
    const { at } = read('const id = 1; o.id; ({ id: 2 }); type F = (id: string) => void; interface I { id: string; m(id: number): void } use({ id });');
    expect(at('id', 0)?.references.map((reference) => reference.node.start)).toHaveLength(1);
  });
});

describe('references', () => {
  it('know what is written', () => {
    const { at } = read('let a = 1; a = 2; a += 3; a++; [a] = b; ({ x: a } = b); for (a of b) ; use(a);');
    expect(at('a', 0)?.references.map((reference) => reference.isWrite)).toEqual([true, true, true, true, true, true, false]);
  });

  it('keep shadowed catch and loop variables apart', () => {
    const { at } = read('const e = 1; try {} catch (e) { use(e); } for (const e of []) use(e); use(e);');
    expect([at('e', 2)?.kind, at('e', 4)?.kind, at('e', 5)?.kind]).toEqual(['catch', 'const', 'const']);
    expect(at('e', 0)?.references).toHaveLength(1);
  });

  it('see uses in JSX and exports', () => {
    const { at } = read('const Box = 1; const v = 2; export { v as w }; const x = <Box a={v} />;', 'a.tsx');
    expect(at('Box', 0)?.references).toHaveLength(1);
    expect(at('v', 0)?.references).toHaveLength(2);
  });
});

describe('files', () => {
  it('give their scripts alone where they are components', () => {
    expect(read('---\nconst a = 1;\n---\n<p>{a}</p>', 'a.astro').scopes.moduleVariable('a')?.init?.start).toBe(14);
    const { scopes } = read('<template>{{ a }}</template>\n<script setup lang="ts">\nconst a: string = "x";\n</script>\n<style>b {}</style>', 'a.vue');
    expect(scopes.moduleVariable('a')?.init?.start).toBe(72);
  });

  it('may begin with a hashbang, return at the top, or hold types in plain JavaScript', () => {
    expect(read('#!/usr/bin/env node\nconst a = 1;', 'a.mjs').scopes.moduleVariable('a')).toBeDefined();
    expect(read('const a = 1; return;', 'a.js').scopes.moduleVariable('a')).toBeDefined();
    expect(read('const a: string = 1;', 'a.js').scopes.moduleVariable('a')).toBeDefined();
  });

  it('with a syntax error are one unread entry', () => {
    const { program, unread } = parseTypeScript({ path: 'a.ts', text: 'const a = ;', language: 'typescript' });
    expect(program).toBeUndefined();
    expect(unread).toEqual([{ path: 'a.ts', start: 10, end: 11, reason: 'the file has a syntax error: Unexpected token' }]);
  });
});
