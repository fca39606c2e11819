import type { Driver, Handle, Method, ResultShape } from '../../drivers/driver.ts';
import { findDriver } from '../../drivers/lookup.ts';
import { SOURCES } from '../../drivers/sources.ts';

export const sources: readonly Driver[] = SOURCES.map((id) => findDriver(id)!);

/** Where the declarations stand in the project that is read: no such folder is on the disk. */
export const DECLARATIONS = '/dbmig-declarations';

export const declarationsPath = (driver: Driver): string => `${DECLARATIONS}/${driver.id}.d.ts`;

/** The interface that stands for the result of a write. */
export const RUN_RESULT = 'RunResult';

/**
 * The type declarations of a driver, written from its table: handles are recognised by their types wherever they go, whether or not the project's packages are
 * installed. An ambient declaration goes before a package of that name.
 */
export function declarationsOf(driver: Driver): string {
  const body = isDefaultOnly(driver) ? assignedModule(driver) : namedModule(driver);
  return driver.modules.flatMap((name) => (name.endsWith('/*') ? PARTS.map((part) => name.replace('*', part)) : [name])).map((name) => `declare module '${name}' {\n${body}\n}\n`).join('');
}

/** Modules below a package, as @libsql/client has them. */
const PARTS: readonly string[] = ['web', 'node', 'http', 'ws', 'sqlite3'];

const isDefaultOnly = (driver: Driver): boolean => driver.opens['default'] !== undefined && Object.keys(driver.opens).length === 1;

const pascal = (name: string): string => name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The name of the exported type that is a kind of handle. */
export function typeNameOf(driver: Driver, handle: string): string {
  const named = Object.entries(driver.types).find(([name, kind]) => kind === handle && name !== 'default')?.[0];
  return named ?? pascal(handle);
}

/** The kind of handle that an interface of the declarations is. */
export const handleNamed = (driver: Driver, name: string): string | undefined => Object.keys(driver.handles).find((kind) => typeNameOf(driver, kind) === name);

/** `export =` a class with its types in a namespace, as better-sqlite3 does. */
function assignedModule(driver: Driver): string {
  const name = typeNameOf(driver, driver.opens['default']!.gives);
  return [
    `namespace ${name} {`, ...typesOf(driver), '}',
    `const ${name}: { new (...options: any[]): ${name}.${name}; (...options: any[]): ${name}.${name}; SqliteError: { new (message: string, code: string): ${name}.SqliteError } };`,
    `export = ${name};`,
  ].join('\n');
}

function namedModule(driver: Driver): string {
  const openings = Object.entries(driver.opens).filter(([name]) => name !== 'default' && !name.includes('.')).map(([name, { gives }]) => {
    const type = typeNameOf(driver, gives);
    const result = driver.isAsync && !/^[A-Z]/.test(name) && name !== 'createClient' ? `Promise<${type}>` : type;
    return /^[A-Z]/.test(name) ? `export const ${name}: { new (...options: any[]): ${type} };` : `export function ${name}(...options: any[]): ${result};`;
  });
  const first = Object.keys(driver.opens).find((name) => name !== 'default');
  const fallback = driver.opens['default'] ? [`export default ${first!};`] : [];
  return [...typesOf(driver), ...openings, `export const verbose: () => typeof import('${driver.modules[0]!}');`, ...fallback].join('\n');
}

function typesOf(driver: Driver): readonly string[] {
  const handles = Object.entries(driver.handles).map(([kind, handle]) => handleText(driver, kind, handle));
  return [
    ...handles,
    `export interface ${RUN_RESULT} { changes: number; lastInsertRowid: any; lastID: any; rowsAffected: number; rows: any[]; columns: string[]; toJSON(): any }`,
    `export type ResultSet = ${RUN_RESULT};`,
    'export interface SqliteError extends Error { code: string }',
    'export type Options = any; export type Config = any; export type Row = any; export type Value = any; export type InValue = any; export type InArgs = any; export type InStatement = any;',
  ];
}

/** `Statement<B, R>`; bun:sqlite has the row first. */
const PARAMETERS: Readonly<Record<string, string>> = { statement: '<B = any, R = any>', 'transaction-function': '<F extends (...values: any[]) => any = (...values: any[]) => any>' };
const ROW_FIRST: Readonly<Record<string, string>> = { statement: '<R = any, B = any>' };

const parametersOf = (driver: Driver, kind: string): string => (driver.id === 'bun-sqlite' && ROW_FIRST[kind]) || (PARAMETERS[kind] ?? '');

function handleText(driver: Driver, kind: string, handle: Handle): string {
  const members = Object.entries(handle.methods).map(([name, method]) => methodText(driver, kind, name, method));
  const called = handle.call && kind === 'transaction-function' ? ['(...values: Parameters<F>): ReturnType<F>;'] : [];
  const nested = Object.entries(handle.members ?? {}).map(([name, of]) => `readonly ${name}: ${typeNameOf(driver, of)}${kind === of && parametersOf(driver, of) ? '<F>' : ''};`);
  const own = kind === 'database' ? ['readonly name: string; readonly filename: string; readonly inTransaction: boolean; readonly open: any;'] : kind === 'statement' ? ['readonly source: string;'] : [];
  const open = own.length > 0 && handle.methods['open'] ? ['readonly name: string; readonly isTransaction: boolean;'] : own;
  return `export interface ${typeNameOf(driver, kind)}${parametersOf(driver, kind)} {\n${[...members, ...called, ...nested, ...open].join('\n')}\n}`;
}

function methodText(driver: Driver, kind: string, name: string, method: Method): string {
  if (kind === 'transaction-function') return `${name}(...values: Parameters<F>): ReturnType<F>;`;
  if (method.role === 'transaction' && method.gives === 'transaction-function') return `${name}<F extends (...values: any[]) => any>(work: F): ${typeNameOf(driver, method.gives)}<F>;`;
  const hasCallback = driver.id === 'sqlite3';
  const result = resultText(driver, kind, method);
  const given = driver.isAsync && method.isAsync !== false && !hasCallback && method.role !== 'close' ? `Promise<${result}>` : hasCallback && method.role === 'query' ? 'this' : result;
  if (method.role === 'prepare') return `${name}${parametersOf(driver, 'statement')}(sql: any, ...values: any[]): ${driver.isAsync && !hasCallback ? `Promise<${result}>` : result};`;
  return `${name}${kind === 'statement' ? '' : '<R = any>'}(${hasCallback ? `this: any, ` : ''}...values: any[]): ${given};`;
}

function resultText(driver: Driver, kind: string, method: Method): string {
  if (method.gives === 'same') return 'this';
  if (method.gives === 'statement') return `${typeNameOf(driver, 'statement')}${driver.id === 'bun-sqlite' ? '<R, B>' : '<B, R>'}`;
  if (method.gives !== undefined) return typeNameOf(driver, method.gives);
  const row = kind === 'statement' || method.role === 'query' ? 'R' : 'any';
  const SHAPES: Readonly<Partial<Record<ResultShape, string>>> = {
    row: `${row} | undefined`, rows: `${row}[]`, iterator: `IterableIterator<${row}>`, run: RUN_RESULT, result: RUN_RESULT, results: `${RUN_RESULT}[]`, nothing: 'void',
  };
  return SHAPES[method.result] ?? 'any';
}
