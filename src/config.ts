import { existsSync, readFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { didYouMean } from './core/suggest.ts';
import type { Engine, Severity } from './core/types.ts';
import { UsageError } from './core/usage-error.ts';

/** What a project may set; every key may be left out. The command line goes before it. */
export interface Config {
  readonly from?: Engine;
  readonly to?: Engine;
  /** Files, folders and patterns that are checked when the command line names none. */
  readonly paths?: readonly string[];
  /** Patterns in .gitignore's syntax. */
  readonly exclude?: readonly string[];
  /** The severity of a rule, or `off`. */
  readonly rules?: Readonly<Record<string, Severity | 'off'>>;
  readonly failOn?: FailOn;
  readonly upgradeTypes?: boolean;
  /** Whether TypeScript's checker is asked for types of expressions; `auto`: where the project's packages are installed. */
  readonly typeInfo?: TypeInfo;
  /** Bytes. */
  readonly maxFileSize?: number;
}

export type FailOn = Severity | 'never';
export type TypeInfo = 'off' | 'auto' | 'full';

export const ENGINES: readonly Engine[] = ['sqlite', 'postgres'];
export const TYPE_INFO: readonly TypeInfo[] = ['auto', 'full', 'off'];
export const FAIL_ON: readonly FailOn[] = ['critical', 'warning', 'info', 'never'];
const RULE_LEVELS: readonly (Severity | 'off')[] = ['critical', 'warning', 'info', 'off'];

const PACKAGE_KEY = 'dbmig-lint';
const DEFAULT_FILE = 'dbmig.config.json';
const PROGRAMS: readonly string[] = ['dbmig.config.js', 'dbmig.config.mjs', 'dbmig.config.ts'];

/**
 * The configuration of a project: the file that is named, else `dbmig.config.json`, else the key `dbmig-lint` of package.json, else nothing.
 * A configuration that is a program runs only when it is named: checking a project executes nothing of it.
 * Throws a `UsageError` for a file that is missing or says something that is not understood.
 */
export async function loadConfig(cwd: string, named: string | undefined, ruleIds: () => Promise<readonly string[]>): Promise<Config> {
  const found = named === undefined ? findConfig(cwd) : await readNamed(cwd, named);
  return found ? checkConfig(found.value, found.where, await ruleIds()) : {};
}

interface Found {
  readonly value: unknown;
  readonly where: string;
}

function findConfig(cwd: string): Found | undefined {
  if (existsSync(join(cwd, DEFAULT_FILE))) return { value: readJson(join(cwd, DEFAULT_FILE), DEFAULT_FILE), where: DEFAULT_FILE };
  const program = PROGRAMS.find((name) => existsSync(join(cwd, name)));
  if (program !== undefined) throw new UsageError(`${program} is a program, and nothing of a project is run unasked: give --config ${program} to run it, or write ${DEFAULT_FILE}.`);
  const manifest = existsSync(join(cwd, 'package.json')) ? readPackage(join(cwd, 'package.json')) : undefined;
  const value = isRecord(manifest) ? manifest[PACKAGE_KEY] : undefined;
  return value === undefined ? undefined : { value, where: `"${PACKAGE_KEY}" in package.json` };
}

/** A package.json that is broken is reported like any other file; here it only means that it configures nothing. */
function readPackage(path: string): unknown {
  try {
    return JSON.parse(readText(path));
  } catch {
    return undefined;
  }
}

const readText = (path: string): string => readFileSync(path, 'utf8').replace(/^\uFEFF/, '');

async function readNamed(cwd: string, name: string): Promise<Found> {
  const path = resolve(cwd, name);
  if (!existsSync(path)) throw new UsageError(`There is no configuration file "${name}".`);
  if (extname(path) === '.json') return { value: readJson(path, name), where: name };
  try {
    const module = (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
    return { value: module.default, where: name };
  } catch (error) {
    throw new UsageError(`The configuration file "${name}" cannot be run: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readJson(path: string, name: string): unknown {
  try {
    return JSON.parse(readText(path));
  } catch (error) {
    throw new UsageError(`The configuration file "${name}" is not valid JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

type Check = (value: unknown) => string | undefined;

const oneOf = (words: readonly string[]): Check => (value) =>
  typeof value === 'string' && words.includes(value) ? undefined : `must be ${words.map((word) => `"${word}"`).join(', ')}`.replace(/, ([^,]*)$/, ' or $1');
const texts: Check = (value) => (Array.isArray(value) && value.every((item) => typeof item === 'string') ? undefined : 'must be an array of texts');
const flag: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');
const positive: Check = (value) => (typeof value === 'number' && value > 0 ? undefined : 'must be a number above 0');
const record: Check = (value) => (isRecord(value) ? undefined : 'must be an object');

const KEYS: Readonly<Record<keyof Config, Check>> = {
  from: oneOf(ENGINES), to: oneOf(ENGINES), paths: texts, exclude: texts, rules: record, failOn: oneOf(FAIL_ON), upgradeTypes: flag,
  typeInfo: oneOf(TYPE_INFO),
  maxFileSize: positive,
};

/** Throws a `UsageError` with the first thing that is wrong. */
export function checkConfig(value: unknown, where: string, ruleIds: readonly string[]): Config {
  if (!isRecord(value)) throw new UsageError(`The configuration ${where} must be an object.`);
  const keys = Object.keys(KEYS);
  for (const [key, item] of Object.entries(value)) {
    if (key === '$schema') continue;
    if (!keys.includes(key)) throw new UsageError(`The configuration ${where} has an unknown key "${key}".${didYouMean(key, keys) || ` The keys are ${keys.join(', ')}.`}`);
    const wrong = KEYS[key as keyof Config](item);
    if (wrong !== undefined) throw new UsageError(`The configuration ${where}: "${key}" ${wrong}.`);
  }
  for (const [id, level] of Object.entries((value['rules'] ?? {}) as Readonly<Record<string, unknown>>)) {
    if (!ruleIds.includes(id)) throw new UsageError(`The configuration ${where} names a rule "${id}" that does not exist.${didYouMean(id, ruleIds)}`);
    const wrong = oneOf(RULE_LEVELS)(level);
    if (wrong !== undefined) throw new UsageError(`The configuration ${where}: the rule "${id}" ${wrong}.`);
  }
  return value;
}
