import { createReadStream, readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { UsageError } from './files.ts';
import { rules } from './rules/index.ts';
import { createTranslator, type Translator } from './translate.ts';
import { isLeft, type Tables, type Translation, type TranslationFinding } from './translation.ts';

export interface SqlCommandIo {
  readonly input: Readable;
  /** Resolves when the text may be followed by more. */
  readonly write: (text: string) => Promise<void> | void;
  readonly writeError: (text: string) => void;
}

export interface SqlCommandOptions {
  /** Path of the file; `-` or nothing is standard input. */
  readonly file?: string | undefined;
  readonly jsonLines: boolean;
  readonly safeOnly: boolean;
  readonly upgradeTypes: boolean;
}

/**
 * `dbmig-lint sql`: prints the SQL of a file or of standard input for PostgreSQL, and what is left to do on the error stream.
 * With `jsonLines` each line of the input is a request and each line of the output its answer, in the same order.
 * Returns the exit code: 0, or 1 when something is left that fails or may differ (never with `jsonLines`: the answers say it).
 * Throws a `UsageError` when the file cannot be read.
 */
export async function runSqlCommand(options: SqlCommandOptions, io: SqlCommandIo): Promise<number> {
  const translator = await createTranslator({ rules, safety: options.safeOnly ? 'safe' : 'unsafe', upgradeTypes: options.upgradeTypes });
  const file = options.file === '-' ? undefined : options.file;
  if (options.jsonLines) {
    await answerLines(translator, file === undefined ? io.input : chunksOf(file), io);
    return 0;
  }
  const text = file === undefined ? await readAll(io.input) : readInput(file);
  const { sql, findings } = translator(text);
  await io.write(sql);
  for (const line of describe(findings)) io.writeError(`${line}\n`);
  return findings.some(isLeft) ? 1 : 0;
}

function readInput(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** The file bit by bit: memory does not grow with it. */
async function* chunksOf(file: string): AsyncGenerator {
  try {
    yield* createReadStream(file);
  } catch (error) {
    throw unreadable(file, error);
  }
}

const unreadable = (file: string, error: unknown): UsageError =>
  new UsageError(`The file "${file}" cannot be read: ${error instanceof Error ? error.message : String(error)}.`);

async function readAll(input: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(Buffer.from(chunk as Uint8Array | string));
  return Buffer.concat(chunks).toString('utf8').replace(/^\uFEFF/, '');
}

const describe = (findings: readonly TranslationFinding[]): readonly string[] =>
  findings.filter(isLeft).map((finding) => `${finding.severity} ${finding.rule}: ${finding.message} ${finding.help}`);

/** What has come in is answered at once: a client may wait for an answer before it sends the next request. */
async function answerLines(translator: Translator, input: AsyncIterable<unknown>, io: SqlCommandIo): Promise<void> {
  const answerAll = (lines: readonly string[]): string => lines.map((line) => (line.trim() === '' ? '' : `${answer(translator, line)}\n`)).join('');
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of input) {
    const lines = (rest + (typeof chunk === 'string' ? chunk : decoder.decode(chunk as Uint8Array, { stream: true }))).split('\n');
    rest = lines.pop()!;
    const answers = answerAll(lines);
    if (answers !== '') await io.write(answers);
  }
  const last = answerAll([rest]);
  if (last !== '') await io.write(last);
}

/** The answer to one request; a line that is not a request, and a bug of ours, become an `error` of that line alone. */
function answer(translator: Translator, line: string): string {
  let id: unknown;
  try {
    const request: unknown = JSON.parse(line);
    if (!isRecord(request)) throw new UsageError('a request is an object with the text "sql"');
    id = request['id'];
    if (typeof request['sql'] !== 'string') throw new UsageError('a request is an object with the text "sql"');
    return JSON.stringify({ ...(id !== undefined && { id }), ...toAnswer(translator(request['sql'], tablesOf(request))) });
  } catch (error) {
    return JSON.stringify({ ...(id !== undefined && { id }), error: error instanceof Error ? error.message : String(error) });
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

const textsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []);

const tablesOf = (request: Readonly<Record<string, unknown>>): Tables =>
  ({ sqlite: textsOf(request['schema']), postgres: textsOf(request['pg_schema']), isWhole: Array.isArray(request['schema']) });

function toAnswer({ sql, findings, complete }: Translation): Record<string, unknown> {
  const warnings = [...new Set(findings.filter(isLeft).map((finding) => `${finding.message} ${finding.help}`))];
  const shown = findings.map(({ rule, severity, confidence, message, silent, safety }) => ({ rule, severity, confidence, message, silent, safety }));
  return { sql, warnings, findings: shown, complete };
}
