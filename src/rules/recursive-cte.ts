import { defineRule } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { nodesOf, parentOf } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { isSameName, spanOf, tokenIndexAt, type Node } from '../sql/tree.ts';

/** Whether a common table uses itself, or one that comes after it in the same WITH. */
function needsRecursive(statement: Statement, clause: Ast.With): boolean {
  return nodesOf(statement, 'TableSelectTable', 'InTableExpr').some((use) => {
    const name = use.type === 'TableSelectTable' ? use.tblName : use.rhs;
    if (name.dbName) return false;
    let at: Node | undefined = use;
    let within: Ast.CommonTableExpr | undefined;
    while (at && at !== clause) {
      if (at.type === 'CommonTableExpr') within = at;
      const nearer: Ast.With | undefined = 'with' in at ? at.with : undefined;
      if (nearer && nearer !== clause && nearer.ctes.some((common) => isSameName(common.tblName.text, name.objName.text))) return false;
      at = parentOf(statement, at);
    }
    if (!at || !within) return false;
    const target = clause.ctes.findIndex((common) => isSameName(common.tblName.text, name.objName.text));
    return target >= clause.ctes.indexOf(within);
  });
}

export default defineRule({
  summary: 'A WITH that is recursive without saying so',
  why: 'SQLite lets a common table use itself, or one that is defined after it, with or without the word RECURSIVE. PostgreSQL then looks for a table of that name.',
  construct: 'WITH without RECURSIVE',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, WITH: https://sqlite.org/lang_with.html', 'PostgreSQL, WITH queries: https://www.postgresql.org/docs/current/queries-with.html'],
  wakes: ['With'],
  *statement(statement) {
    for (const clause of nodesOf(statement, 'With')) {
      if (clause.recursive || !clause.ctes[0] || !needsRecursive(statement, clause)) continue;
      const first = tokenIndexAt(statement.tokens, spanOf(clause.ctes[0].tblName).start);
      const word = statement.tokens[first - 1];
      if (word?.kind !== 'WITH') continue;
      yield {
        start: word.start, end: word.end,
        message: '`WITH` defines a table that uses itself or a later one: PostgreSQL knows it only after the word RECURSIVE (42P01).',
        help: 'Write WITH RECURSIVE.',
        fix: { title: 'Write WITH RECURSIVE', safety: 'safe', portable: true, edits: [{ start: word.end, end: word.end, text: ' RECURSIVE' }] },
      };
    }
  },
});
