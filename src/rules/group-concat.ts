import type { Problem, ProposedEdit } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { typesOf } from '../sql/infer.ts';
import { ancestorsOf, nodesOf, replaceNode, replaceSpan } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { functionName, spanOf } from '../sql/tree.ts';
import { asText } from './support/template.ts';

/** Whether the order of the parts is said: by the call, by the window, or by the only query that it reads. */
function hasOrder(statement: Statement, call: Ast.FunctionCallExpr): boolean {
  if (call.orderBy || call.filterOver?.overClause) return true;
  const query = ancestorsOf(statement, call).find((node) => node.type === 'SelectFrom');
  const from = query?.type === 'SelectFrom' ? query.from : undefined;
  return from?.select?.type === 'SelectSelectTable' && !from.joins && from.select.select.orderBy !== undefined;
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const types = typesOf(statement.tree, context.schema);
  for (const call of nodesOf(statement, 'FunctionCallExpr')) {
    const [value, separator] = call.args ?? [];
    if (functionName(call) !== 'group_concat' || !value) continue;
    const type = types.of(value);
    const text = type.type === 'unknown' && !type.untyped ? undefined : asText(value, type);
    const edits: ProposedEdit[] = [replaceNode(call.name, 'string_agg')];
    if (text && text.length > 1) edits.push(replaceNode(value, text));
    if (!separator) edits.push(replaceSpan({ start: spanOf(value).end, end: spanOf(value).end }, ", ','"));
    const isSafe = hasOrder(statement, call);
    yield {
      ...spanOf(call),
      message: 'group_concat() is a function of SQLite: PostgreSQL has string_agg, which wants texts and a separator.',
      help: isSafe ? 'Use string_agg(value, separator).' : 'Use string_agg(value, separator). Neither engine promises an order of the parts: add ORDER BY inside the call where it matters.',
      fix: { title: 'Use string_agg', safety: isSafe ? 'safe' : 'unsafe', portable: text === undefined || text.length === 1, edits },
    };
  }
}

export default defineRule({
  summary: 'group_concat()',
  why: 'PostgreSQL calls it `string_agg`, has no default separator and takes texts only. Neither engine promises an order of the parts without ORDER BY inside the call.',
  construct: 'group_concat()',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, group_concat(): https://sqlite.org/lang_aggfunc.html#group_concat', 'PostgreSQL, 9.21 Aggregate functions: https://www.postgresql.org/docs/current/functions-aggregate.html'],
  wakes: ['group_concat()'],
  statement,
});
