import type { Problem } from '../../core/types.ts';
import type { Context, Project } from '../../rule.ts';
import { insertionsOf, valueRowsOf, valuesOf, type Insertion } from '../../sql/changes.ts';
import { quoteText } from '../../sql/rewrite.ts';
import { writeName } from '../../sql/names.ts';
import type { Schema, Table } from '../../sql/schema.ts';
import type { Statement } from '../../sql/statement.ts';
import { integerValue, isSameName, spanOf, type Expr } from '../../sql/tree.ts';

const numbered = new WeakMap<Project, ReadonlySet<Table>>();

/** The tables that the program also adds rows to without an id: their sequence is asked. */
function numberedTables({ project, schema }: Context): ReadonlySet<Table> {
  let known = numbered.get(project);
  if (!known) {
    known = new Set(project.statements.flatMap(({ tree }) => (tree?.type === 'InsertStmt' ? withoutId(tree, schema) : [])));
    numbered.set(project, known);
  }
  return known;
}

const withoutId = (tree: NonNullable<Statement['tree']>, schema: Schema): readonly Table[] =>
  insertionsOf(tree, schema).flatMap(({ table, columns }) => {
    const alias = table?.rowidAlias;
    return table && alias !== undefined && columns?.every((name) => !isSameName(name, alias)) ? [table] : [];
  });

/**
 * A statement of the program that gives the id itself: RETURNING sets the sequence, as SQLite takes the largest id and adds one
 * (https://sqlite.org/lang_createtable.html#rowid, https://www.postgresql.org/docs/current/functions-sequence.html).
 */
export function* explicitId(statement: Statement, insertion: Insertion, context: Context): Generator<Problem> {
  const { table } = insertion;
  const alias = table?.rowidAlias;
  const values = alias === undefined ? undefined : valuesOf(insertion, alias);
  if (!table || alias === undefined || table.module !== undefined || !values || values.every((value) => value.type === 'NullLiteral') || !numberedTables(context).has(table)) return;
  const { node } = insertion;
  if (node.type !== 'InsertStmt' || node.returning || insertion.orConflict !== undefined) return;
  const key = writeName(alias, table.column(alias)?.isQuoted);
  const name = writeName(insertion.name, table.isQuoted);
  const column = table.column(alias)?.isQuoted ? alias : alias.toLowerCase();
  const end = statement.tokens.findLast((token) => token.text !== ';')!.end;
  const sequence = `pg_get_serial_sequence(${quoteText(name)}, ${quoteText(column)})`;
  const before = valueRowsOf(insertion) && isAscending(values) ? `(SELECT max(${key}) FROM ${name})` : `nextval(${sequence}) - 1`;
  const text = ` RETURNING setval(${sequence}, greatest(${key}, ${before}, 1))`;
  yield {
    ...spanOf(node.tblName.objName),
    message: `A row with an id of its own leaves the sequence of \`${table.name}.${alias}\` behind: a later INSERT without an id draws one that is taken.`,
    help: 'Set the sequence to the largest id after it.',
    fix: { title: 'Set the sequence with the row', safety: 'safe', addsOnly: true, edits: [{ start: end, end, text }] },
  };
}

/** The sequence is set for each row, and the last one stays: rows in any other order must not set it back. */
const isAscending = (values: readonly Expr[]): boolean =>
  values.length === 1 || values.map(integerValue).every((value, index, all) => value !== undefined && (index === 0 || value > all[index - 1]!));
