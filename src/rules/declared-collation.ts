import type { Problem, ProposedEdit, Span } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { columnSites, findConstraint, isSqliteDdl, type ColumnSite } from '../sql/columns.ts';
import type { Ast } from '../sql/grammar.ts';
import type { Statement } from '../sql/statement.ts';
import { spanOf } from '../sql/tree.ts';

const PREFIX = 'CREATE EXTENSION IF NOT EXISTS citext;\n';

const MESSAGES: Readonly<Record<string, string>> = {
  NOCASE: 'COLLATE NOCASE does not exist in PostgreSQL, where texts that differ in case are different: comparisons, sorting and unique keys change.',
  RTRIM: 'COLLATE RTRIM does not exist in PostgreSQL, where blanks at the end count.',
  BINARY: 'COLLATE BINARY is called COLLATE "C" in PostgreSQL.',
};

const HELP: Readonly<Record<string, string>> = {
  NOCASE: 'Declare the column CITEXT (CREATE EXTENSION citext), which compares and matches LIKE without regard to case as SQLite did; or keep TEXT, and compare and index lower(column).',
  RTRIM: 'Compare and index rtrim(column).',
  BINARY: 'Write COLLATE "C", which compares bytes, or leave it out where only equality counts.',
};

/** `COLLATE name` behind `from`, with its exact span and the end of what stands before it. */
function clauseIn(statement: Statement, span: Span): { readonly start: number; readonly end: number; readonly before: number; readonly name: string } | undefined {
  const { tokens } = statement;
  const at = tokens.findIndex((token) => token.start >= span.start && token.end <= span.end && /^collate$/i.test(token.text));
  const [word, name, before] = [tokens[at], tokens[at + 1], tokens[at - 1]];
  if (at < 0 || !word || !name || !before) return undefined;
  return { start: word.start, end: name.end, before: before.end, name: name.text.replace(/["'`[\]]/g, '').toUpperCase() };
}

function* columnProblem(statement: Statement, site: ColumnSite): Generator<Problem> {
  const clause = findConstraint(statement, site, 'CollateColumnConstraint');
  const found = clause && clauseIn(statement, { start: site.nameSpan.end, end: site.span.end });
  if (!found || !(found.name in MESSAGES)) return;
  const remove: ProposedEdit = { start: found.before, end: found.end, text: '' };
  const isText = /^(?:text|character varying)/.test(site.choice.postgres);
  const gap = site.typeSpan.start === site.typeSpan.end ? ' ' : '';
  const edits: readonly ProposedEdit[] = found.name === 'NOCASE' && isText
    ? [{ start: 0, end: 0, text: PREFIX }, { ...site.typeSpan, text: `${gap}CITEXT` }, remove]
    : found.name === 'BINARY' || !isText ? [remove] : [];
  yield {
    start: found.start, end: found.end,
    message: MESSAGES[found.name]!, help: HELP[found.name]!,
    ...(edits.length > 0 && {
      fix: { title: found.name === 'NOCASE' && isText ? 'Declare the column CITEXT' : 'Remove the collation', safety: found.name === 'BINARY' || !isText ? 'safe' : 'unsafe', edits },
    }),
  };
}

/** In an index or a key: `lower(column)` takes the place of the collation in an index; in a constraint nothing does. */
function* sortedProblem(statement: Statement, column: Ast.SortedColumn, isIndex: boolean, context: Context, table: string): Generator<Problem> {
  if (column.expr.type !== 'CollateExpr') return;
  const whole = spanOf(column.expr);
  const found = clauseIn(statement, whole);
  if (!found || !(found.name in MESSAGES)) return;
  const inner = spanOf(column.expr.expr);
  const own = column.expr.expr.type === 'Id' ? context.schema.table(table)?.column(column.expr.expr.name) : undefined;
  const isCovered = own?.collation?.toUpperCase() === 'NOCASE';
  const edit: ProposedEdit | undefined = found.name === 'BINARY' || isCovered ? { start: found.before, end: found.end, text: '' }
    : isIndex ? { ...whole, text: [`${found.name === 'NOCASE' ? 'lower' : 'rtrim'}(`, inner, ')'] } : undefined;
  yield {
    start: found.start, end: found.end, message: MESSAGES[found.name]!,
    help: isIndex ? HELP[found.name]! : `${HELP[found.name]!} A UNIQUE constraint takes columns only: make it a unique index.`,
    ...(edit && { fix: { title: 'Index the expression', safety: found.name === 'BINARY' ? 'safe' : 'unsafe', edits: [edit] } }),
  };
}

export default defineRule({
  summary: "SQLite's collations of columns and indexes",
  why: 'NOCASE, RTRIM and BINARY are names of SQLite. A column declared COLLATE NOCASE finds `ann` for `Ann` and refuses both as keys; PostgreSQL compares every character. '
    + 'The extension citext keeps that, LIKE included; an ICU collation that is not deterministic does too, but LIKE needs PostgreSQL 18 for it.',
  construct: 'COLLATE NOCASE, RTRIM or BINARY in DDL',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, Collating sequences: https://sqlite.org/datatype3.html#collation', 'PostgreSQL, F.8 citext: https://www.postgresql.org/docs/current/citext.html'],
  *statement(statement, context) {
    const { tree } = statement;
    for (const site of columnSites(statement, context.schema)) yield* columnProblem(statement, site);
    if (tree?.type === 'CreateIndexStmt') for (const column of tree.columns) yield* sortedProblem(statement, column, true, context, tree.tblName.text);
    if (tree?.type !== 'CreateTableStmt' || tree.body.type !== 'ColumnsAndConstraintsCreateTableBody' || !isSqliteDdl(statement, context.schema)) return;
    for (const { constraint } of tree.body.constraints ?? []) {
      if (constraint.type !== 'PrimaryKeyTableConstraint' && constraint.type !== 'UniqueTableConstraint') continue;
      for (const column of constraint.columns) yield* sortedProblem(statement, column, false, context, tree.tblName.objName.text);
    }
  },
});
