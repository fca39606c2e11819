import type { Pieces, Problem, ProposedEdit } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { typesOf, type Types } from '../sql/infer.ts';
import { asOperand, nodesOf, replaceNode, wrapNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { functionName, spanOf, type Expr } from '../sql/tree.ts';

const NAMES: Readonly<Record<string, string>> = { max: 'greatest', min: 'least' };

/** SQLite gives NULL when one argument is NULL; greatest and least pass over it. */
function withNullCheck(args: readonly Expr[], nullable: readonly Expr[], name: string): Pieces {
  const checks = nullable.flatMap((arg, index): Pieces => [...(index === 0 ? [] : [' OR ']), ...asOperand(arg), ' IS NULL']);
  const list = args.flatMap((arg, index): Pieces => [...(index === 0 ? [] : [', ']), spanOf(arg)]);
  return ['CASE WHEN ', ...checks, ` THEN NULL ELSE ${name}(`, ...list, ') END'];
}

function editsOf(call: Ast.FunctionCallExpr, args: readonly Expr[], types: Types, name: string): readonly ProposedEdit[] {
  const nullable = args.filter((arg) => types.of(arg).nullable === true);
  if (nullable.length > 0) return [replaceNode(call, withNullCheck(args, nullable, name))];
  const isText = args.every((arg) => types.of(arg).type === 'text');
  return [replaceNode(call.name, name), ...(isText ? [wrapNode(args[0]!, '', ' COLLATE "C"')] : [])];
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const types = typesOf(statement.tree, context.schema);
  for (const call of nodesOf(statement, 'FunctionCallExpr')) {
    const name = NAMES[functionName(call)!];
    const args = call.args ?? [];
    if (!name || args.length < 2 || call.filterOver) continue;
    const isKnown = args.every((arg) => types.of(arg).nullable !== undefined);
    const kinds = new Set(args.map((arg) => types.of(arg)).filter((one) => !one.untyped).map((one) => (one.type === 'text' ? 'text' : 'other')));
    const isMixed = kinds.size > 1 || (kinds.has('other') && args.some((arg) => types.of(arg).untyped && types.of(arg).type === 'text'));
    yield {
      ...spanOf(call),
      message: `${functionName(call)!}() of several arguments is a function of SQLite: on PostgreSQL it is an aggregate of one.`,
      help: isMixed ? 'Bring the arguments to one type and use greatest or least.'
        : isKnown ? `Use ${name}, which passes over NULL where SQLite gives NULL.` : `Use ${name}. It passes over NULL where SQLite gives NULL: the rewrite holds when no argument is NULL.`,
      ...(!isMixed && { fix: { title: `Use ${name}`, safety: isKnown ? 'safe' : 'unsafe', edits: editsOf(call, args, types, name) } }),
    };
  }
}

export default defineRule({
  summary: 'max() and min() of several values',
  why: `\`max(a, b)\` picks the larger value in SQLite and is an error on PostgreSQL (42883), where it is called \`greatest\`. SQLite's is NULL as soon as one argument is;
\`greatest\` and \`least\` pass over NULL.`,
  construct: 'max(a, b) and min(a, b)',
  severity: 'critical',
  category: 'breaks',
  manual: [
    'SQLite, max(X,Y,...): https://sqlite.org/lang_corefunc.html#max_scalar',
    'PostgreSQL, 9.18.4 GREATEST and LEAST: https://www.postgresql.org/docs/current/functions-conditional.html#FUNCTIONS-GREATEST-LEAST',
  ],
  wakes: ['max()', 'min()'],
  statement,
});
