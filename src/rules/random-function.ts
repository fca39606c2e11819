import type { Problem, ProposedFix } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { contextOf, nodesOf, parentOf, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { functionName, spanOf, type Expr } from '../sql/tree.ts';

const BIGINT = "('x' || substr(md5(random()::text), 1, 16))::bit(64)::bigint";

/** `abs(random()) % n`, or `random() % n`: a number below n. */
function moduloAround(statement: Statement, call: Ast.FunctionCallExpr): { readonly node: Ast.BinaryExpr; readonly divisor: Expr } | undefined {
  const { parent, child } = contextOf(statement, call);
  const isAbs = parent !== undefined && functionName(parent) === 'abs';
  const outer = isAbs ? contextOf(statement, parent as Expr) : { parent, child };
  if (!isAbs || outer.parent?.type !== 'BinaryExpr' || outer.parent.op !== 'Modulus' || outer.parent.left !== outer.child) return undefined;
  return { node: outer.parent, divisor: outer.parent.right };
}

function fixOf(statement: Statement, call: Ast.FunctionCallExpr): ProposedFix {
  const modulo = moduloAround(statement, call);
  if (!modulo) return { title: 'Make a 64-bit integer', safety: 'unsafe', edits: [replaceNode(call, BIGINT)] };
  return { title: 'Use floor(random() * n)', safety: 'safe', edits: [replaceNode(modulo.node, ['floor(random() * ', spanOf(modulo.divisor), ')::int'])] };
}

function* statement(statement: Statement): Iterable<Problem> {
  for (const call of nodesOf(statement, 'FunctionCallExpr')) {
    if (functionName(call) !== 'random' || (call.args?.length ?? 0) > 0) continue;
    if (parentOf(statement, call)?.type === 'SortedColumn') continue;
    yield {
      ...spanOf(call), message: 'random() is a 64-bit integer in SQLite and a fraction between 0 and 1 on PostgreSQL.',
      help: 'Use floor(random() * n) for a number below n.', fix: fixOf(statement, call),
    };
  }
}

export default defineRule({
  summary: 'random() as an integer',
  why: 'SQLite\'s `random()` gives an integer of 64 bits, PostgreSQL\'s a double precision from 0 to below 1: `abs(random()) % 10` is an error there, `random() < 0` never true.',
  construct: 'random()',
  severity: 'critical',
  category: 'changes-result',
  silent: true,
  manual: ['SQLite, random(): https://sqlite.org/lang_corefunc.html#random', 'PostgreSQL, 9.3 Mathematical functions: https://www.postgresql.org/docs/current/functions-math.html'],
  wakes: ['random()'],
  statement,
});
