import type { Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { nodesOf, quoteName } from '../sql/rewrite.ts';
import type { Schema, Table } from '../sql/schema.ts';
import { touchesHole, type Statement } from '../sql/statement.ts';
import { indexTree, spanOf } from '../sql/tree.ts';

/** A name of the statement, and the one it was declared by: in quotes or not. */
interface Use {
  readonly node: Ast.Name | Ast.Id;
  readonly declared: { readonly name: string; readonly isQuoted?: boolean } | undefined;
}

/** The tables and columns that a DDL statement speaks of and that were declared elsewhere. */
function usesOf(statement: Statement, schema: Schema): readonly Use[] {
  const { tree } = statement;
  if (!tree) return [];
  // Quotes of PostgreSQL's declaration say nothing of SQLite's half of the project, which is written there as well.
  const known = (name: string): Table | undefined => {
    const found = schema.table(name);
    return statement.engine !== 'postgres' && found?.declaredFor.includes('postgres') ? undefined : found;
  };
  const table = (node: Ast.Name): Use => ({ node, declared: known(node.text) });
  const column = (owner: string, node: Ast.Name | Ast.Id): Use => ({ node, declared: known(owner)?.column(node.type === 'Id' ? node.name : node.text) });
  const keys = indexTree(tree).ofType('ForeignKeyClause').flatMap((clause) => [table(clause.tblName), ...(clause.columns ?? []).map((one) => column(clause.tblName.text, one.colName))]);
  switch (tree.type) {
    case 'CreateTableStmt': return keys;
    case 'DropTableStmt': return [table(tree.tblName.objName)];
    case 'CreateTriggerStmt': return [table(tree.tblName.objName)];
    case 'CreateIndexStmt': return [table(tree.tblName), ...nodesOf(statement, 'Id').map((node) => column(tree.tblName.text, node))];
    case 'AlterTableStmt': {
      const own = tree.tblName.objName;
      const { body } = tree;
      const changed = body.type === 'DropColumnAlterTableBody' ? [body.column] : body.type === 'RenameColumnAlterTableBody' ? [body.old] : [];
      return [table(own), ...changed.map((node) => column(own.text, node)), ...keys];
    }
    default: return [];
  }
}

function* problemsOf(statement: Statement, schema: Schema): Generator<Problem> {
  for (const { node, declared } of usesOf(statement, schema)) {
    const span = spanOf(node);
    const written = statement.text.slice(span.start, span.end);
    if (!declared?.isQuoted || declared.name === declared.name.toLowerCase() || /^["`['(]/.test(written) || touchesHole(statement, span)) continue;
    yield {
      ...span,
      message: `${written} is folded to ${written.toLowerCase()} by PostgreSQL, while ${declared.name} is declared in quotes.`,
      help: 'Write the name in double quotes, which both engines keep.',
      fix: { title: 'Quote the name', safety: 'safe', portable: true, edits: [{ ...span, text: quoteName(declared.name) }] },
    };
  }
}

export default defineRule({
  summary: 'names in DDL without the quotes of their declaration',
  why: 'PostgreSQL folds names that are not in quotes to lower case and keeps those that are; SQLite does not look at case. A table declared as `"bookLists"` is not found under `bookLists`.',
  construct: 'unquoted name of a quoted table or column in DDL',
  severity: 'critical',
  category: 'breaks',
  manual: ['PostgreSQL, 4.1.1 Identifiers and key words: https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS'],
  wakes: ['ForeignKeyClause', 'DropTableStmt', 'CreateTriggerStmt', 'CreateIndexStmt', 'AlterTableStmt'],
  *statement(statement, context) {
    if (/^(?:CREATE|ALTER|DROP)$/.test(statement.tokens[0]?.kind ?? '')) yield* problemsOf(statement, context.schema);
  },
});
