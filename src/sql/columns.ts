import { rememberBoth } from '../core/remember.ts';
import { chooseType, type ColumnEvidence, type TypeChoice } from '../dialects/sqlite-to-postgres/types.ts';
import type { Span } from '../core/types.ts';
import { isPostgresDdl, textFrom } from './ddl.ts';
import { typeText } from './ddl-sqlite.ts';
import type { Ast } from './grammar.ts';
import type { Schema, Table } from './schema.ts';
import type { Statement } from './statement.ts';
import { isSameName, tokenIndexAt } from './tree.ts';

/** A column as a statement in SQLite's dialect declares it; all spans are exact. */
export interface ColumnSite {
  readonly table: string;
  readonly definition: Ast.ColumnDefinition;
  readonly name: string;
  readonly nameSpan: Span;
  /** Of the type with its size; empty, behind the name, where there is none. */
  readonly typeSpan: Span;
  /** As declared; `''` without one. */
  readonly type: string;
  /** From the name to the end of the last constraint. */
  readonly span: Span;
  /** The only column of the key, declared exactly INTEGER: an alias of the rowid (https://sqlite.org/lang_createtable.html#rowid). */
  readonly isRowidAlias: boolean;
  readonly evidence: ColumnEvidence;
  readonly choice: TypeChoice;
}

export type ColumnConstraintType = Ast.ColumnConstraint['type'];

const STARTS_CONSTRAINT = /^(?:constraint|default|null|not|primary|unique|check|references|collate|generated|as|deferrable|on)$/i;

/**
 * The columns that a CREATE TABLE or ALTER TABLE ADD COLUMN in SQLite's dialect declares. None for DDL in PostgreSQL's dialect, and none for SQLite's
 * own half of a table that the project has declared for PostgreSQL as well: that one is done.
 */
export const columnSites = rememberBoth((statement: Statement, schema: Schema): readonly ColumnSite[] => {
  if (!isSqliteDdl(statement, schema)) return [];
  const { tree } = statement;
  if (tree?.type === 'CreateTableStmt' && tree.body.type === 'ColumnsAndConstraintsCreateTableBody') {
    const table = tree.tblName.objName.text;
    const { body } = tree;
    const checks = (body.constraints ?? []).flatMap(({ constraint }) => (constraint.type === 'CheckTableConstraint' ? [spanText(statement, constraint.expr)] : []));
    const alias = rowidAliasOf(body);
    return body.columns.map((column) => readSite(statement, schema, table, column, checks, column === alias));
  }
  if (tree?.type === 'AlterTableStmt' && tree.body.type === 'AddColumnAlterTableBody') {
    return [readSite(statement, schema, tree.tblName.objName.text, tree.body.column, [], false)];
  }
  return [];
});

/** Whether a CREATE or ALTER is SQLite's, and there is no declaration of the table for PostgreSQL beside it. */
export function isSqliteDdl(statement: Statement, schema: Schema): boolean {
  const { tree } = statement;
  if (!tree || isPostgresDdl(statement)) return false;
  const name = tree.type === 'CreateTableStmt' || tree.type === 'AlterTableStmt' || tree.type === 'CreateVirtualTableStmt' ? tree.tblName.objName.text
    : tree.type === 'CreateIndexStmt' ? tree.tblName.text : undefined;
  return name === undefined || statement.engine === 'postgres' || !isDoneForPostgres(schema.table(name));
}

const isDoneForPostgres = (table: Table | undefined): boolean => table?.declaredFor.includes('postgres') ?? false;

function rowidAliasOf(body: Ast.ColumnsAndConstraintsCreateTableBody): Ast.ColumnDefinition | undefined {
  if ((body.flags & 128) !== 0) return undefined;
  const isInteger = (column: Ast.ColumnDefinition): boolean => /^INTEGER$/.test(typeText(column.colType));
  const own = body.columns.filter((column) => column.constraints.some(({ constraint }) => constraint.type === 'PrimaryKeyColumnConstraint'));
  if (own[0]) {
    const key = own[0].constraints.find(({ constraint }) => constraint.type === 'PrimaryKeyColumnConstraint')?.constraint;
    return isInteger(own[0]) && key?.type === 'PrimaryKeyColumnConstraint' && key.order !== 'Desc' ? own[0] : undefined;
  }
  for (const { constraint } of body.constraints ?? []) {
    if (constraint.type !== 'PrimaryKeyTableConstraint' || constraint.columns.length !== 1) continue;
    const expr = constraint.columns[0]!.expr;
    const name = expr.type === 'Id' ? expr.name : expr.type === 'NameExpr' ? expr.name.text : '';
    return body.columns.find((column) => isSameName(column.colName.text, name) && isInteger(column));
  }
  return undefined;
}

const spanText = (statement: Statement, node: { readonly span: { readonly offset: number; readonly length: number } }): string =>
  textFrom(statement, node.span.offset, node.span.offset + node.span.length);

function readSite(
  statement: Statement, schema: Schema, table: string, definition: Ast.ColumnDefinition, tableChecks: readonly string[], isRowidAlias: boolean,
): ColumnSite {
  const { tokens } = statement;
  const at = tokenIndexAt(tokens, definition.colName.span.offset);
  const nameToken = tokens[at]!;
  let typeEnd = nameToken.end;
  let typeStart: number | undefined;
  let end = nameToken.end;
  let depth = 0;
  let inType = true;
  for (let i = at + 1; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (depth === 0 && (token.text === ',' || token.text === ')')) break;
    if (depth === 0 && STARTS_CONSTRAINT.test(token.text)) inType = false;
    depth += token.text === '(' ? 1 : token.text === ')' ? -1 : 0;
    if (inType) {
      typeStart ??= token.start;
      typeEnd = token.end;
    }
    end = token.end;
  }
  const type = typeText(definition.colType);
  const evidence = readEvidence(statement, schema, table, definition, type, tableChecks);
  return {
    table, definition, name: definition.colName.text, nameSpan: { start: nameToken.start, end: nameToken.end },
    typeSpan: { start: typeStart ?? nameToken.end, end: typeEnd }, type, span: { start: nameToken.start, end }, isRowidAlias,
    evidence, choice: chooseType(evidence),
  };
}

function readEvidence(
  statement: Statement, schema: Schema, table: string, definition: Ast.ColumnDefinition, type: string, tableChecks: readonly string[],
): ColumnEvidence {
  const name = definition.colName.text;
  const of = <T extends ColumnConstraintType>(wanted: T): Extract<Ast.ColumnConstraint, { type: T }> | undefined =>
    definition.constraints.findLast(({ constraint }) => constraint.type === wanted)?.constraint as Extract<Ast.ColumnConstraint, { type: T }> | undefined;
  const fallback = of('DefaultColumnConstraint');
  const check = of('CheckColumnConstraint');
  const known = schema.table(table)?.column(name);
  const own = of('ForeignKeyColumnConstraint')?.clause;
  const foreign = own ? { columns: [name], table: own.tblName.text, references: (own.columns ?? []).map((column) => column.colName.text) }
    : schema.table(table)?.foreignKeys.find(({ columns }) => columns.some((column) => isSameName(column, name)));
  const target = foreign && schema.table(foreign.table);
  const at = foreign?.columns.findIndex((column) => isSameName(column, name)) ?? 0;
  const referenced = target?.column(foreign?.references[at] ?? target.primaryKey[at] ?? '');
  return {
    name, type,
    default: fallback && spanText(statement, fallback.expr),
    checks: [...(check ? [spanText(statement, check.expr)] : []), ...tableChecks].join(' AND '),
    literals: known?.literals,
    references: referenced?.postgresType,
    entityType: known?.entityType,
  };
}

/**
 * The last constraint of a kind, which is the one that counts in SQLite, with its tokens' exact span, from its own keyword on, without
 * `CONSTRAINT name` before it.
 */
export function findConstraint<T extends ColumnConstraintType>(
  statement: Statement, site: ColumnSite, type: T,
): { readonly constraint: Extract<Ast.ColumnConstraint, { type: T }>; readonly span: Span } | undefined {
  const found = site.definition.constraints.findLast(({ constraint }) => constraint.type === type);
  if (!found) return undefined;
  const constraint = found.constraint as Extract<Ast.ColumnConstraint, { type: T }>;
  const start = statement.tokens.find((token) => token.start >= Math.max(constraint.span.offset, site.typeSpan.end))?.start ?? constraint.span.offset;
  return { constraint, span: { start, end: constraint.span.offset + constraint.span.length } };
}
