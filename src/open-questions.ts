import { isAggregated, isSingleRow } from './rules/support/rows.ts';
import { insertionsOf } from './sql/changes.ts';
import { columnPairs } from './sql/parameter-columns.ts';
import { nodesOf } from './sql/rewrite.ts';
import type { Schema, Table } from './sql/schema.ts';
import { namesOf } from './sql/scope.ts';
import type { Statement } from './sql/statement.ts';
import { functionName, isSameName, spanOf, unwrap } from './sql/tree.ts';
import type { TranslationFinding } from './translation.ts';

/**
 * What a text by itself leaves open: values that are bound to it, orders and numbers that neither engine promises, rows that foreign keys refuse. A
 * translation with one of them is not called complete, but nothing is left to rewrite: they are no warnings. In a project the rules see the calls instead.
 */
interface Question {
  readonly rule: string;
  /** It raises an error instead of another answer. */
  readonly isLoud?: boolean;
  readonly message: string;
  readonly help: string;
  readonly isOpen: (statement: Statement, schema: Schema) => boolean;
}

const isTextual = (table: Table, name: string): boolean => /^(?:text|varchar|character varying)/.test(table.column(name)?.postgresType ?? '');

/** A parameter that does not only meet texts, where PostgreSQL takes any value. */
function hasTypedParameter(statement: Statement, schema: Schema): boolean {
  const parameters = nodesOf(statement, 'VariableExpr');
  if (parameters.length === 0) return false;
  const pairs = columnPairs(statement, schema);
  return parameters.some((node) => {
    const own = pairs.filter((pair) => pair.value.start === spanOf(node).start && !pair.cast);
    return own.length === 0 || !own.every((pair) => isTextual(pair.table, pair.column.name));
  });
}

/** Several rows can come, and no ORDER BY says in which order; LIMIT is asked about by a rule. */
function isUnordered(statement: Statement, schema: Schema): boolean {
  const { tree } = statement;
  if (tree?.type !== 'SelectStmt' || tree.body.orderBy || tree.body.limit) return false;
  const query = tree.body.select;
  if (tree.body.compounds) return true;
  return query.type === 'SelectFrom' && query.from?.select !== undefined && !isAggregated(statement, query) && !isSingleRow(query, namesOf(tree, schema));
}

/** A text of the data is folded; what is written out is looked at by a rule. */
const foldsLetters = (statement: Statement): boolean => nodesOf(statement, 'FunctionCallExpr').some((call) =>
  /^(?:lower|upper)$/.test(functionName(call)!) && call.args?.length === 1 && !/Literal$|^CollateExpr$/.test(unwrap(call.args[0]!).type));

/** A generated key that SQLite takes from the rows that are there, and PostgreSQL from a sequence that never goes back. */
function leavesGap(statement: Statement, schema: Schema): boolean {
  const { tree } = statement;
  if (tree?.type === 'DeleteStmt') {
    const table = schema.table(tree.tblName.objName.text);
    return table?.rowidAlias !== undefined && table.column(table.rowidAlias)?.autoIncrement === false;
  }
  if (tree?.type === 'RollbackStmt') return true;
  return tree !== undefined && insertionsOf(tree, schema).some(({ table, columns, upsert, orConflict }) =>
    (upsert !== undefined || orConflict !== undefined) && table?.rowidAlias !== undefined && !columns?.some((name) => isSameName(name, table.rowidAlias!)));
}

/** A value for a column that refers to another table, or the end of a row that others refer to. */
function meetsForeignKey(statement: Statement, schema: Schema): boolean {
  const { tree } = statement;
  if (tree?.type === 'DeleteStmt') return schema.tables.some((table) => table.foreignKeys.some((key) => isSameName(key.table, tree.tblName.objName.text)));
  if (tree?.type === 'UpdateStmt') {
    const written = tree.sets.flatMap((set) => set.colNames.map((name) => name.text));
    return refers(schema.table(tree.tblName.objName.text), written);
  }
  return tree !== undefined && insertionsOf(tree, schema).some(({ table, columns }) => refers(table, columns ?? []));
}

const refers = (table: Table | undefined, written: readonly string[]): boolean =>
  table?.foreignKeys.some((key) => key.columns.some((name) => written.some((one) => isSameName(one, name)))) ?? false;

const QUESTIONS: readonly Question[] = [
  { rule: 'bound-value', isLoud: true, isOpen: hasTypedParameter,
    message: 'What is bound decides: SQLite takes any value for a parameter, PostgreSQL one of the type at its place (22P02, 22003), and no negative LIMIT (2201W).',
    help: 'Bind numbers of the column\'s type to columns of numbers.' },
  { rule: 'row-order', isOpen: isUnordered,
    message: 'Without ORDER BY the rows come in no promised order: SQLite mostly gives them by rowid or sorted by what they are grouped by, PostgreSQL as they lie in the table or hashed.',
    help: 'Add ORDER BY where the order is seen.' },
  { rule: 'letter-case', isOpen: foldsLetters,
    message: 'lower() and upper() know the letters A-Z only in SQLite; PostgreSQL folds those of every language.',
    help: 'Write lower(x COLLATE "C") where only A-Z may change.' },
  { rule: 'generated-number', isOpen: leavesGap,
    message: 'The next generated key may be another one: SQLite counts on from the highest row, a sequence of PostgreSQL never gives a number twice, also not after a DELETE, a ROLLBACK or a conflict.',
    help: 'Rely on no particular number.' },
  { rule: 'enforced-key', isLoud: true, isOpen: meetsForeignKey,
    message: 'PostgreSQL enforces the foreign key here (23503); SQLite does so only after PRAGMA foreign_keys = ON.',
    help: 'Nothing is to be done where the program switches foreign keys on.' },
  { rule: 'failed-statement', isLoud: true, isOpen: ({ tree }) => tree?.type === 'BeginStmt' || tree?.type === 'SavepointStmt',
    message: 'A statement that fails in a transaction is undone alone in SQLite; PostgreSQL takes no further statement (25P02), and COMMIT undoes everything. A SAVEPOINT wants a transaction (25P01).',
    help: 'Put a SAVEPOINT before a statement that may fail, and go back to it; write BEGIN before a SAVEPOINT that stands alone.' },
];

/** The questions that a statement leaves open, as findings that are only noted. */
export const openQuestions = (statement: Statement, schema: Schema): readonly TranslationFinding[] =>
  QUESTIONS.filter((question) => question.isOpen(statement, schema)).map(({ rule, isLoud, message, help }) => ({
    rule, message, help, severity: 'info', confidence: 'review', silent: !isLoud, isOpen: true, safety: 'manual', applied: false,
  }));
