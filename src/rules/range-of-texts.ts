import { defineRule } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { typesOf } from '../sql/infer.ts';
import { nodesOf, replaceNode } from '../sql/rewrite.ts';
import { spanOf } from '../sql/tree.ts';
import { isUntyped } from './support/untyped.ts';

const isOffset = (bound: Ast.FrameBound | undefined): bound is Ast.PrecedingFrameBound | Ast.FollowingFrameBound =>
  bound?.type === 'PrecedingFrameBound' || bound?.type === 'FollowingFrameBound';

/** A frame that begins before the row, or at it, and does not end before it: of texts it is the rows with the same text. */
const isAround = ({ start, end }: Ast.FrameClause): boolean => start.type !== 'FollowingFrameBound' && end?.type !== 'PrecedingFrameBound';

export default defineRule({
  summary: 'RANGE with an offset over texts',
  why: 'A frame like `RANGE BETWEEN 1 PRECEDING AND CURRENT ROW` adds to what the rows are ordered by. Where that is a text, SQLite takes the rows with the same text; PostgreSQL refuses '
    + 'the query (0A000).',
  construct: 'RANGE n PRECEDING over texts',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, Frame boundaries: https://sqlite.org/windowfunctions.html#frame_boundary', 'PostgreSQL, 4.2.8 Window function calls: https://www.postgresql.org/docs/current/sql-expressions.html#SYNTAX-WINDOW-FUNCTIONS'],
  wakes: ['Window'],
  *statement(statement, { schema }) {
    if (!statement.tree) return;
    const types = typesOf(statement.tree, schema);
    for (const { frameClause, orderBy } of nodesOf(statement, 'Window')) {
      const term = orderBy?.[0];
      if (frameClause?.mode !== 'Range' || !term || orderBy.length > 1 || types.of(term.expr).type !== 'text' || isUntyped(term.expr, types)) continue;
      const bounds = [frameClause.start, frameClause.end].filter(isOffset);
      const first = bounds[0];
      if (!first) continue;
      yield {
        ...spanOf(first),
        message: 'RANGE with an offset is computed from what the rows are ordered by, which is a text here: PostgreSQL raises 0A000, SQLite takes the rows with the same text.',
        help: 'Write CURRENT ROW, or ROWS in place of RANGE if the rows before were meant.',
        ...(isAround(frameClause) && { fix: { title: 'Write CURRENT ROW', safety: 'safe' as const, portable: true, edits: bounds.map((bound) => replaceNode(bound, 'CURRENT ROW')) } }),
      };
    }
  },
});
