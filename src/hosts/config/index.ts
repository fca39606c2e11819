import type { DriverUse, Facts, Language, Mention, Setting, Source } from '../../core/types.ts';
import { emptyFacts, type Host } from '../host.ts';
import { loadReader, readEntries, type Entry } from './entries.ts';
import { isPipeline } from './gate.ts';
import { readTestJobs, STARTS_POSTGRES } from './jobs.ts';
import { isManifest, readDependencies, readPackage } from './manifest.ts';
import { readMention } from './mentions.ts';
import { isJournal, readProvider, readSetting, toOwnEntries } from './settings.ts';

/**
 * What a manifest, an environment file, a container or pipeline file or any other configuration says: settings, drivers it asks for, left-overs
 * of an engine and jobs that run tests. A file with a syntax error is `unread`; one that is a template of such a file is nobody's configuration.
 */
function readConfig(source: Source): Facts {
  const { path, text, language } = source;
  const { entries, error } = readEntries(text, language);
  const facts = emptyFacts(source);
  if (error && text.includes('{{')) return facts;
  if (error) return { ...facts, unread: [{ path, start: error.start, end: error.end, reason: `${NAMES[language] ?? 'file'} with a syntax error: ${error.message}` }] };
  if (isPipeline(path)) return { ...facts, testJobs: readTestJobs(path, text, entries), mentions: mentionsOf(path, text, entries) };
  if (isManifest(path)) {
    const { drivers, mentions } = readDependencies(path, text, entries);
    const scripts = entries.filter((entry) => entry.keys[0] === 'scripts');
    const own = readPackage(path, entries);
    return {
      ...facts, drivers, mentions: [...mentions, ...mentionsOf(path, text, scripts), ...scripts.flatMap((entry) => serverOf(path, text, entry))],
      ...(own && { package: own }),
    };
  }
  if (isJournal(path)) return { ...facts, settings: entries.map((entry) => readProvider(path, entry)).filter(isSetting) };
  const own = toOwnEntries(path, text, language, entries);
  const mentions = mentionsOf(path, text, own);
  return {
    ...facts, mentions, drivers: mentions.flatMap(toDriverUse),
    settings: own.flatMap((entry) => [readSetting(path, language, entry), readProvider(path, entry)]).filter(isSetting),
  };
}

/** A script of the manifest that starts a PostgreSQL. */
function serverOf(path: string, text: string, entry: Entry): readonly Mention[] {
  const { start, end } = entry.valueSpan;
  return STARTS_POSTGRES.test(entry.value) ? [{ path, start, end, engine: 'postgres', kind: 'command', text: text.slice(start, end).slice(0, 200) }] : [];
}

const isSetting = (setting: Setting | undefined): setting is Setting => setting !== undefined;

const NAMES: Partial<Record<Language, string>> = { json: 'JSON', yaml: 'YAML', toml: 'TOML' };

const mentionsOf = (path: string, text: string, entries: readonly Entry[]): readonly Mention[] =>
  entries.flatMap((entry) => readMention(path, text, entry) ?? []);

const toDriverUse = (mention: Mention): readonly DriverUse[] =>
  mention.kind === 'url' && !mention.isHistory
    ? [{ path: mention.path, driver: mention.engine, engine: mention.engine, via: 'url', start: mention.start, end: mention.end }]
    : [];

export const host: Host = { load: loadReader, read: readConfig };
