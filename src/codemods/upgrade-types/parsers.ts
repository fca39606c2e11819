import type { ProposedEdit } from '../../core/types.ts';
import type { MomentForm } from './values.ts';

/** A module that dbmig-lint has written, with what the pool makes of columns that arrive. */
export interface ParserModule {
  readonly path: string;
  readonly text: string;
}

export const isParserModule = (text: string): boolean => /\b3802: asText,|\bcolumn\(3802, asText\)/.test(text);

const FLAG = /^[ \t]*(?:16: \(value\) => |bool: column\(16, )[^\n]*\r?\n/m;
const FLAG_WORDS = /conditions as 0 and 1, /;
const MOMENT = /^([ \t]*(?:1184: |timestamptz: column\(1184, ))asText(\)?,)$/m;
const POOL = /^([ \t]*)connectionString: url,$/m;
const POSTGRES_POOL = /postgres\(url \?\? '', \{ types, /;

/** Whether conditions and flags arrive as 1 and 0. */
export const givesDigits = (text: string): boolean => FLAG.test(text);

/** The form in which the pool gives moments; undefined while it gives the texts of PostgreSQL. */
export const momentForm = (text: string): MomentForm | undefined =>
  (['iso', 'sqlite'] as const).find((form) => text.includes(`1184: ${TEXTS[form]},`) || text.includes(`column(1184, ${TEXTS[form]})`));

/** With the session in UTC a moment arrives as `2024-01-31 10:30:00.123+00` (https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-DATETIME-OUTPUT). */
const TEXTS: Readonly<Record<MomentForm, string>> = {
  iso: "(value) => new Date(value.replace(' ', 'T').replace('+00', 'Z')).toISOString()",
  sqlite: '(value) => value.slice(0, 19)',
};

const replaced = ({ path, text }: ParserModule, pattern: RegExp, by: (match: RegExpExecArray) => string): readonly ProposedEdit[] => {
  const match = pattern.exec(text);
  return match ? [{ path, start: match.index, end: match.index + match[0].length, text: by(match) }] : [];
};

/** PostgreSQL's booleans arrive as booleans. */
export const giveBooleans = (module: ParserModule): readonly ProposedEdit[] => [...replaced(module, FLAG, () => ''), ...replaced(module, FLAG_WORDS, () => '')];

/** Moments arrive in the form that the program knows, from sessions in UTC. */
export function giveMoments(module: ParserModule, form: MomentForm): readonly ProposedEdit[] {
  if (momentForm(module.text) === form) return [];
  return [
    ...replaced(module, MOMENT, ([, before, after]) => `${before}${TEXTS[form]}${after}`),
    ...replaced(module, POOL, ([line, indent]) => `${line}\n${indent}options: '-c TimeZone=UTC',`),
    ...replaced(module, POSTGRES_POOL, ([text]) => `${text}connection: { TimeZone: 'UTC' }, `),
  ];
}
