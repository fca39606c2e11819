import type { Direction, Engine, Severity } from '../core/types.ts';

/** Words that several formats share. */

export const SEVERITY_TITLES: Readonly<Record<Severity, string>> = { critical: 'CRITICAL', warning: 'WARNING', info: 'INFO' };

export const ENGINE_TITLES: Readonly<Record<Engine, string>> = { sqlite: 'SQLite', postgres: 'PostgreSQL' };

export const DIRECTION_TITLES: Readonly<Record<Direction, string>> = {
  'sqlite-to-postgres': 'SQLite to PostgreSQL',
  'postgres-to-sqlite': 'PostgreSQL to SQLite',
  portable: 'SQLite and PostgreSQL',
};

/** `1 file`, `2 files`, `2 queries` with the plural given. */
export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** `5 critical, 6 warning, 3 info`. */
export const severityCounts = (counts: Readonly<Record<Severity, number>>, separator = ', '): string =>
  `${counts.critical} critical${separator}${counts.warning} warning${separator}${counts.info} info`;

/** `a, b and c`. */
export const joinWords = (words: readonly string[]): string => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`);

/** The first letter in upper case, unless the first word is a function's name: `json_each()`. */
export const capitalise = (text: string): string => (/^\w+\(/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1));
