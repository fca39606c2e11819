import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { nodesOf, parentOf, replaceSpan } from '../sql/rewrite.ts';
import { namesOf } from '../sql/scope.ts';
import type { Names } from '../sql/sources.ts';
import type { Statement } from '../sql/statement.ts';
import { isColumnNode, isTruthWord, JOIN, spanOf, tokensIn, unwrap, type ColumnNode, type Expr } from '../sql/tree.ts';
import { conjuncts } from './support/conditions.ts';

const flagsOf = (join: Ast.JoinedSelectTable): number => (join.operator.type === 'TypedJoinJoinOperator' ? (join.operator.joinType ?? JOIN.INNER) : 0);

/** The end of a join's table, alias included. */
const tableEnd = (join: Ast.JoinedSelectTable): number => spanOf(join.table).end;

function ofJoin(statement: Statement, join: Ast.JoinedSelectTable): Problem | undefined {
  const flags = flagsOf(join);
  const words = tokensIn(statement.tokens, spanOf(join.operator));
  const [first, last] = [words[0], words.at(-1)];
  if (!first || !last || (flags & JOIN.NATURAL) !== 0) return undefined;
  const isOuter = (flags & (JOIN.LEFT | JOIN.RIGHT | JOIN.OUTER)) !== 0;
  if ((flags & JOIN.CROSS) !== 0 && join.constraint) {
    const cross = words.find((word) => word.kind === 'JOIN_KW') ?? first;
    return {
      start: first.start, end: last.end, message: 'CROSS JOIN with ON is a form of SQLite that PostgreSQL does not read.', help: 'Write JOIN.',
      fix: { title: 'Write JOIN', safety: 'safe', portable: true, edits: [replaceSpan({ start: cross.start, end: last.start }, '')] },
    };
  }
  if (join.constraint || (flags & JOIN.CROSS) !== 0) return undefined;
  const end = tableEnd(join);
  return {
    start: first.start, end: last.end, message: 'A JOIN without ON is a cross join in SQLite; PostgreSQL wants ON or USING.',
    help: isOuter ? 'Write ON true.' : 'Write CROSS JOIN, or put the condition behind ON.',
    fix: {
      title: isOuter ? 'Write ON true' : 'Write CROSS JOIN', safety: 'safe', portable: true,
      edits: [isOuter ? replaceSpan({ start: end, end }, ' ON true') : replaceSpan({ start: first.start, end: last.end }, 'CROSS JOIN')],
    },
  };
}

/** After a comma PostgreSQL binds JOIN first: its ON does not see the tables before the comma. */
function* ofComma(from: Ast.FromClause, statement: Statement): Iterable<Problem> {
  const joins = from.joins ?? [];
  const firstOn = joins.findIndex((join) => join.operator.type === 'TypedJoinJoinOperator' && join.constraint !== undefined);
  for (const join of joins.slice(0, Math.max(firstOn, 0))) {
    if (join.operator.type !== 'CommaJoinOperator' || join.table.type === 'TableCallSelectTable') continue;
    const comma = tokensIn(statement.tokens, spanOf(join.operator)).find((token) => token.kind === 'COMMA') ?? spanOf(join.operator);
    yield {
      start: comma.start, end: comma.end, confidence: 'likely',
      message: 'A comma binds weaker than JOIN on PostgreSQL: the ON after it does not see the tables before the comma (42P01).', help: 'Write CROSS JOIN for the comma.',
      fix: { title: 'Write CROSS JOIN', safety: 'safe', portable: true, edits: [replaceSpan(comma, ' CROSS JOIN')] },
    };
  }
}

/** PostgreSQL joins FULL only by an equality of both sides (or by none of their columns). */
function* ofFull(statement: Statement, from: Ast.FromClause, names: Names): Iterable<Problem> {
  const query = parentOf(statement, from);
  const sources = query?.type === 'SelectFrom' ? names.sourcesOf(query) : [];
  for (const join of from.joins ?? []) {
    const sides = flagsOf(join) & (JOIN.LEFT | JOIN.RIGHT);
    const isFull = (flagsOf(join) & JOIN.OUTER) !== 0 && (sides === 0 || sides === (JOIN.LEFT | JOIN.RIGHT));
    if (!isFull || join.constraint?.type !== 'OnJoinConstraint') continue;
    const side = (expr: Expr): 'left' | 'right' | undefined => {
      const reference = isColumnNode(unwrap(expr)) ? names.resolve(unwrap(expr) as ColumnNode) : undefined;
      return reference?.kind !== 'column' || !sources.some((source) => source.node === reference.source.node) ? undefined : reference.source.node === join.table ? 'right' : 'left';
    };
    const isEquality = (part: Expr): boolean => part.type === 'BinaryExpr' && /^(?:Equals|Is)$/.test(part.op) && new Set([side(part.left), side(part.right)]).size === 2;
    if (conjuncts(join.constraint.expr).some(isEquality) || isTruthWord(unwrap(join.constraint.expr))) continue;
    yield {
      ...spanOf(join.constraint.expr), message: 'FULL JOIN wants an equality of columns of both sides on PostgreSQL (0A000); SQLite joins by any condition.',
      help: 'Write it as a LEFT JOIN and, with UNION ALL, the rows of the right side that have no partner.',
    };
  }
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const names = namesOf(statement.tree, context.schema);
  for (const from of nodesOf(statement, 'FromClause')) {
    yield* ofFull(statement, from, names);
    for (const join of from.joins ?? []) {
      const problem = join.operator.type === 'TypedJoinJoinOperator' ? ofJoin(statement, join) : undefined;
      if (problem) yield problem;
    }
    yield* ofComma(from, statement);
  }
}

export default defineRule({
  summary: 'joins without ON, CROSS JOIN with ON, and commas before JOIN',
  why: 'SQLite takes `a JOIN b` without a condition for a cross join and allows ON after CROSS JOIN. PostgreSQL reads neither, and binds JOIN stronger than a comma: `a, b LEFT JOIN c ON c.x = a.x` does not see `a`.',
  construct: 'joins without ON',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, Determination of input data: https://sqlite.org/lang_select.html#fromclause', 'PostgreSQL, 7.2.1 The FROM clause: https://www.postgresql.org/docs/current/queries-table-expressions.html'],
  wakes: ['JoinedSelectTable'],
  statement,
});
