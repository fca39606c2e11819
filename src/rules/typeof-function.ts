import type { Pieces, Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { typesOf, type Inferred } from '../sql/infer.ts';
import { asOperand, nodesOf, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { functionName, spanOf, unwrap } from '../sql/tree.ts';

const NAMES: Readonly<Record<string, string>> = { integer: 'integer', bigint: 'integer', numeric: 'real', real: 'real', text: 'text', bytea: 'blob', boolean: 'integer', timestamp: 'text', timestamptz: 'text', date: 'text', json: 'text', jsonb: 'text' };

/** The name that SQLite gives: a column may hold values of other types there, not on PostgreSQL. */
function nameOf(type: Inferred, pieces: Pieces, isNull: boolean): Pieces | undefined {
  if (isNull) return ["'null'"];
  const name = type.type === 'unknown' ? undefined : NAMES[type.type];
  if (name === undefined) return undefined;
  return type.nullable === false ? [`'${name}'`] : ['CASE WHEN ', ...pieces, ` IS NULL THEN 'null' ELSE '${name}' END`];
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const types = typesOf(statement.tree, context.schema);
  for (const call of nodesOf(statement, 'FunctionCallExpr')) {
    const [value] = call.args ?? [];
    if (functionName(call) !== 'typeof' || !value) continue;
    const text = nameOf(types.of(value), asOperand(value), unwrap(value).type === 'NullLiteral');
    yield {
      ...spanOf(call), message: 'typeof() is a function of SQLite: each of its values has a type of its own, on PostgreSQL the column has one.',
      help: text ? 'The type is known from the schema. The rewrite holds when the column has that type on PostgreSQL.' : 'Use pg_typeof(x)::text, whose names differ, or leave the test out where the column has one type.',
      ...(text && { fix: { title: 'Write the name of the type', safety: 'unsafe', edits: [replaceNode(call, text)] } }),
    };
  }
}

export default defineRule({
  summary: 'typeof()',
  why: 'A column of SQLite holds values of any type, and `typeof(x)` tells which. On PostgreSQL a column has one type; `pg_typeof` gives its name, in other words.',
  construct: 'typeof()',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, typeof(): https://sqlite.org/lang_corefunc.html#typeof'],
  wakes: ['typeof()'],
  statement,
});
