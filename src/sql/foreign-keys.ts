import type { PlainEdit } from '../core/edits.ts';
import type { Ast } from './grammar.ts';
import type { Statement } from './statement.ts';
import { isSameName } from './tree.ts';

/** A foreign key in the words of its declaration: names as written, so that quotes stay, but none of SQLite's own. */
export interface ForeignKeyText {
  readonly child: string;
  readonly columns: readonly string[];
  readonly parent: string;
  /** Empty: the primary key. */
  readonly references: readonly string[];
  /** ` ON DELETE CASCADE DEFERRABLE`, as written. */
  readonly rest: string;
}

/** A key that a statement declares, and the edit of the statement that takes it out. */
export interface DeclaredKey {
  readonly key: ForeignKeyText;
  readonly removal: PlainEdit;
}

/** A name without its quotes, in lower case: what names are compared by. */
export const bareName = (name: string): string => name.replace(/^["`[](.*)["`\]]$/s, '$1').toLowerCase();

/** `FOREIGN KEY (a) REFERENCES t (id) ON DELETE CASCADE`. */
export const keyClause = (one: ForeignKeyText): string =>
  `FOREIGN KEY (${one.columns.join(', ')}) REFERENCES ${one.parent}${one.references.length > 0 ? ` (${one.references.join(', ')})` : ''}${one.rest}`;

/** The keys that a CREATE TABLE or ADD COLUMN declares, except those to the table itself. */
export function declaredKeys(statement: Statement): readonly DeclaredKey[] {
  const { tree } = statement;
  if (tree?.type === 'AlterTableStmt' && tree.body.type === 'AddColumnAlterTableBody') return columnKeys(statement, tree.tblName, tree.body.column);
  if (tree?.type !== 'CreateTableStmt' || tree.body.type !== 'ColumnsAndConstraintsCreateTableBody') return [];
  const table = tree.tblName;
  const own = (tree.body.constraints ?? []).flatMap(
    ({ constraint }) => (constraint.type === 'ForeignKeyTableConstraint' ? [tableKey(statement, table, constraint)] : [])
  );
  return [
    ...tree.body.columns.flatMap((column) => columnKeys(statement, table, column)), ...own
  ].filter((one) => !isSameName(bareName(one.key.child), bareName(one.key.parent)));
}

const written = (name: string): string => name.replace(/^[`[](.*)[`\]]$/s, '"$1"');

const textOf = (statement: Statement, node: { readonly span: { readonly offset: number; readonly length: number } }): string =>
  written(statement.text.slice(node.span.offset, node.span.offset + node.span.length));

function columnKeys(statement: Statement, table: Ast.QualifiedName, column: Ast.ColumnDefinition): readonly DeclaredKey[] {
  return column.constraints.flatMap(({ constraint }, index) => {
    if (constraint.type !== 'ForeignKeyColumnConstraint') return [];
    const deferred = column.constraints[index + 1]?.constraint;
    const last = deferred?.type === 'DeferColumnConstraint' ? deferred : constraint;
    const from = statement.tokens.findIndex((token) => token.start >= constraint.span.offset);
    const first = /^constraint$/i.test(statement.tokens[from - 2]?.text ?? '') ? from - 2 : from;
    return [
      declare(statement, table, [textOf(statement, column.colName)], constraint.clause, statement.tokens[first - 1]!.end, last.span.offset + last.span.length)
    ];
  });
}

function tableKey(statement: Statement, table: Ast.QualifiedName, constraint: Ast.ForeignKeyTableConstraint): DeclaredKey {
  const from = statement.tokens.findIndex((token) => token.start >= constraint.span.offset);
  const first = /^constraint$/i.test(statement.tokens[from - 2]?.text ?? '') ? from - 2 : from;
  const start = statement.tokens[first - 1]?.text === ',' ? statement.tokens[first - 2]!.end : statement.tokens[first - 1]!.end;
  const columns = constraint.columns.map((column) => textOf(statement, column.colName));
  return declare(statement, table, columns, constraint.clause, start, constraint.span.offset + constraint.span.length);
}

function declare(
  statement: Statement, table: Ast.QualifiedName, columns: readonly string[], clause: Ast.ForeignKeyClause, start: number, end: number
): DeclaredKey {
  const lastName = clause.columns?.at(-1)?.colName ?? clause.tblName;
  const nameEnd = lastName.span.offset + lastName.span.length;
  const close = clause.columns ? statement.tokens.find((token) => token.start >= nameEnd && token.text === ')')?.end ?? nameEnd : nameEnd;
  const rest = statement.text.slice(close, end).replace(/\s+/g, ' ').trimEnd();
  return {
    key: {
      child: textOf(statement, table.objName), columns, parent: textOf(statement, clause.tblName),
      references: (clause.columns ?? []).map((column) => textOf(statement, column.colName)), rest,
    },
    removal: { start, end, text: '' },
  };
}
