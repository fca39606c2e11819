import { ENGINES, FAIL_ON, loadConfig, TYPE_INFO, type Config, type FailOn } from '../config.ts';
import { didYouMean } from '../core/suggest.ts';
import type { Engine, Severity } from '../core/types.ts';
import { UsageError } from '../core/usage-error.ts';
import type { FixOptions, ProjectOptions } from '../engine.ts';
import { FORMATS, isFormat, type Format } from '../reporter/index.ts';
import type { Arguments, OptionName } from './options.ts';

export interface Output {
  readonly format: Format;
  /** Left out: the standard output. */
  readonly file?: string;
}

/** What one run does: the configuration with the command line laid over it. */
export interface Settings {
  readonly project: ProjectOptions;
  /** Set when fixes are asked for. */
  readonly fix?: FixOptions;
  /** Show the fixes instead of writing them. */
  readonly isDiff: boolean;
  readonly outputs: readonly Output[];
  readonly failOn: FailOn;
  /** The name of the text on the standard input, when that is what is checked. */
  readonly stdinName?: string;
}

/** Throws a `UsageError` for values that do not exist and options that contradict each other. */
export async function readSettings(args: Arguments, cwd: string): Promise<Settings> {
  const config = await loadConfig(cwd, args.value('config'), ruleIds);
  return {
    project: toProjectOptions(args, config, cwd),
    ...toFix(args),
    isDiff: args.has('diff'),
    outputs: toOutputs(args.values('format')),
    failOn: choice(args, 'fail-on', FAIL_ON) ?? config.failOn ?? 'critical',
    ...toStdin(args),
  };
}

const ruleIds = async (): Promise<readonly string[]> => (await import('../rules/index.ts')).rules.map((rule) => rule.id);

function toProjectOptions(args: Arguments, config: Config, cwd: string): ProjectOptions {
  const rules = Object.entries(config.rules ?? {});
  const { from, to } = toEngines(args, config);
  const maxFileSize = toBytes(args.value('max-file-size')) ?? config.maxFileSize;
  const typeInfo = choice(args, 'type-info', TYPE_INFO) ?? config.typeInfo;
  return {
    cwd, from, to,
    paths: args.positionals.length > 0 ? args.positionals : config.paths ?? [],
    exclude: config.exclude ?? [],
    prefilter: !args.has('no-prefilter'),
    upgradeTypes: args.has('upgrade-types') || (config.upgradeTypes ?? false),
    off: rules.filter(([, level]) => level === 'off').map(([id]) => id),
    severities: Object.fromEntries(rules.filter((entry): entry is [string, Severity] => entry[1] !== 'off')),
    ...(maxFileSize !== undefined && { maxFileSize }),
    ...(typeInfo !== undefined && { typeInfo }),
  };
}

function toEngines(args: Arguments, config: Config): { readonly from: Engine; readonly to: Engine } {
  const other = (engine: Engine): Engine => (engine === 'sqlite' ? 'postgres' : 'sqlite');
  const givenFrom = choice(args, 'from', ENGINES);
  const givenTo = choice(args, 'to', ENGINES);
  const isGiven = givenFrom !== undefined || givenTo !== undefined;
  const from = isGiven ? givenFrom ?? other(givenTo!) : config.from ?? (config.to ? other(config.to) : 'sqlite');
  const to = isGiven ? givenTo ?? other(from) : config.to ?? other(from);
  if (from === to) throw new UsageError(`The code cannot move from ${from} to ${to}: --from and --to must name different engines.`);
  return { from, to };
}

function choice<T extends string>(args: Arguments, name: OptionName, words: readonly T[]): T | undefined {
  const value = args.value(name);
  if (value === undefined) return undefined;
  const found = words.find((word) => word === value);
  if (found === undefined) throw new UsageError(`--${name} cannot be "${value}": it is ${words.join(', ').replace(/, ([^,]*)$/, ' or $1')}.${didYouMean(value, words)}`);
  return found;
}

function toBytes(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(value)) throw new UsageError(`--max-file-size cannot be "${value}": it is a number of bytes, as in --max-file-size 2000000.`);
  return Number(value);
}

function toFix(args: Arguments): { readonly fix?: FixOptions } {
  if (args.has('fix') || args.has('diff')) {
    const isUnsafe = args.has('unsafe-fixes');
    if (!isUnsafe) checkLonely(args, CONVERTING, '--unsafe-fixes');
    return { fix: { safety: isUnsafe ? 'unsafe' : 'safe', portableOnly: args.has('portable'), ...(isUnsafe && { codemods: toCodemods(args) }) } };
  }
  checkLonely(args, ['unsafe-fixes', 'portable', ...CONVERTING], '--diff to look at them, or --fix to make them');
  return {};
}

const CONVERTING = ['only', 'target', 'test-database', 'allow-dirty'] as const;

function checkLonely(args: Arguments, names: readonly OptionName[], add: string): void {
  const lonely = names.find((name) => args.has(name));
  if (lonely !== undefined) throw new UsageError(`--${lonely} says which fixes are made: add ${add}.`);
}

function toCodemods(args: Arguments): NonNullable<FixOptions['codemods']> {
  const target = choice(args, 'target', ['pg', 'postgres', 'pglite'] as const);
  const testDatabase = choice(args, 'test-database', ['pglite', 'url'] as const);
  return {
    allowDirty: args.has('allow-dirty') || args.has('diff'),
    ...(target && { target }), ...(testDatabase && { testDatabase }), ...(args.has('only') && { only: args.values('only') }),
  };
}

function toOutputs(values: readonly string[]): readonly Output[] {
  const outputs = (values.length > 0 ? values : ['pretty']).map((value): Output => {
    const [name, ...rest] = value.split('=');
    if (!isFormat(name!)) throw new UsageError(`There is no format "${name}": it is ${FORMATS.join(', ').replace(/, ([^,]*)$/, ' or $1')}.${didYouMean(name!, FORMATS)}`);
    const file = rest.join('=');
    if (rest.length > 0 && file === '') throw new UsageError(`--format ${value} names no file: write --format ${name}=report.txt.`);
    return { format: name, ...(file !== '' && { file }) };
  });
  const printed = outputs.filter((output) => output.file === undefined);
  if (printed.length > 1) {
    throw new UsageError(`${printed.map((output) => output.format).join(' and ')} would print into each other: give one a file, as in --format ${printed[1]!.format}=report.txt.`);
  }
  return outputs;
}

function toStdin(args: Arguments): { readonly stdinName?: string } {
  const name = args.value('stdin-filename');
  if (!args.has('stdin')) {
    if (name !== undefined) throw new UsageError('--stdin-filename names the text of the standard input: add --stdin.');
    return {};
  }
  if (args.positionals.length > 0) throw new UsageError('--stdin checks the standard input alone: leave the paths out.');
  if (name === undefined) throw new UsageError('--stdin needs --stdin-filename: its ending says the language, as in --stdin-filename query.sql.');
  return { stdinName: name };
}
