import type { Language, Setting } from '../../core/types.ts';
import type { Entry } from './entries.ts';
import { isDatabaseKey } from './signs.ts';

const COMPOSE = /(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$/i;
const DOCKERFILE = /(?:^|\/)Dockerfile(?:\.[\w.-]+)?$|\.dockerfile$/;
/** Files that a program reads its settings from, by their names; any other YAML, TOML or JSON file is no declaration of settings. */
const SETTINGS_FILE = /(?:^|[/._-])(?:config|settings|application|appsettings|default|production|development|database|db|ormconfig|example|sample)(?=[._-][\w.-]*$|\/[^/]*$)/i;

/**
 * The entries that speak of the project itself: services of a compose file that are built here, the environment in the form `KEY=value` in lists,
 * `name`/`value` pairs of Kubernetes and `ENV` lines of a Dockerfile become entries of that key.
 */
export function toOwnEntries(path: string, text: string, language: Language, entries: readonly Entry[]): readonly Entry[] {
  if (language === 'yaml') {
    const isCompose = COMPOSE.test(path);
    const built = new Set(entries.filter((entry) => entry.keys[0] === 'services' && entry.keys[2] === 'build').map((entry) => entry.keys[1]));
    const kept = isCompose ? entries.filter((entry) => entry.keys[0] !== 'services' || built.has(entry.keys[1]) || entry.keys[2] === 'image') : entries;
    return kept.flatMap((entry) => fromList(entry) ?? fromPair(entry, kept) ?? [entry]);
  }
  return language === 'text' && DOCKERFILE.test(path) ? entries.flatMap((entry) => fromDockerfile(entry, text)) : entries;
}

function fromList(entry: Entry): readonly Entry[] | undefined {
  if (entry.keys.at(-2) !== 'environment') return undefined;
  const match = /^([A-Za-z_]\w*)=/.exec(entry.value);
  return match ? [keyed(entry, entry.keys.slice(0, -1), match[1]!, entry.valueSpan.start, match[0].length)] : undefined;
}

function keyed(entry: Entry, keys: readonly string[], key: string, at: number, skipped: number): Entry {
  return {
    ...entry, keys: [...keys, key], keySpan: { start: at, end: at + key.length }, value: entry.value.slice(skipped),
    valueSpan: { start: at + skipped, end: entry.valueSpan.end },
  };
}

/** `{ name: KEY, value: x }` below `env`: the value becomes that key's, the name is dropped. */
function fromPair(entry: Entry, entries: readonly Entry[]): readonly Entry[] | undefined {
  const { keys } = entry;
  if (keys.at(-3) !== 'env' || !/^\d+$/.test(keys.at(-2)!)) return undefined;
  if (keys.at(-1) === 'name') return [];
  if (keys.at(-1) !== 'value') return undefined;
  const owner = keys.slice(0, -1).join('\0');
  const name = entries.find((other) => other.keys.at(-1) === 'name' && other.keys.slice(0, -1).join('\0') === owner);
  return name ? [{ ...entry, keys: [...keys.slice(0, -2), name.value], keySpan: name.valueSpan }] : undefined;
}

function fromDockerfile(entry: Entry, text: string): readonly Entry[] {
  const head = /^(?:ENV|ARG)\s+/i.exec(entry.value);
  if (!head) return [entry];
  const found: Entry[] = [];
  const pattern = /([A-Za-z_]\w*)(?:=|\s+)("[^"]*"|'[^']*'|[^\s"']*)/g;
  for (const match of entry.value.slice(head[0].length).matchAll(pattern)) {
    const start = entry.start + head[0].length + match.index;
    const end = start + match[0].length;
    const from = end - match[2]!.length + (/^["']/.test(match[2]!) ? 1 : 0);
    const to = /["']$/.test(match[2]!) ? end - 1 : end;
    const keySpan = { start, end: start + match[1]!.length };
    found.push({ ...entry, keys: [match[1]!], keySpan, value: text.slice(from, to), valueSpan: { start: from, end: to } });
  }
  return found.length > 0 ? found : [entry];
}

/** The setting that an entry declares; undefined for what has nothing to do with a database. */
export function readSetting(path: string, language: Language, entry: Entry): Setting | undefined {
  const key = entry.keys.at(-1);
  if (key === undefined || /^\d+$/.test(key)) return undefined;
  const isEnvironment = language === 'env' || ['environment', 'env'].includes(entry.keys.at(-2) ?? '') || (language === 'text' && entry.keys.length === 1);
  const isFile = !isEnvironment && (SETTINGS_FILE.test(path) || language === 'ini') && language !== 'text';
  if (!isEnvironment && !isFile) return undefined;
  const name = isEnvironment ? key : entry.keys.filter((part) => !/^\d+$/.test(part)).join('.');
  if (!isDatabaseKey(name)) return undefined;
  const { start, end } = entry.keySpan;
  return { path, start, end, key: name, value: entry.value, kind: entry.isComment ? 'document' : isEnvironment ? 'env' : 'config-file' };
}

const JOURNAL = /(?:^|\/)meta\/_journal\.json$/;

/** Whether a file is drizzle-kit's list of migrations. */
export const isJournal = (path: string): boolean => JOURNAL.test(path);

/** Where a file of an ORM's tools names the engine: https://typeorm.io/docs/data-source/data-source-options, https://sequelize.org/docs/v6/other-topics/migrations/#configuration */
const PROVIDERS: readonly { readonly file: RegExp; readonly name: string; readonly key: string }[] = [
  { file: /(?:^|\/)ormconfig\.json$/, name: 'type', key: 'typeorm.type' },
  { file: /(?:^|\/)config\/config\.json$/, name: 'dialect', key: 'sequelize.dialect' },
  // drizzle-kit's list of the migrations that it made: https://orm.drizzle.team/docs/drizzle-kit-generate
  { file: JOURNAL, name: 'dialect', key: 'drizzle.journal' },
];

/** The engine that the entry names to an ORM; the span is that of the name. */
export function readProvider(path: string, { keys, value, valueSpan }: Entry): Setting | undefined {
  const row = PROVIDERS.find(({ file, name }) => file.test(path) && keys.at(-1) === name && keys.length <= 2);
  return row && { path, ...valueSpan, key: row.key, value, kind: 'config-file' };
}
