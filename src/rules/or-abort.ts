import { defineRule } from '../rule.ts';
import { insertionsOf, valueRowsOf } from '../sql/changes.ts';
import { conflictClause } from '../sql/conflict-clause.ts';
import type { Ast, SqliteTree } from '../sql/grammar.ts';
import type { Schema } from '../sql/schema.ts';
import { indexTree } from '../sql/tree.ts';

type Action = 'Abort' | 'Fail' | 'Rollback';

interface Change {
  readonly node: Ast.InsertStmt | Ast.InsertTriggerCmd | Ast.UpdateStmt | Ast.UpdateTriggerCmd;
  readonly action: Action;
  readonly isOneRow: boolean;
}

const isAction = (action: string | undefined): action is Action => action === 'Abort' || action === 'Fail' || action === 'Rollback';

function changesOf(tree: SqliteTree, schema: Schema): readonly Change[] {
  const inserts = insertionsOf(tree, schema).map((insertion) => ({ node: insertion.node, isOneRow: valueRowsOf(insertion)?.length === 1 }));
  const updates = tree.type === 'UpdateStmt' || tree.type === 'CreateTriggerStmt'
    ? indexTree(tree).ofType('UpdateStmt', 'UpdateTriggerCmd').map((node) => ({ node, isOneRow: false })) : [];
  return [...inserts, ...updates].flatMap(({ node, isOneRow }) => (isAction(node.orConflict) ? [{ node, isOneRow, action: node.orConflict }] : []));
}

const CONDITIONS: Readonly<Record<Action, string | undefined>> = {
  Abort: undefined,
  Fail: 'OR FAIL keeps the rows that were changed before the one that failed; PostgreSQL undoes the whole statement.',
  Rollback: 'OR ROLLBACK ends the transaction; in PostgreSQL it is aborted and refuses everything until the caller rolls it back.',
};

export default defineRule({
  summary: 'INSERT or UPDATE with OR ABORT, OR FAIL or OR ROLLBACK',
  why: 'PostgreSQL has no conflict clauses of this form. Undoing the statement, which OR ABORT asks for, is what it always does.',
  construct: 'OR ABORT, OR FAIL and OR ROLLBACK',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, ON CONFLICT clause: https://sqlite.org/lang_conflict.html', 'PostgreSQL, INSERT: https://www.postgresql.org/docs/current/sql-insert.html'],
  wakes: ['ABORT', 'FAIL', 'ROLLBACK'],
  *statement(statement, { schema }) {
    if (!statement.tree) return;
    for (const { node, action, isOneRow } of changesOf(statement.tree, schema)) {
      const clause = conflictClause(statement, node);
      if (!clause) continue;
      const condition = action === 'Fail' && isOneRow ? undefined : CONDITIONS[action];
      yield {
        start: clause.start, end: clause.end,
        message: `\`OR ${action.toUpperCase()}\` is a syntax error in PostgreSQL.`,
        help: condition ? `Remove it. ${condition}` : 'Remove it: PostgreSQL undoes a statement that fails as a whole.',
        fix: { title: `Remove OR ${action.toUpperCase()}`, safety: condition ? 'unsafe' : 'safe', portable: condition === undefined, edits: [{ ...clause.cut, text: '' }] },
      };
    }
  },
});
