import type { Problem, ProposedEdit } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { nodesOf, replaceSpan } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { functionName, spanOf, tokenAt, tokenIndexAt, tokensIn } from '../sql/tree.ts';

/** Only the name, the commas and the closing parenthesis change, so that edits inside the arguments still go. */
function editsOf(statement: Statement, call: Ast.FunctionCallExpr): readonly ProposedEdit[] | undefined {
  const args = call.args ?? [];
  if (args.length < 2 || call.filterOver) return undefined;
  const { tokens } = statement;
  const open = tokens[tokenIndexAt(tokens, spanOf(call.name).start) + 1];
  const close = tokenAt(tokens, spanOf(call).end - 1);
  if (!open || !close) return undefined;
  const commas = args.slice(1).map((arg, index) => tokensIn(tokens, { start: spanOf(args[index]!).end, end: spanOf(arg).start }).find((token) => token.kind === 'COMMA'));
  if (commas.some((comma) => !comma)) return undefined;
  const words = commas.map((_, index): string => {
    const isLast = index === args.length - 2;
    const gap = /\s/.test(statement.text[commas[index]!.end] ?? '') ? '' : ' ';
    return (index % 2 === 0 ? ' THEN' : isLast ? ' ELSE' : ' WHEN') + gap;
  });
  return [
    replaceSpan({ start: spanOf(call).start, end: open.end }, 'CASE WHEN '),
    ...commas.map((comma, index) => replaceSpan(comma!, words[index]!)),
    replaceSpan(close, ' END'),
  ];
}

function* statement(statement: Statement): Iterable<Problem> {
  for (const call of nodesOf(statement, 'FunctionCallExpr')) {
    const name = functionName(call)!;
    if (name !== 'iif' && name !== 'if') continue;
    const edits = editsOf(statement, call);
    yield {
      ...spanOf(call),
      message: `${name}() is a function of SQLite that PostgreSQL does not have.`,
      help: 'Use CASE WHEN condition THEN value ELSE other END.',
      ...(edits && { fix: { title: 'Write CASE WHEN', safety: 'safe', portable: true, edits } }),
    };
  }
}

export default defineRule({
  summary: 'iif() and if()',
  why: 'PostgreSQL has no `iif()`: `CASE WHEN` is standard SQL and runs on both engines.',
  construct: 'iif()',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, iif(): https://sqlite.org/lang_corefunc.html#iif', 'PostgreSQL, 9.18.1 CASE: https://www.postgresql.org/docs/current/functions-conditional.html'],
  wakes: ['iif()', 'if()'],
  statement,
});
