import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { nodesOf, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { spanOf, textOf } from '../sql/tree.ts';

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  for (const node of nodesOf(statement, 'InTableExpr')) {
    if (node.args) continue;
    const table = context.schema.table(node.rhs.objName.text);
    const column = table?.columns.length === 1 ? table.columns[0]!.name : '*';
    const select = `(SELECT ${column} FROM ${textOf(statement.text, node.rhs)})`;
    yield {
      ...spanOf(node.rhs),
      message: 'IN with the name of a table is a form of SQLite that PostgreSQL does not read.',
      help: 'Write IN (SELECT column FROM table), which both engines read.',
      fix: { title: 'Write a sub-query', safety: 'safe', portable: true, edits: [replaceNode(node.rhs, select)] },
    };
  }
}

export default defineRule({
  summary: 'IN with the name of a table',
  why: '`x IN t` looks the value up in the only column of the table. PostgreSQL wants a sub-query.',
  construct: 'IN table',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, The IN operators: https://sqlite.org/lang_expr.html#in_op'],
  wakes: ['InTableExpr'],
  statement,
});
