import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { nodesOf, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { targetOf } from '../sql/targets.ts';
import { spanOf, textOf } from '../sql/tree.ts';

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  for (const node of nodesOf(statement, 'BlobLiteral')) {
    const digits = textOf(statement.text, node).slice(2, -1);
    const target = targetOf(statement, context.schema, node);
    const isBytes = target?.type === 'bytea';
    const literal = `'\\x${digits}'`;
    yield {
      ...spanOf(node), silent: !isBytes,
      message: "x'..' is a string of bytes in SQLite and a string of bits on PostgreSQL.",
      help: `Write ${literal}${isBytes ? '' : '::bytea'}.`,
      fix: { title: 'Write a bytea literal', safety: 'safe', edits: [replaceNode(node, isBytes ? literal : `${literal}::bytea`)] },
    };
  }
}

export default defineRule({
  summary: "blob literals x'..'",
  why: "`x'4142'` has two bytes in SQLite. On PostgreSQL it is a bit string of 16 bits: a `bytea` column refuses it (42804), and `length()` answers 16.",
  construct: 'blob literals',
  severity: 'critical',
  category: 'changes-result',
  manual: ['PostgreSQL, 8.4 Binary data types: https://www.postgresql.org/docs/current/datatype-binary.html', 'SQLite, Literal values: https://sqlite.org/lang_expr.html#literal_values_constants_'],
  wakes: ['BlobLiteral'],
  statement,
});
