import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Facts, Language, Source, Unread } from './core/types.ts';
import type { ReadText } from './findings.ts';
import { BYTE_ORDER_MARK, listFiles, readContent } from './files.ts';
import { whyGenerated } from './core/generated.ts';
import { languageOf, loadHost, mayHold } from './hosts/index.ts';
import type { Host } from './hosts/host.ts';
import { isPostgresGrammarLoaded, loadPostgresGrammar } from './sql/grammar.ts';
import { createQuestions, isScript, toWaiting, type Waiting } from './waiting.ts';

export interface GatherOptions {
  readonly cwd: string;
  /** Files, folders or patterns; none means the working directory. */
  readonly paths: readonly string[];
  /** Patterns in .gitignore's syntax. */
  readonly exclude: readonly string[];
  /** Bytes; longer files are not read. */
  readonly maxFileSize: number;
  /** Look at the bytes of a file first and skip what cannot hold facts. */
  readonly prefilter: boolean;
}

export interface Gathered {
  readonly facts: readonly Facts[];
  readonly unread: readonly Unread[];
  /** Files of a known language; `skipped` of them are links, too large, binary or not readable. */
  readonly seen: number;
  readonly skipped: number;
}

/** Called with the number of files done and of all. */
export type Progress = (done: number, all: number) => void;

/**
 * Lists the files and reads the facts of each, one text in memory at a time. A file that holds nothing itself is read after all when it imports
 * one whose facts need it: its callers, or the tests of a module that opens the database.
 * Throws a `UsageError` for a path that does not exist.
 */
export async function gather(options: GatherOptions, progress?: Progress): Promise<Gathered> {
  const listing = await listFiles(options.cwd, options.paths, options.exclude, (path) => languageOf(path) !== undefined);
  const unread: Unread[] = listing.unreadable.map((entry) => ({ ...entry, start: 0, end: 0 }));
  const facts: Facts[] = [];
  const hosts = new Map<Language, Host>();
  const read = async (path: string, language: Language, text: string): Promise<void> => {
    let host = hosts.get(language);
    if (!host) hosts.set(language, (host = await loadHost(language)));
    facts.push(await readFacts(host, { path, text, language }));
  };
  let waiting: Waiting[] = [];
  let seen = 0;
  let skipped = 0;
  for (const [index, path] of listing.paths.entries()) {
    const language = languageOf(path);
    progress?.(index, listing.paths.length);
    if (!language) continue;
    seen += 1;
    const content = readContent(join(options.cwd, path), options.maxFileSize);
    if (content.kind === 'skipped') {
      skipped += 1;
      if (content.reason !== undefined) unread.push({ path, start: 0, end: 0, reason: content.reason });
    } else if (!mayHold(language, content.latin1, path) && options.prefilter) {
      if (isScript(language)) waiting.push(toWaiting(path, language, content.latin1));
    } else {
      const generated = isScript(language) ? whyGenerated(content.latin1) : undefined;
      if (generated === undefined) await read(path, language, content.decode());
      else if (mayHold(language, content.latin1, path)) {
        unread.push({ path, start: 0, end: 0, reason: generated });
        skipped += 1;
      }
    }
  }
  const questions = createQuestions((path) => {
    const content = readContent(join(options.cwd, path), options.maxFileSize);
    return content.kind === 'text' ? content.latin1 : undefined;
  });
  for (let from = 0; from < facts.length && waiting.length > 0;) {
    const asked = questions.ask(facts.slice(from), waiting);
    from = facts.length;
    waiting = waiting.filter((file) => !asked.has(file));
    for (const { path, language } of asked) {
      const content = readContent(join(options.cwd, path), options.maxFileSize);
      if (content.kind === 'text' && whyGenerated(content.latin1) === undefined) await read(path, language, content.decode());
    }
  }
  facts.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { facts, unread, seen, skipped };
}

/** The scripts that the codemods read: all that are listed, whatever they hold. */
export async function listScripts({ cwd, paths, exclude }: GatherOptions): Promise<readonly string[]> {
  const listing = await listFiles(cwd, paths, exclude, (path) => /\.(?:[cm]?[jt]s|[jt]sx)$/.test(path) && languageOf(path) !== undefined);
  return listing.paths.filter((path) => /\.(?:[cm]?[jt]s|[jt]sx)$/.test(path));
}

/** Texts of the files on the disk, without byte order marks; `overlay` goes before. The last texts asked for are kept. */
export function createReader(cwd: string, overlay: ReadonlyMap<string, string> = new Map()): ReadText {
  const kept = new Map<string, string | undefined>();
  return (path) => {
    const changed = overlay.get(path);
    if (changed !== undefined) return changed;
    if (kept.has(path)) return kept.get(path);
    if (kept.size >= KEPT_TEXTS) kept.clear();
    const text = readTextFile(join(cwd, path));
    kept.set(path, text);
    return text;
  };
}

const KEPT_TEXTS = 64;

function readTextFile(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  } catch {
    return undefined;
  }
}

/** Where only PostgreSQL's grammar may understand a text, it is loaded and the source is read again. What others say does not depend on that. */
async function readFacts(host: Host, source: Source): Promise<Facts> {
  const facts = host.read(source);
  if (!facts.needsPostgres || isPostgresGrammarLoaded()) return facts;
  await loadPostgresGrammar();
  return host.read(source);
}

/** The facts of texts in memory. Files of unknown languages say nothing. */
export async function readSources(sources: readonly { readonly path: string; readonly text: string }[]): Promise<readonly Facts[]> {
  const facts: Facts[] = [];
  for (const { path, text } of sources) {
    const language = languageOf(path);
    if (!language) continue;
    const host = await loadHost(language);
    facts.push(await readFacts(host, { path, language, text: text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text }));
  }
  return facts;
}
