import type { Problem, ProposedEdit, Span } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import { findConstraint, type ColumnSite } from '../sql/columns.ts';
import type { Ast } from '../sql/grammar.ts';
import type { Statement } from '../sql/statement.ts';
import { spanOf } from '../sql/tree.ts';
import { isToMigrate, sitesOf } from './support/ddl.ts';

const MESSAGES: Readonly<Record<string, string>> = {
  NOCASE: 'COLLATE NOCASE does not exist in PostgreSQL, where texts that differ in case are different: comparisons, sorting and unique keys change.',
  RTRIM: 'COLLATE RTRIM does not exist in PostgreSQL, where blanks at the end count.',
  BINARY: 'COLLATE BINARY is called COLLATE "C" in PostgreSQL.',
};

const HELP: Readonly<Record<string, string>> = {
  NOCASE: 'Compare, sort and index lower(column), a unique key included; or declare the column CITEXT (CREATE EXTENSION citext), which compares and matches LIKE without regard to case.',
  RTRIM: 'Compare and index rtrim(column).',
  BINARY: 'Write COLLATE "C", which compares bytes, or leave it out where only equality counts.',
};

/** `COLLATE name` behind `from`, with its exact span and the end of what stands before it. */
function clauseIn(
  statement: Statement, span: Span
): { readonly start: number; readonly end: number; readonly before: number; readonly name: string } | undefined {
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
  const isText = /^(?:text|character varying)/.test(site.choice.postgres);
  const isKey = site.definition.constraints.some(({ constraint }) => constraint.type === 'UniqueColumnConstraint' || constraint.type === 'PrimaryKeyColumnConstraint');
  const isFree = found.name === 'BINARY' || !isText;
  const edits: ProposedEdit[] = [{ start: found.before, end: found.end, text: '' }];
  if (isKey && !isFree) edits.push(uniqueIndex(statement, site.table, site.name, `${FOLDED[found.name]}(${statement.text.slice(site.nameSpan.start, site.nameSpan.end)})`));
  yield {
    start: found.start, end: found.end,
    message: MESSAGES[found.name]!, help: HELP[found.name]!,
    fix: { title: isKey && !isFree ? `Make the key unique by ${FOLDED[found.name]}()` : 'Remove the collation', safety: isFree ? 'safe' : 'unsafe', edits },
  };
}

const FOLDED: Readonly<Record<string, string>> = { NOCASE: 'lower', RTRIM: 'rtrim' };

/** The index that keeps a key unique without regard to case, as a statement behind this one. */
function uniqueIndex(statement: Statement, table: string, name: string, expressions: string): ProposedEdit {
  const end = statement.text.length;
  const { tree } = statement;
  const written = tree?.type === 'CreateTableStmt' || tree?.type === 'AlterTableStmt' ? tree.tblName.objName.span : undefined;
  const target = written ? statement.text.slice(written.offset, written.offset + written.length) : table;
  const isOptional = tree?.type === 'CreateTableStmt' && tree.ifNotExists;
  const index = `${table}_${name}_folded`.replace(/\W+/g, '_');
  return { start: end, end, text: `;\nCREATE UNIQUE INDEX ${isOptional ? 'IF NOT EXISTS ' : ''}${index} ON ${target} (${expressions})` };
}

/** A constraint over folded texts becomes a unique index behind the table. */
function constraintFix(statement: Statement, named: Ast.NamedTableConstraint, table: string): readonly ProposedEdit[] | undefined {
  const { constraint } = named;
  if (constraint.type !== 'UniqueTableConstraint' && constraint.type !== 'PrimaryKeyTableConstraint') return undefined;
  const { tokens, text } = statement;
  const at = tokens.findIndex((token) => token.start >= constraint.span.offset);
  const first = /^constraint$/i.test(tokens[at - 2]?.text ?? '') ? at - 2 : at;
  const comma = tokens[first - 1];
  if (comma?.text !== ',') return undefined;
  const parts = constraint.columns.map((column) => {
    if (column.expr.type !== 'CollateExpr') return text.slice(column.expr.span.offset, column.expr.span.offset + column.expr.span.length);
    const inner = spanOf(column.expr.expr);
    const fold = FOLDED[column.expr.collation.replace(/["'`[\]]/g, '').toUpperCase()];
    return fold ? `${fold}(${text.slice(inner.start, inner.end)})` : text.slice(inner.start, inner.end);
  });
  const names = constraint.columns.map((column) => (column.expr.type === 'CollateExpr' ? text.slice(column.expr.expr.span.offset, column.expr.expr.span.offset + column.expr.expr.span.length) : 'key')).join('_');
  return [{ start: tokens[first - 2]!.end, end: constraint.span.offset + constraint.span.length, text: '' }, uniqueIndex(statement, table, names, parts.join(', '))];
}

/** In an index or a key: `lower(column)` takes the place of the collation in an index; in a constraint nothing does. */
function* sortedProblem(statement: Statement, column: Ast.SortedColumn, table: string, named?: Ast.NamedTableConstraint): Generator<Problem> {
  if (column.expr.type !== 'CollateExpr') return;
  const whole = spanOf(column.expr);
  const found = clauseIn(statement, whole);
  if (!found || !(found.name in MESSAGES)) return;
  const inner = spanOf(column.expr.expr);
  const edits: readonly ProposedEdit[] | undefined = found.name === 'BINARY' ? [{ start: found.before, end: found.end, text: '' }]
    : named ? constraintFix(statement, named, table) : [{ ...whole, text: [`${FOLDED[found.name]}(`, inner, ')'] }];
  yield {
    start: found.start, end: found.end, message: MESSAGES[found.name]!,
    help: named ? `${HELP[found.name]!} A constraint takes columns only: make it a unique index.` : HELP[found.name]!,
    ...(edits && { fix: { title: 'Index the expression', safety: found.name === 'BINARY' ? 'safe' : 'unsafe', edits } }),
  };
}

export default defineRule({
  summary: "SQLite's collations of columns and indexes",
  why: 'NOCASE, RTRIM and BINARY are names of SQLite. A column declared COLLATE NOCASE finds `ann` for `Ann` and refuses both as keys; PostgreSQL compares every character. '
    + 'Statements compare lower(column) then, and a unique index over lower(column) keeps the key; the extension citext keeps the old way, LIKE included.',
  construct: 'COLLATE NOCASE, RTRIM or BINARY in DDL',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, Collating sequences: https://sqlite.org/datatype3.html#collation', 'PostgreSQL, F.8 citext: https://www.postgresql.org/docs/current/citext.html'],
  wakes: ['COLLATE'],
  *statement(statement, context) {
    const { tree } = statement;
    for (const site of sitesOf(statement, context)) yield* columnProblem(statement, site);
    if (tree?.type === 'CreateIndexStmt') for (const column of tree.columns) yield* sortedProblem(statement, column, tree.tblName.text);
    if (tree?.type !== 'CreateTableStmt' || tree.body.type !== 'ColumnsAndConstraintsCreateTableBody' || !isToMigrate(statement, context)) return;
    for (const named of tree.body.constraints ?? []) {
      const { constraint } = named;
      if (constraint.type !== 'PrimaryKeyTableConstraint' && constraint.type !== 'UniqueTableConstraint') continue;
      for (const column of constraint.columns) yield* sortedProblem(statement, column, tree.tblName.objName.text, named);
    }
  },
});
