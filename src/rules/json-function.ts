import type { Pieces, Problem, Safety } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { typesOf } from '../sql/infer.ts';
import { ancestorsOf, contextOf, nodesOf, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { targetOf } from '../sql/targets.ts';
import { functionName, spanOf } from '../sql/tree.ts';
import { JSON_BUILDERS, validInCheck, type Built } from './support/json-builders.ts';

const COMPARISON = /^(?:Equals|NotEquals|Less|LessEquals|Greater|GreaterEquals|Is|IsNot)$/;

/** JSON goes into a text column, and is compared, as a text only. */
function asTextWhere(statement: Statement, context: Context, call: Ast.FunctionCallExpr, built: Built): Pieces {
  if (built.gives !== 'json' && built.gives !== 'jsonb') return built.pieces;
  const { parent } = contextOf(statement, call);
  const target = targetOf(statement, context.schema, call);
  const isText = target?.use === 'stored' && target.type === 'text';
  const isCompared = parent?.type === 'BinaryExpr' && COMPARISON.test(parent.op) && built.gives === 'json';
  return isText || isCompared || parent?.type === 'LikeExpr' ? ['(', ...built.pieces, ')::text'] : built.pieces;
}

/** Where a call stands in a CHECK: `required` where a row is refused when it is false. */
function placeInCheck(statement: Statement, call: Ast.FunctionCallExpr): 'required' | 'inside' | undefined {
  const above = ancestorsOf(statement, call);
  const at = above.findIndex((node) => node.type === 'CheckColumnConstraint' || node.type === 'CheckTableConstraint');
  if (at < 0) return undefined;
  const isStrict = above.slice(0, at).every((node) => node.type === 'ParenthesizedExpr' || (node.type === 'BinaryExpr'
    && (node.op === 'And' || (node.op === 'Or' && [node.left, node.right].some((side) => side.type === 'IsNullExpr')))));
  return isStrict ? 'required' : 'inside';
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const types = typesOf(statement.tree, context.schema);
  for (const call of nodesOf(statement, 'FunctionCallExpr')) {
    const name = functionName(call)!;
    const builder = Object.hasOwn(JSON_BUILDERS, name) ? JSON_BUILDERS[name] : undefined;
    if (!builder) continue;
    const check = name === 'json_valid' ? placeInCheck(statement, call) : undefined;
    const built = check ? validInCheck(call, types.of, check === 'required') : builder(call, types.of);
    if (built === 'as it is') continue;
    const { parent } = contextOf(statement, call);
    // jsonb values are equal when their contents are; SQLite compares the bytes.
    const isCompared = built?.gives === 'jsonb' && parent?.type === 'BinaryExpr' && COMPARISON.test(parent.op);
    const safety: Safety = built?.condition === undefined && !isCompared ? 'safe' : 'unsafe';
    const exists = name === 'json_object' || name === 'json_array' || name === 'json' || name === 'json_array_length';
    yield {
      ...spanOf(call),
      silent: name === 'json' || name === 'json_array',
      message: exists ? `${name}() is another function on PostgreSQL, or takes other arguments.` : `${name}() is a function of SQLite that PostgreSQL does not have.`,
      help: built?.condition === undefined ? "Use PostgreSQL's JSON functions and operators." : `Use PostgreSQL's JSON functions and operators. The rewrite holds when ${built.condition}.`,
      ...(built && { fix: { title: `Rewrite ${name}()`, safety, edits: [replaceNode(call, asTextWhere(statement, context, call, built))] } }),
    };
  }
}

export default defineRule({
  summary: "SQLite's JSON functions",
  why: `SQLite keeps JSON as text and computes with functions (\`json_set\`, \`json_object\`, \`json_group_array\`). PostgreSQL has types of its own, json and jsonb, with other functions; some
have the same name and do something else: \`json_array(1, NULL)\` leaves the NULL out, \`jsonb_set\` of a NULL makes the whole document NULL.`,
  construct: 'JSON functions',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, JSON functions: https://sqlite.org/json1.html', 'PostgreSQL, 9.16 JSON functions and operators: https://www.postgresql.org/docs/current/functions-json.html'],
  wakes: Object.keys(JSON_BUILDERS).map((name) => `${name}()` as const),
  statement,
});
