import type { Pieces, Problem, Span } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import { parseSqlite, type Ast } from '../sql/grammar.ts';
import { writeName } from '../sql/names.ts';
import type { Schema } from '../sql/schema.ts';
import type { Statement } from '../sql/statement.ts';
import { spanOf, textOf, tokenIndexAt } from '../sql/tree.ts';

/** The clause from ORDER BY or LIMIT to the end of the statement. */
function clauseOf({ tokens }: Statement): Span | undefined {
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'LP') depth += 1;
    if (token.kind === 'RP') depth -= 1;
    const isClause = token.kind === 'LIMIT' || (token.kind === 'ORDER' && tokens[index + 1]?.kind === 'BY');
    if (depth === 0 && isClause) return { start: token.start, end: tokens.at(-1)!.end };
  }
  return undefined;
}

function judge(statement: Statement, clause: Span, tree: Ast.UpdateStmt | Ast.DeleteStmt, schema: Schema): Problem {
  const verb = tree.type === 'UpdateStmt' ? 'UPDATE' : 'DELETE';
  const table = schema.table(tree.tblName.objName.text);
  const key = table?.primaryKey.length === 1 ? table.column(table.primaryKey[0]!) : undefined;
  const column = key ? writeName(key.name, key.isQuoted) : 'ctid';
  const problem = {
    ...clause, message: `\`${verb}\` with ORDER BY or LIMIT is a syntax error in PostgreSQL.`,
    help: `Choose the rows in a sub-query: \`WHERE ${column} IN (SELECT ${column} FROM ... ORDER BY ... LIMIT ...)\`; a queue wants FOR UPDATE SKIP LOCKED in it.`,
  };
  if (tree.type === 'UpdateStmt' && tree.from) return problem;
  const name = textOf(statement.text, tree.tblName.objName);
  const alias = tree.tblName.alias ? ` AS ${textOf(statement.text, tree.tblName.alias)}` : '';
  const choice = `${column} IN (SELECT ${column} FROM ${name}${alias}`;
  const where = tree.whereClause && spanOf(tree.whereClause);
  const returning = tree.returning ? statement.tokens.findLast((token) => token.kind === 'RETURNING')! : undefined;
  const lastKept = statement.tokens[tokenIndexAt(statement.tokens, (returning ?? clause).start) - 1]!.end;
  const start = where?.start ?? lastKept;
  const chosen: Pieces = where ? [`${choice} WHERE `, where, ' ', clause, ')'] : [` WHERE ${choice} `, clause, ')'];
  const tail = returning && { start: returning.start, end: statement.tokens[tokenIndexAt(statement.tokens, clause.start) - 1]!.end };
  return {
    ...problem,
    fix: { title: 'Choose the rows in a sub-query', safety: 'safe', edits: [{ start, end: clause.end, text: tail ? [...chosen, ' ', tail] : chosen }] },
  };
}

export default defineRule({
  summary: 'UPDATE or DELETE with ORDER BY or LIMIT',
  why: 'Builds of SQLite with SQLITE_ENABLE_UPDATE_DELETE_LIMIT take them. PostgreSQL chooses the rows by WHERE alone.',
  construct: 'UPDATE or DELETE with LIMIT',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, DELETE: https://sqlite.org/lang_delete.html#optional_limit_and_order_by_clauses', 'PostgreSQL, DELETE: https://www.postgresql.org/docs/current/sql-delete.html'],
  wakes: ['UPDATE', 'DELETE'],
  *statement(statement, { schema }) {
    const verb = statement.tokens[0]?.kind;
    const clause = verb === 'UPDATE' || verb === 'DELETE' ? clauseOf(statement) : undefined;
    if (!clause) return;
    const parsed = parseSqlite(statement.text.slice(0, clause.start));
    if (parsed.ok && (parsed.tree.type === 'UpdateStmt' || parsed.tree.type === 'DeleteStmt')) yield judge(statement, clause, parsed.tree, schema);
  },
});
