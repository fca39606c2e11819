import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { quoteName, replaceNode } from '../sql/rewrite.ts';
import type { Column } from '../sql/schema.ts';
import { touchesHole, type Statement } from '../sql/statement.ts';
import { indexTree, isSameName, spanOf, textOf } from '../sql/tree.ts';
import { isFolded, starReads } from './support/folded.ts';

type Named = Ast.Name | Ast.Id;

/** The table a statement declares columns of, and the names of those columns. */
function declared(tree: NonNullable<Statement['tree']>): { readonly table: string; readonly columns: readonly Ast.Name[] } | undefined {
  if (tree.type === 'CreateTableStmt') {
    return { table: tree.tblName.objName.text, columns: indexTree(tree).ofType('ColumnDefinition').map((column) => column.colName) };
  }
  if (tree.type !== 'AlterTableStmt') return undefined;
  const { body } = tree;
  const columns = body.type === 'AddColumnAlterTableBody' ? [body.column.colName] : body.type === 'RenameColumnAlterTableBody' ? [body.new] : [];
  return { table: tree.tblName.objName.text, columns };
}

/** Where the constraints of a CREATE TABLE name its own columns: keys, checks, the near side of foreign keys. */
function usesOf(tree: NonNullable<Statement['tree']>): readonly Named[] {
  const index = indexTree(tree);
  const near = index.ofType('ForeignKeyTableConstraint').flatMap((constraint) => constraint.columns.map((column) => column.colName));
  return [...index.ofType('Id').filter((node) => index.parentOf(node)?.type !== 'FunctionCallExpr'), ...near];
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  const own = statement.tree && statement.engine !== 'postgres' ? declared(statement.tree) : undefined;
  if (!own) return;
  const isWritten = (node: Named): boolean => isFolded(textOf(statement.text, node)) && !touchesHole(statement, spanOf(node));
  const columns = own.columns.filter(isWritten);
  const reads = columns.length === 0 ? undefined : starReads(context.project, context.schema);
  const isHere = (column: Column): boolean => column.place.path === statement.fragment.path && columns.some((own) => isSameName(own.text, column.name));
  const isRead = (): boolean => context.schema.tables.some((table) => table.columns.some((column) => isHere(column) && reads!.has(column)));
  const [first] = columns;
  if (!first || !reads || !(reads.hasTable(own.table) || isRead())) return;
  const uses = usesOf(statement.tree!).filter((node) => isWritten(node) && columns.some((column) => isSameName(textOf(statement.text, node), column.text)));
  const nameOf = (node: Named): string => columns.find((column) => isSameName(column.text, textOf(statement.text, node)))!.text;
  yield {
    ...spanOf(first),
    message: `${first.text} is ${first.text.toLowerCase()} on PostgreSQL, and the program reads it through a star (*): row.${first.text} is undefined there.`,
    help: 'Declare the columns in double quotes; every use needs them then, also in texts that are put together at run time.',
    fix: {
      title: 'Quote the columns that have capital letters', safety: 'unsafe', portable: true,
      edits: [...new Set([...columns, ...uses])].map((node) => replaceNode(node, quoteName(nameOf(node)))),
    },
  };
}

export default defineRule({
  summary: 'columns with capital letters, read through a star',
  why: `PostgreSQL folds every name that is not in double quotes to lower case. Where the columns are listed, an alias in quotes gives the program the key that it reads; \`SELECT *\`
has no place for one, so \`row.createdAt\` is undefined and nothing fails. With the declaration in quotes the name keeps its case on both engines.`,
  construct: 'columns with capital letters that a star reads',
  severity: 'critical',
  category: 'changes-result',
  silent: true,
  manual: ['PostgreSQL, 4.1.1 Identifiers and key words: https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS'],
  wakes: ['ColumnDefinition', 'AlterTableStmt'],
  statement,
});
