import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openTypeDoor } from '../../../src/hosts/typescript/project.ts';
import { toTypeAnswer } from '../../../src/hosts/typescript/type-door.ts';

describe('a printed type in the words of the database', () => {
  it.each([
    ['string', 'string', false], ['string | null', 'string', true], ['"a" | "b" | undefined', 'string', true], ['0 | 1', 'flag', false],
    ['Date', 'Date', false], ['Buffer<ArrayBufferLike>', 'bytes', false], ['number | string', 'unknown', false], ['{ a: string | null }', 'object', false],
    ['string[]', 'array', false], ['boolean | undefined', 'boolean', true], ['10n', 'bigint', false], ['any', 'unknown', false],
    ['string | null | undefined', 'string', true], ['"a|b"', 'string', false],
  ] as const)('%s', (text, type, nullable) => expect(toTypeAnswer(text)).toEqual({ type, nullable }));
});

describe('the checker behind the door', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'dbmig-types-'));
  afterAll(() => rmSync(cwd, { recursive: true }));

  it('follows types over files, on the text that is given', async () => {
    mkdirSync(join(cwd, 'src'));
    writeFileSync(join(cwd, 'tsconfig.json'), '{ "compilerOptions": { "strict": true, "module": "nodenext", "target": "es2022", "lib": ["es2022"], "types": [] } }');
    writeFileSync(join(cwd, 'src/model.ts'), 'export interface Row { readonly at: Date; readonly note?: string }');
    const text = "import type { Row } from './model.js';\nexport const save = (row: Row, run: (...values: unknown[]) => void) => run(row.at, row.note);\n";
    const door = await openTypeDoor(cwd, ['src/save.ts', 'src/gone.ts'], (path) => (path === 'src/save.ts' ? text : undefined));
    const at = (part: string): readonly [number, number] => [text.indexOf(part), text.indexOf(part) + part.length];
    expect(door.typeAt('src/save.ts', ...at('row.at'))).toEqual({ type: 'Date', nullable: false });
    expect(door.typeAt('src/save.ts', ...at('row.note'))).toEqual({ type: 'string', nullable: true });
    expect(door.typeAt('src/gone.ts', 0, 1)).toEqual({ type: 'unknown', nullable: false });
  });
});
