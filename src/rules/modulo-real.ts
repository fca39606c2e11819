import type { Pieces, Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { typesOf } from '../sql/infer.ts';
import { nodesOf, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { spanOf, type Expr } from '../sql/tree.ts';

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const types = typesOf(statement.tree, context.schema);
  for (const node of nodesOf(statement, 'BinaryExpr')) {
    if (node.op !== 'Modulus') continue;
    const isFraction = (side: Expr): boolean => /^(?:real|numeric)$/.test(types.of(side).type) && !types.of(side).untyped;
    const sides = [node.left, node.right].filter(isFraction);
    if (sides.length === 0) continue;
    const isReal = sides.some((side) => types.of(side).type === 'real');
    const edits = sides.map((side) => replaceNode(side, ['trunc(', spanOf(side), ')::bigint'] satisfies Pieces));
    yield {
      ...spanOf(node), silent: !isReal,
      message: isReal ? '% does not exist for double precision on PostgreSQL (42883).' : '% cuts the fractions off in SQLite first; PostgreSQL computes with them.',
      help: 'Make both sides integers with trunc().',
      fix: { title: 'Cut the fractions off', safety: 'safe', edits },
    };
  }
}

export default defineRule({
  summary: '% of fractions',
  why: '`7.5 % 2` is 1 in SQLite, which makes both sides integers, and 1.5 on PostgreSQL; for `double precision` there is no such operator.',
  construct: '% of fractions',
  severity: 'critical',
  category: 'changes-result',
  manual: ['SQLite, Operators: https://sqlite.org/lang_expr.html', 'PostgreSQL, 9.3 Mathematical operators: https://www.postgresql.org/docs/current/functions-math.html'],
  wakes: ['REM'],
  statement,
});
