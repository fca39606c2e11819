import { parseArgs, type ParseArgsConfig } from 'node:util';
import { didYouMean } from '../core/suggest.ts';
import { UsageError } from '../core/usage-error.ts';

export const COMMANDS = ['lint', 'sql', 'migrate-schema'] as const;
export type Command = (typeof COMMANDS)[number];

interface Option {
  readonly help: string;
  /** How the value is called in the help; without one the option is a switch. */
  readonly value?: string;
  readonly short?: string;
  readonly commands: readonly Command[];
}

const LINT = ['lint'] as const;
const ALL = COMMANDS;

/** Every option of the command line; the help is printed from this table. */
const OPTIONS = {
  fix: { help: 'Apply the safe fixes, then report what is left', commands: LINT },
  'unsafe-fixes': { help: 'With --fix or --diff: also convert drivers and tests, and fix what holds under a condition', commands: LINT },
  only: { value: 'codemod', help: 'With --unsafe-fixes: run this codemod and no other; may be given several times', commands: LINT },
  target: { value: 'library', help: 'What converted code talks to: pg (default), postgres or pglite', commands: LINT },
  'test-database': { value: 'kind', help: 'What converted tests run on: pglite (default) or url', commands: LINT },
  'allow-dirty': { help: 'Convert a project whose git tree has changes that are not committed', commands: LINT },
  portable: { help: 'With --fix or --diff: only fixes that the old engine runs as well', commands: LINT },
  diff: { help: 'Print what --fix would change, write nothing', commands: LINT },
  format: { value: 'name[=file]', help: 'pretty, compact, md, json, sarif or github; may be given several times', commands: LINT },
  from: { value: 'engine', help: 'The engine the code comes from: sqlite (default) or postgres', commands: LINT },
  to: { value: 'engine', help: 'The engine it goes to: postgres (default) or sqlite', commands: LINT },
  config: { value: 'file', help: 'Configuration file instead of dbmig.config.json or package.json', commands: LINT },
  'fail-on': { value: 'severity', help: 'Exit with 1 from this severity on: critical (default), warning, info or never', commands: LINT },
  'upgrade-types': { help: 'Choose timestamptz, boolean and jsonb where SQLite had text and integers', commands: ALL },
  'type-info': { value: 'mode', help: 'Ask TypeScript for types: auto (default, where the packages are installed), full or off', commands: LINT },
  'max-file-size': { value: 'bytes', help: 'Do not read longer files (default 1000000)', commands: LINT },
  'no-prefilter': { help: 'Read every file whole, also those that can hold no database code', commands: LINT },
  stdin: { help: 'Check the text on the standard input', commands: LINT },
  'stdin-filename': { value: 'path', help: 'The name of that text; its ending says the language', commands: LINT },
  explain: { value: 'rule', help: 'Print the page of a rule', commands: LINT },
  rules: { help: 'List the rules', commands: LINT },
  output: { short: 'o', value: 'folder', help: 'Where the PostgreSQL migrations go: a new or empty folder', commands: ['migrate-schema'] },
  'json-lines': { help: 'Read a request and write an answer a line, as JSON', commands: ['sql'] },
  'safe-only': { help: 'Make only the safe rewrites', commands: ['sql'] },
  help: { short: 'h', help: 'Print this help', commands: ALL },
  version: { short: 'v', help: 'Print the version', commands: ALL },
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof OPTIONS;

const NAMES = Object.keys(OPTIONS) as readonly OptionName[];

const isName = (name: string): name is OptionName => name in OPTIONS;

const optionOf = (name: OptionName): Option => OPTIONS[name];

/** The command line, taken apart. */
export interface Arguments {
  readonly command: Command;
  readonly positionals: readonly string[];
  readonly has: (name: OptionName) => boolean;
  readonly value: (name: OptionName) => string | undefined;
  readonly values: (name: OptionName) => readonly string[];
}

const CONFIG: ParseArgsConfig['options'] = Object.fromEntries(NAMES.map((name) => {
  const { value, short } = optionOf(name);
  return [name, { type: value === undefined ? 'boolean' : 'string', multiple: true, ...(short !== undefined && { short }) }];
}));

/** Throws a `UsageError` for an option that does not exist, lacks its value or does not belong to the command. */
export function parseArguments(argv: readonly string[]): Arguments {
  const command = COMMANDS.find((name) => name !== 'lint' && name === argv[0]) ?? 'lint';
  const { tokens, positionals } = parseArgs({ args: [...argv.slice(command === 'lint' ? 0 : 1)], options: CONFIG, strict: false, allowPositionals: true, tokens: true });
  const given = new Map<OptionName, string[]>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const name = checkOption(command, token.name, token.rawName, token.value, token.inlineValue ?? false);
    given.set(name, [...(given.get(name) ?? []), token.value ?? '']);
  }
  return {
    command, positionals,
    has: (name) => given.has(name),
    value: (name) => given.get(name)?.at(-1),
    values: (name) => given.get(name) ?? [],
  };
}

function checkOption(command: Command, name: string, raw: string, value: string | undefined, isInline: boolean): OptionName {
  const names = NAMES.filter((known) => optionOf(known).commands.includes(command));
  if (!isName(name)) throw new UsageError(`There is no option ${raw}.${didYouMean(raw, names.map((known) => `--${known}`))} --help lists them all.`);
  const option = optionOf(name);
  if (!option.commands.includes(command)) {
    throw new UsageError(`The option ${raw} belongs to ${option.commands.map((known) => `"dbmig-lint${known === 'lint' ? '' : ` ${known}`}"`).join(' and ')}.`);
  }
  if (option.value === undefined && value !== undefined) throw new UsageError(`The option ${raw} takes no value.`);
  const isMissing = value === undefined || value === '' || (!isInline && value.startsWith('-') && value !== '-');
  if (option.value !== undefined && isMissing) throw new UsageError(`The option ${raw} needs a value: ${raw} <${option.value}>.`);
  return name;
}

const USAGE: Readonly<Record<Command, readonly string[]>> = {
  lint: [
    'dbmig-lint: find and fix what breaks when database code moves from SQLite to PostgreSQL', '',
    'Usage: dbmig-lint [options] [file, folder or pattern ...]',
    '       dbmig-lint sql [options] [file]                 translate SQL',
    '       dbmig-lint migrate-schema <folder> -o <folder>  translate a folder of migrations'
  ],
  'migrate-schema': [
    'Usage: dbmig-lint migrate-schema <folder> -o <folder>', '',
    'Writes a PostgreSQL migration for each SQLite migration of a folder, and a list of the choices made.',
  ],
  sql: ['Usage: dbmig-lint sql [options] [file]', '', 'Prints the SQL of a file (or of the standard input) for PostgreSQL, and on the error stream what is left to do.'],
};

const EXIT_CODES: readonly string[] = [
  'Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 wrong use or an error of dbmig-lint.',
  'A folder called "sql" or "migrate-schema" is given as "./sql".',
];

export function helpText(command: Command): string {
  const rows = NAMES.filter((name) => optionOf(name).commands.includes(command)).map((name) => {
    const { short, value, help } = optionOf(name);
    return [`  ${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` <${value}>`}`, help] as const;
  });
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  const options = rows.map(([left, help]) => left.padEnd(width) + help);
  return `${[...USAGE[command], '', 'Options:', ...options, ...(command === 'lint' ? ['', ...EXIT_CODES] : [])].join('\n')}\n`;
}
