import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { nodesOf, quoteName, replaceNode } from '../sql/rewrite.ts';
import type { Table } from '../sql/schema.ts';
import { namesOf } from '../sql/scope.ts';
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

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  const { tree } = statement;
  if (!tree || tree.type === 'CreateTableStmt' || context.schema.tables.length === 0) return;
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
  const target = tree.type === 'InsertStmt' || tree.type === 'UpdateStmt' ? tree : undefined;
  const table = target && context.schema.table(target.tblName.objName.text);
  if (!target || !table) return;
  const listed = target.type === 'InsertStmt' ? (target.columns ?? []) : target.sets.flatMap((set) => set.colNames);
  for (const name of listed) yield* check(statement, name, table.column(name.text));
}

export default defineRule({
  summary: 'names in another case than they are declared in',
  why: `SQLite compares names without regard to case. PostgreSQL folds names that are not in double quotes to lower case and compares exactly: a column declared as \`"userId"\` must be
written in quotes everywhere, and \`"NAME"\` is not the column declared as \`name\`.`,
  construct: 'names in another case',
  severity: 'critical',
  category: 'breaks',
  manual: ['PostgreSQL, 4.1.1 Identifiers: https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS'],
  wakes: ['QualifiedName', 'Id', 'NameExpr', 'QualifiedExpr'],
  statement,
});
