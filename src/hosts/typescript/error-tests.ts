import type { Engine, ErrorTest, Source } from '../../core/types.ts';
import type { CommentText } from './parse.ts';

/** Codes and messages by which programs know the errors of an engine, as they stand inside a literal. */
const TEXTS: readonly (readonly [Engine, RegExp])[] = [
  ['sqlite', /(?:\bSQLITE_[A-Z_]{3,40}|(?:UNIQUE|FOREIGN KEY|NOT NULL|CHECK) constraint failed|database (?:table )?is locked|no such (?:table|column)\b|duplicate column(?: name)?)/gi],
  ['postgres', /\b(?:23(?:505|503|502|514|P01)|40(?:001|P01)|42(?:P01|703|701|P07)|55P03|57014)(?=["'`/])|(?:duplicate key value violates|violates (?:foreign key|not-null|check|unique) constraint)/g],
];

/** A name in a list of environment variables or options is no error code. */
const NO_CODE = /^SQLITE_(?:PATH|DB|DATABASE|FILE|FILENAME|DIR|URL|URI|ENABLE|OPEN|VERSION|MEMORY|JOURNAL|SYNCHRONOUS|MODE|DATA|STORAGE|TMPDIR|POOL|MAX|WAL|CACHE)(?:_|$)/;

/** Inside a literal: a quote or the slash of a regular expression stands before it in its line. */
const isQuoted = (text: string, at: number): boolean => /["'`/][^"'`]*$/.test(text.slice(Math.max(text.lastIndexOf('\n', at) + 1, at - 80), at));

/** The literals of a source that speak of an engine's errors; what stands in comments does not count. */
export function readErrorTests(source: Source, parsed: { readonly comments: readonly CommentText[] }): readonly ErrorTest[] {
  const found: ErrorTest[] = [];
  for (const [engine, pattern] of TEXTS) {
    for (const match of source.text.matchAll(pattern)) {
      const [text] = match;
      const start = match.index;
      if (NO_CODE.test(text) || !isQuoted(source.text, start) || parsed.comments.some((comment) => comment.start <= start && start < comment.end)) continue;
      if (/^SQLITE_/i.test(text) && !/^SQLITE_[A-Z_]+$/.test(text)) continue;
      found.push({ path: source.path, start, end: start + text.length, engine, text });
    }
  }
  return found;
}
