import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { unquote } from '../sql/ddl.ts';
import { classOf, type TypeClass } from '../sql/infer.ts';
import type { Statement } from '../sql/statement.ts';
import { isSameName } from '../sql/tree.ts';

/** Types that PostgreSQL casts to from numbers or texts only when it is told how (USING): no assignment cast leads there (pg_cast). */
const NEEDS_USING: ReadonlySet<TypeClass> = new Set(['boolean', 'timestamp', 'timestamptz', 'date', 'time', 'json', 'jsonb', 'bytea', 'uuid']);

/** Those among which assignment casts lead, by what the column was. */
const WITHIN: readonly ReadonlySet<TypeClass>[] = [new Set(['timestamp', 'timestamptz', 'date']), new Set(['json', 'jsonb'])];

interface Alteration {
  readonly table: string;
  readonly column: string;
  /** The column's name is put together when the program runs. */
  readonly isOpen: boolean;
  readonly at: number;
  readonly end: number;
  readonly type: string;
  readonly hasUsing: boolean;
}

/** `ALTER TABLE t ... ALTER [COLUMN] c [SET DATA] TYPE type [COLLATE ...] [USING ...]`. */
function alterationOf({ tokens, text, holes }: Statement): Alteration | undefined {
  const words = tokens.map((token) => token.text.toLowerCase());
  if (words[0] !== 'alter' || words[1] !== 'table') return undefined;
  let at = 2;
  while (/^(?:if|exists|only)$/.test(words[at] ?? '')) at++;
  const table = unquote(tokens[words[at + 1] === '.' ? at + 2 : at]?.text ?? '');
  const alter = words.indexOf('alter', at);
  const name = words[alter + 1] === 'column' ? alter + 2 : alter + 1;
  const type = words[name + 1] === 'type' ? name + 1 : words[name + 3] === 'type' && words[name + 1] === 'set' ? name + 3 : -1;
  const column = tokens[name];
  if (alter < 0 || type < 0 || !column || !tokens[type + 1]) return undefined;
  const stop = words.findIndex((word, index) => index > type && /^(?:using|collate|,|;)$/.test(word));
  const last = tokens[(stop < 0 ? tokens.length : stop) - 1]!;
  return {
    table, column: unquote(column.text), isOpen: holes.some((hole) => hole.start < column.end && column.start < hole.end),
    at: column.start, end: last.end, type: text.slice(tokens[type + 1]!.start, last.end).toLowerCase(), hasUsing: words.includes('using', type),
  };
}

/** Whether a statement before this one in the file takes the default away, from the same column where both name it. */
function isDefaultDropped(statement: Statement, { column, isOpen }: Alteration, context: Context): boolean {
  const own = context.project.statements.filter((other) => other.fragment.path === statement.fragment.path && /\bdrop\s+default\b/i.test(other.text));
  return own.some((other) => isOpen || other.holes.length > 0 || other.tokens.some((token) => isSameName(unquote(token.text), column)));
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  const found = statement.engine === context.to ? alterationOf(statement) : undefined;
  if (!found) return;
  const { table, column, isOpen, type, hasUsing } = found;
  const known = isOpen ? undefined : context.schema.tables.find((one) => isSameName(one.name, table))?.column(column);
  const to = classOf(type);
  const from = known?.sqliteType === undefined ? undefined : /INT|REAL|NUM|TEXT|CHAR|^$/i.test(known.sqliteType);
  if (!hasUsing && NEEDS_USING.has(to) && from === true && !WITHIN.some((types) => types.has(to) && types.has(classOf(known!.sqliteType!.toLowerCase())))) {
    yield {
      start: found.at, end: found.end,
      message: `\`${column}\` cannot be cast to ${type} automatically (42804): the statement does not say how.`,
      help: `Add USING, for example \`USING (${column}${to === 'boolean' ? ' <> 0' : `::${type}`})\`.`,
    };
  }
  const value = known?.default ?? known?.postgresDefault;
  const isSuspect = to === 'boolean' && (isOpen || (value !== undefined && /^\W*[01]\b/.test(value)));
  if (!isSuspect || /\bdrop\s+default\b/i.test(statement.text) || isDefaultDropped(statement, found, context)) return;
  yield {
    start: found.at, end: found.end,
    ...(isOpen && { severity: 'warning' as const, confidence: 'review' as const }),
    message: isOpen
      ? 'A column with a number as its default does not become boolean, not even with USING: the default is not converted (42804).'
      : `The default ${value} of \`${column}\` does not become boolean, not even with USING (42804).`,
    help: 'Before: `ALTER COLUMN ... DROP DEFAULT`; after: `ALTER COLUMN ... SET DEFAULT false`.',
  };
}

export default defineRule({
  summary: 'Columns whose type is changed without saying how, or with their old default',
  why: 'A project on PostgreSQL that makes its flags boolean later writes `ALTER COLUMN active TYPE boolean`. PostgreSQL converts the rows only along casts that are safe to make unasked, so that a number or a text needs USING, and it never '
    + 'applies USING to the default: a column with DEFAULT 0 is refused until the default is dropped.',
  construct: 'changes of a column\'s type without USING or with the old default',
  severity: 'critical',
  confidence: 'likely',
  category: 'breaks',
  manual: ['PostgreSQL, ALTER TABLE: https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DATA-TYPE'],
  wakes: ['ALTER'],
  statement,
});
