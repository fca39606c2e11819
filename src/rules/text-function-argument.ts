import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { typesOf } from '../sql/infer.ts';
import { nodesOf, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { functionName, spanOf } from '../sql/tree.ts';
import { asText } from './support/template.ts';

/** Functions that both engines have and whose first arguments are texts, with the number of those. */
const TEXTS: Readonly<Record<string, number>> = {
  length: 1, lower: 1, upper: 1, trim: 2, ltrim: 2, rtrim: 2, substr: 1, substring: 1, replace: 3, octet_length: 1,
};

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const types = typesOf(statement.tree, context.schema);
  for (const call of nodesOf(statement, 'FunctionCallExpr')) {
    const name = functionName(call)!;
    const count = Object.hasOwn(TEXTS, name) ? TEXTS[name]! : 0;
    for (const arg of (call.args ?? []).slice(0, count)) {
      const type = types.of(arg);
      const pieces = asText(arg, type);
      if (pieces.length === 1) continue;
      const isTime = type.type === 'timestamp' || type.type === 'timestamptz' || type.type === 'date';
      yield {
        ...spanOf(arg),
        message: `${name}() of a value that is not a text (${type.type}) does not exist on PostgreSQL (42883).`,
        help: isTime ? "Print the moment with to_char(value, 'YYYY-MM-DD') or compare it as what it is." : 'Cast the value to text.',
        fix: { title: 'Cast to text', safety: type.type === 'real' || isTime ? 'unsafe' : 'safe', edits: [replaceNode(arg, pieces)] },
      };
    }
  }
}

export default defineRule({
  summary: 'text functions applied to numbers and moments',
  why: 'SQLite turns any value into a text where a function wants one; PostgreSQL has no such cast for arguments: `length(5)` is an error (42883).',
  construct: 'text functions of numbers',
  severity: 'critical',
  category: 'breaks',
  manual: ['PostgreSQL, 10.3 Functions: https://www.postgresql.org/docs/current/typeconv-func.html', 'SQLite, length(): https://sqlite.org/lang_corefunc.html#length'],
  wakes: ['FunctionCallExpr'],
  statement,
});
