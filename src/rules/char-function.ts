import type { Pieces, Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import { contextOf, inPlace, nodesOf, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { functionName, integerValue, spanOf } from '../sql/tree.ts';

function* statement(statement: Statement): Iterable<Problem> {
  for (const call of nodesOf(statement, 'FunctionCallExpr')) {
    if (functionName(call) !== 'char') continue;
    const args = call.args ?? [];
    const isZero = args.some((arg) => integerValue(arg) === 0);
    const { parent } = contextOf(statement, call);
    // `instr(x, char(0))` is rewritten as a whole.
    if (isZero && args.length === 1 && parent && functionName(parent) === 'instr') continue;
    const pieces = args.flatMap((arg, index): Pieces => [index === 0 ? 'chr(' : ' || chr(', spanOf(arg), ')']);
    const canFix = args.length > 0 && !isZero;
    yield {
      ...spanOf(call), message: isZero ? 'char(0) is a letter in SQLite; no text of PostgreSQL can hold it (54000).' : 'char() is the name of a type on PostgreSQL; the function is called chr() and takes one code.',
      help: isZero ? 'Keep such values as bytea, or without the letter.' : 'Use chr(), joined with || for several codes.',
      ...(canFix && { fix: { title: 'Use chr()', safety: 'safe', edits: [replaceNode(call, args.length > 1 ? inPlace(statement, call, pieces) : pieces)] } }),
    };
  }
}

export default defineRule({
  summary: 'char()',
  why: '`char(72, 105)` gives the text of these code points in SQLite. On PostgreSQL `char` is a type, and the function is `chr()`, of one code.',
  construct: 'char()',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, char(): https://sqlite.org/lang_corefunc.html#char', 'PostgreSQL, 9.4 String functions: https://www.postgresql.org/docs/current/functions-string.html'],
  wakes: ['char()'],
  statement,
});
