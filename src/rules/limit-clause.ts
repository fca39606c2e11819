import type { Problem, ProposedEdit } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { nodesOf, parentOf, replaceNode, replaceSpan } from '../sql/rewrite.ts';
import { bindingOf, readParameters } from '../sql/parameters.ts';
import { touchesHole, type Statement } from '../sql/statement.ts';
import { integerValue, spanOf, tokenBefore, tokensIn } from '../sql/tree.ts';

const hasComma = (limit: Ast.Limit): boolean =>
  limit.offset !== undefined && spanOf(limit.offset).start < spanOf(limit.expr).start;

/** `LIMIT offset, count`. */
function ofComma(limit: Ast.Limit): Problem {
  const [first, count] = [spanOf(limit.offset!), spanOf(limit.expr)];
  return {
    ...spanOf(limit), message: 'LIMIT offset, count is a form of SQLite that PostgreSQL does not read.', help: 'Write LIMIT count OFFSET offset, which both engines read.',
    fix: { title: 'Write OFFSET', safety: 'safe', portable: true, edits: [replaceSpan({ start: first.start, end: count.end }, [count, ' OFFSET ', first])] },
  };
}

/** A negative limit is none, a negative offset is 0. */
function* ofNegative(statement: Statement, limit: Ast.Limit): Iterable<Problem> {
  const count = integerValue(limit.expr);
  if (count !== undefined && count < 0) {
    const word = tokenBefore(statement.tokens, spanOf(limit.expr).start);
    const offset = limit.offset && tokenBefore(statement.tokens, spanOf(limit.offset).start);
    const edits: readonly ProposedEdit[] = word && offset ? [replaceSpan({ start: word.start, end: offset.start }, '')] : [replaceNode(limit.expr, 'ALL')];
    yield {
      ...spanOf(limit.expr), message: 'A negative LIMIT means no limit in SQLite; PostgreSQL raises 2201W.', help: 'Write LIMIT ALL, or leave LIMIT out.',
      fix: { title: 'Take the limit away', safety: 'safe', edits },
    };
  }
  const offset = limit.offset && integerValue(limit.offset);
  if (limit.offset && offset !== undefined && offset < 0) {
    yield {
      ...spanOf(limit.offset), message: 'A negative OFFSET is 0 in SQLite; PostgreSQL raises 2201X.', help: 'Write OFFSET 0, or leave it out.', severity: 'warning',
      fix: { title: 'Write 0', safety: 'safe', portable: true, edits: [replaceNode(limit.offset, '0')] },
    };
  }
}

/** `-1`, `limit ?? -1`, `n > 0 ? n : -1`: a value that may be the -1 that takes the limit away. */
const MINUS_ONE = /(?:^|\?\?|\|\||[?:])\s*\(?-\s*1\)?\s*(?:$|:)/;

/** A limit that a call of a PostgreSQL driver binds, where the value is -1 or falls back to it. */
function* ofBinding(statement: Statement, limit: Ast.Limit): Iterable<Problem> {
  const { call } = statement;
  const span = spanOf(limit.expr);
  const parameter = limit.expr.type === 'VariableExpr' ? readParameters(statement).find((one) => one.start === span.start) : undefined;
  const binding = call && parameter && statement.engine === 'postgres' ? bindingOf(call, parameter) : undefined;
  if (!binding || !MINUS_ONE.test(binding.text)) return;
  yield {
    ...span, confidence: 'likely',
    message: `The limit \`${binding.text}\` may be -1, which means no limit in SQLite; PostgreSQL raises 2201W.`,
    help: 'Bind null in place of -1: LIMIT NULL is no limit on PostgreSQL.',
  };
}

function* statement(statement: Statement): Iterable<Problem> {
  for (const limit of nodesOf(statement, 'Limit')) {
    if (touchesHole(statement, spanOf(limit)) || parentOf(statement, limit)?.type !== 'Select') continue;
    if (hasComma(limit) && tokensIn(statement.tokens, spanOf(limit)).some((token) => token.kind === 'COMMA')) yield ofComma(limit);
    else {
      yield* ofNegative(statement, limit);
      yield* ofBinding(statement, limit);
    }
  }
}

export default defineRule({
  summary: 'LIMIT a, b and negative limits',
  why: '`LIMIT 10, 5` skips ten rows and takes five; PostgreSQL reads `LIMIT 5 OFFSET 10` only. `LIMIT -1` is no limit in SQLite and an error on PostgreSQL.',
  construct: 'LIMIT a, b and LIMIT -1',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, The LIMIT clause: https://sqlite.org/lang_select.html#limitoffset', 'PostgreSQL, 7.6 LIMIT and OFFSET: https://www.postgresql.org/docs/current/queries-limit.html'],
  wakes: ['Limit'],
  statement,
});
