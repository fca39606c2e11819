import type { Fragment } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import { insertionsOf, valuesOf, type Insertion } from '../sql/changes.ts';
import { writeName } from '../sql/names.ts';
import { quoteText } from '../sql/rewrite.ts';
import type { Table } from '../sql/schema.ts';
import type { Statement } from '../sql/statement.ts';
import { integerValue, isSameName, spanOf } from '../sql/tree.ts';
import { explicitId } from './support/explicit-ids.ts';

/** What a script does to a table's numbering: rows with the columns of `head`, or a call of setval. */
interface Event {
  readonly at: number;
  readonly head?: string;
}

const INSERT = /\b(?:insert(?:\s+or\s+\w+)?|replace)\s+into\s+("[^"]+"|`[^`]+`|\[[^\]]+\]|\w+)([^;]*?)\b(?:values|select|default)\b|\bpg_get_serial_sequence\s*\(\s*'"?(\w+)/gi;
const timelines = new WeakMap<Fragment, ReadonlyMap<string, readonly Event[]>>();

function timelineOf(fragment: Fragment, table: string): readonly Event[] {
  let known = timelines.get(fragment);
  if (!known) {
    const byTable = new Map<string, Event[]>();
    for (const match of fragment.text.matchAll(INSERT)) {
      const name = (match[1] ?? match[3] ?? '').replace(/^["`[]|["`\]]$/g, '').toLowerCase();
      const event = match[3] === undefined ? { at: match.index, head: (match[2] ?? '').replace(/\s+/g, '').toLowerCase() } : { at: match.index };
      byTable.set(name, [...(byTable.get(name) ?? []), event]);
    }
    timelines.set(fragment, (known = byTable));
  }
  return known.get(table.toLowerCase()) ?? [];
}

/** Whether the sequence is wanted next: the last of a run of rows with explicit ids, without a setval after it. */
function isLast(statement: Statement, table: string): boolean {
  const events = timelineOf(statement.fragment, table);
  const own = events.findIndex((event) => event.at >= statement.start);
  const next = events[own + 1];
  return !next || (next.head !== undefined && next.head !== events[own]?.head);
}

/** One statement on a table that is PostgreSQL's already is the program's own, not the filling of a table. */
const isAlone = ({ fragment, text }: Statement): boolean => fragment.text.trim().replace(/;$/, '').trimEnd().length <= text.length;

function writesIds(insertion: Insertion, alias: string): boolean {
  const values = valuesOf(insertion, alias);
  if (values) return values.some((value) => value.type !== 'NullLiteral') && values.every((value) => value.type !== 'VariableExpr');
  return insertion.columns?.some((name) => isSameName(name, alias)) === true && insertion.select?.select.type === 'SelectFrom';
}

/** The table goes by the name that the statement gives it: it may be renamed later. */
function setvalText(written: string, table: Table, alias: string, isPositive: boolean): string {
  const name = writeName(written, table.isQuoted);
  const column = table.column(alias);
  const key = writeName(alias, column?.isQuoted);
  const plain = column?.isQuoted ? alias : alias.toLowerCase();
  const sequence = `pg_get_serial_sequence(${quoteText(name)}, ${quoteText(plain)})`;
  return isPositive ? `SELECT setval(${sequence}, (SELECT max(${key}) FROM ${name}))` : `SELECT setval(${sequence}, (SELECT greatest(max(${key}) + 1, 1) FROM ${name}), false)`;
}

export default defineRule({
  summary: 'Rows inserted with explicit ids, which leave the id sequence behind',
  why: 'SQLite takes the largest id and adds one. An identity or serial column of PostgreSQL counts by itself: after rows with explicit ids the next INSERT '
    + 'without one draws an id that is taken, 23505.',
  construct: 'explicit ids without setval',
  severity: 'warning',
  category: 'breaks',
  manual: ['SQLite, ROWIDs and the INTEGER PRIMARY KEY: https://sqlite.org/lang_createtable.html#rowid', 'PostgreSQL, Sequence functions: https://www.postgresql.org/docs/current/functions-sequence.html'],
  wakes: ['InsertStmt'],
  *statement(statement, context) {
    const { tree } = statement;
    if (tree?.type !== 'InsertStmt') return;
    const insertion = insertionsOf(tree, context.schema)[0]!;
    if (statement.fragment.kind !== 'file') {
      yield* explicitId(statement, insertion, context);
      return;
    }
    const { table } = insertion;
    const alias = table?.rowidAlias;
    if (!table || alias === undefined || table.module !== undefined || (table.column(alias)?.isPostgresTypeDeclared && isAlone(statement))) return;
    if (!writesIds(insertion, alias) || !isLast(statement, insertion.name)) return;
    const isPositive = (valuesOf(insertion, alias) ?? []).every((value) => (integerValue(value) ?? 1) > 0);
    const end = statement.tokens.at(-1)!.end;
    yield {
      ...spanOf(insertion.node.tblName.objName),
      message: `Rows with explicit ids leave the sequence of \`${table.name}.${alias}\` behind: the next INSERT without an id draws one that is taken.`,
      help: 'Set the sequence to the largest id after them.',
      ...(!tree.returning && { fix: { title: 'Set the sequence after the rows', safety: 'safe' as const, addsOnly: true, edits: [{ start: end, end, text: `;\n${setvalText(isSameName(insertion.name, table.name) ? table.name : insertion.name, table, alias, isPositive)}` }] } }),
    };
  },
});
