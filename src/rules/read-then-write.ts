import type { Call, Problem, ResultRead } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { boundColumns, type BoundColumn } from '../sql/parameter-columns.ts';
import { resultColumns } from '../sql/results.ts';
import type { Column } from '../sql/schema.ts';
import type { Statement } from '../sql/statement.ts';
import { isSameName } from '../sql/tree.ts';

/** The uses of a column's value that make a new value of it. */
const computes = (read: ResultRead, bound: BoundColumn): boolean =>
  read.use === 'arithmetic' || (read.use === 'json-parse' && bound.binding.type === 'json-string');

const isWithin = (read: ResultRead, { binding }: BoundColumn): boolean => binding.start <= read.start && read.end <= binding.end;

/** A plain name: the value was computed before. */
const isName = (text: string): boolean => /^[A-Za-z_$][\w$]*$/.test(text);

interface Source {
  readonly statement: Statement;
  readonly read: ResultRead;
}

const readers = new WeakMap<Context, ReadonlyMap<string, readonly Statement[]>>();

/** The SELECTs of each function of each file whose result is used in a computation. */
function readersOf(context: Context): ReadonlyMap<string, readonly Statement[]> {
  let found = readers.get(context);
  if (!found) {
    const byFunction = new Map<string, Statement[]>();
    for (const statement of context.project.statements) {
      const { call } = statement;
      if (!call?.within || !/^select\b/i.test(statement.text) || !call.reads.some((read) => read.use === 'arithmetic' || read.use === 'json-parse')) continue;
      const key = keyOf(call);
      byFunction.set(key, [...(byFunction.get(key) ?? []), statement]);
    }
    readers.set(context, (found = byFunction));
  }
  return found;
}

const keyOf = (call: Call): string => `${call.path}\0${call.within?.name}`;

/** The query before the statement that read the column, where what is stored is computed from what it gave. */
function sourceOf(bound: BoundColumn, context: Context): Source | undefined {
  const { call, column, binding } = bound;
  for (const statement of readersOf(context).get(keyOf(call)) ?? []) {
    if (statement.call!.start >= call.start || statement.call!.engine !== call.engine || /\bfor\s+(?:no\s+key\s+)?update\b/i.test(statement.text)) continue;
    if (!(resultColumns(statement, context.schema) ?? []).some((one) => one.column === column)) continue;
    const own = statement.call!.reads.filter((read) =>
      read.path === undefined && read.property !== undefined && isSameName(read.property, column.name) && computes(read, bound));
    const read = own.find((one) => isWithin(one, bound)) ?? own.find((one) => one.end <= call.start && (one.use === 'json-parse' || isName(binding.text)));
    if (read) return { statement, read };
  }
  return undefined;
}

/** The statement makes sure itself that the column still holds what was read. */
const isChecked = (bounds: readonly BoundColumn[], column: Column): boolean => bounds.some((one) => one.use === 'compare' && one.column === column);

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  const { call } = statement;
  if (!call?.within || call.inTest || !/^update\b/i.test(statement.text) || readersOf(context).get(keyOf(call)) === undefined) return;
  const bounds = boundColumns(statement, context.schema);
  for (const bound of bounds) {
    if (bound.use !== 'set' || isChecked(bounds, bound.column)) continue;
    const source = sourceOf(bound, context);
    if (!source) continue;
    const isJson = source.read.use === 'json-parse';
    yield {
      path: bound.binding.path, start: bound.binding.start, end: bound.binding.end,
      ...(isJson && { confidence: 'review' as const }),
      message: `\`${bound.table.name}.${bound.column.name}\` is read, changed and written back: two requests at once lose one of the changes.`,
      help: isJson
        ? 'Read it with `FOR UPDATE` inside a transaction, or keep a version column and check it in the UPDATE.'
        : `Compute in the statement (\`SET ${bound.column.name} = ${bound.column.name} + ...\`), or read with \`FOR UPDATE\` inside a transaction.`,
      related: [{ path: source.statement.call!.path, span: { start: source.statement.call!.start, end: source.statement.call!.end }, message: 'Read here' }],
    };
    return;
  }
}

export default defineRule({
  summary: 'Values that are read, changed in the program and written back',
  why: 'SQLite lets one writer in at a time, and a driver that blocks lets nothing else of the process run between two calls. On PostgreSQL other requests run between the SELECT and the UPDATE, also inside a transaction: at its usual isolation '
    + 'level, READ COMMITTED, both read the same value and the second write takes the first one back. Nothing fails.',
  construct: 'values read, changed and written back',
  severity: 'warning',
  confidence: 'likely',
  category: 'changes-result',
  silent: true,
  ofDriver: true,
  manual: ['PostgreSQL, 13.2 Transaction isolation: https://www.postgresql.org/docs/current/transaction-iso.html#XACT-READ-COMMITTED', 'SQLite, Isolation: https://sqlite.org/isolation.html'],
  wakes: ['call'],
  statement,
});
