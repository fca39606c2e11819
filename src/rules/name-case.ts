import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { insertionsOf, setsOf } from '../sql/changes.ts';
import type { Ast } from '../sql/grammar.ts';
import { writeName } from '../sql/names.ts';
import { nodesOf, quoteName, replaceNode, replaceSpan } from '../sql/rewrite.ts';
import type { Table } from '../sql/schema.ts';
import { namesOf } from '../sql/scope.ts';
import type { Names } from '../sql/sources.ts';
import { touchesHole, type Statement } from '../sql/statement.ts';
import { columnNodesOf, isSameName, spanOf, textOf, type Node } from '../sql/tree.ts';

interface Declared {
  readonly name: string;
  readonly isQuoted?: boolean;
}

function* check(statement: Statement, node: Node, declared: Declared | undefined): Iterable<Problem> {
  if (!declared || declared.isQuoted === undefined || touchesHole(statement, spanOf(node))) return;
  const written = textOf(statement.text, node);
  const isQuoted = written.startsWith('"');
  const real = declared.isQuoted ? declared.name : declared.name.toLowerCase();
  const means = isQuoted ? written.slice(1, -1) : written.toLowerCase();
  if (!/^["\w]/.test(written) || means === real || !isSameName(means, real)) return;
  yield {
    ...spanOf(node),
    message: `${written} is ${quoteName(means)} to PostgreSQL, and it is declared as ${quoteName(real)}: the case counts there (42703, 42P01).`,
    help: `Write ${quoteName(real)}.`,
    fix: { title: `Write ${quoteName(real)}`, safety: 'safe', portable: true, edits: [replaceNode(node, quoteName(real))] },
  };
}

const realName = (column: Declared): string => (column.isQuoted ? column.name : column.name.toLowerCase());

/** Names in USING: they must be the columns of both sides, and of one table before it. Where the two are declared in different cases only ON can join them. */
function* usingNames(statement: Statement, names: Names): Iterable<Problem> {
  for (const query of nodesOf(statement, 'SelectFrom')) {
    const sources = names.sourcesOf(query);
    const joins = query.from?.joins ?? [];
    for (const [index, { constraint }] of joins.entries()) {
      const right = sources.length === joins.length + 1 ? sources[index + 1] : undefined;
      if (constraint?.type !== 'UsingJoinConstraint' || !right) continue;
      for (const name of constraint.columns) {
        const lefts = sources.slice(0, index + 1).filter((source) => source.table?.column(name.text));
        const [left] = lefts;
        const [a, b] = [left?.table?.column(name.text), right.table?.column(name.text)];
        if (!a || !b) continue;
        // What an earlier USING joined is one column.
        const isMany = lefts.length - joins.slice(0, index).filter((join) => uses(join.constraint, name.text)).length > 1;
        const sides = [`${writeName(left!.name)}.${writeName(realName(a), a.isQuoted)}`, `${writeName(right.name)}.${writeName(realName(b), b.isQuoted)}`] as const;
        if (isMany) yield joinedByOn(statement, query, constraint, sides, 'finds the column in several tables before it, where SQLite takes the first (42702)');
        else if (realName(a) === realName(b)) yield* check(statement, name, a);
        else yield joinedByOn(statement, query, constraint, sides, 'compares the names exactly and does not find one of them (42703)');
      }
    }
  }
}

const uses = (constraint: Ast.JoinConstraint | undefined, name: string): boolean =>
  constraint?.type === 'UsingJoinConstraint' && constraint.columns.some((column) => isSameName(column.text, name));

function joinedByOn(
  statement: Statement, query: Ast.SelectFrom, constraint: Ast.UsingJoinConstraint, [left, right]: readonly [string, string], effect: string,
): Problem {
  const [only] = constraint.columns;
  const first = statement.tokens.findLast((token) => token.end <= spanOf(only!).start && /^using$/i.test(token.text))!;
  const close = statement.tokens.find((token) => token.start >= spanOf(constraint.columns.at(-1)!).end)!;
  const isBare = columnNodesOf(statement.tree!).some((node) => node.type !== 'QualifiedExpr' && isSameName(textOf(statement.text, node).replace(/^"|"$/g, ''), only!.text));
  const canBeOn = constraint.columns.length === 1 && !isBare && !query.columns.some((column) => column.type === 'StarResultColumn');
  return {
    start: first.start, end: close.end,
    message: `USING (${only!.text}) joins ${left} and ${right}: PostgreSQL ${effect}.`,
    help: `Join them with ON ${left} = ${right}, or give both columns one name.`,
    ...(canBeOn && { fix: { title: 'Join them with ON', safety: 'safe' as const, portable: true, edits: [replaceSpan({ start: first.start, end: close.end }, `ON ${left} = ${right}`)] } }),
  };
}

/** A table that is made in several places, a test's own set-up among them, has one spelling, and so have the keys to it. */
function* declaredNames(statement: Statement, { tblName, body }: Ast.CreateTableStmt, { schema }: Context): Iterable<Problem> {
  const quoted = (node: Node, declared: Declared | undefined): Iterable<Problem> => (textOf(statement.text, node).startsWith('"') ? check(statement, node, declared) : []);
  const table = tblName.dbName ? undefined : schema.table(tblName.objName.text);
  yield* check(statement, tblName.objName, table);
  const columns = body.type === 'ColumnsAndConstraintsCreateTableBody' ? body.columns : [];
  for (const { colName } of columns) yield* check(statement, colName, table?.column(colName.text));
  for (const key of nodesOf(statement, 'ForeignKeyClause')) {
    const target = schema.table(key.tblName.text);
    yield* quoted(key.tblName, target);
    for (const { colName } of key.columns ?? []) yield* quoted(colName, target?.column(colName.text));
  }
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  const { tree } = statement;
  if (tree?.type === 'CreateTableStmt') yield* declaredNames(statement, tree, context);
  if (!tree || tree.type === 'CreateTableStmt') return;
  const names = namesOf(tree, context.schema);
  for (const node of columnNodesOf(tree)) {
    const reference = names.resolve(node);
    if (reference?.kind !== 'column') continue;
    yield* check(statement, node.type === 'QualifiedExpr' ? node.column : node, reference.column);
    const table: Table | undefined = reference.source.table;
    if (node.type === 'QualifiedExpr' && table && isSameName(table.name, node.table.text)) yield* check(statement, node.table, table);
  }
  for (const node of nodesOf(statement, 'QualifiedName')) {
    if (!node.dbName) yield* check(statement, node.objName, context.schema.table(node.objName.text));
  }
  yield* usingNames(statement, names);
  const { schema } = context;
  const written = [
    ...insertionsOf(tree, schema).flatMap(({ table, listed }) => (listed ?? []).map((name) => ({ table, name }))),
    ...setsOf(tree).flatMap(({ owner, sets }) => sets.flatMap(({ colNames }) => colNames.map((name) => ({ table: schema.table(owner.objName.text), name })))),
  ];
  for (const { table, name } of written) yield* check(statement, name, table?.column(name.text));
}

export default defineRule({
  summary: 'names in another case than they are declared in',
  why: `SQLite compares names without regard to case. PostgreSQL folds names that are not in double quotes to lower case and compares exactly: a column declared as \`"userId"\` must be
written in quotes everywhere, and \`"NAME"\` is not the column declared as \`name\`.`,
  construct: 'names in another case',
  severity: 'critical',
  category: 'breaks',
  manual: ['PostgreSQL, 4.1.1 Identifiers: https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS'],
  wakes: ['QualifiedName', 'Id', 'NameExpr', 'QualifiedExpr', 'CreateTableStmt'],
  statement,
});
