import type { Span } from '../core/types.ts';
import type { Change, ColumnDraft, Constraints, SelectedColumn, TableDraft } from './ddl.ts';
import type { ForeignKey } from './schema.ts';
import { fullTypeName, isQuotedAt, placeIn, textFrom } from './ddl.ts';
import type { Ast, SqliteTree } from './grammar.ts';
import type { Statement } from './statement.ts';

/**
 * The changes that a statement in SQLite's grammar makes. `isPostgres`: it is PostgreSQL's all the same, and that grammar is not loaded; types are then
 * named as PostgreSQL does.
 */
export function readSqliteDdl(statement: Statement, tree: SqliteTree, isPostgres = false): readonly Change[] {
  const changes = readTree(statement, tree);
  if (!isPostgres) return changes;
  const rename = (column: ColumnDraft): ColumnDraft => ({ ...column, type: fullTypeName(column.type) });
  return changes.map((change) =>
    change.kind === 'create-table' ? { ...change, table: { ...change.table, columns: change.table.columns.map(rename) } }
    : change.kind === 'add-column' ? { ...change, column: rename(change.column) } : change);
}

function readTree(statement: Statement, tree: SqliteTree): readonly Change[] {
  const place = placeIn(statement, { start: 0, end: statement.text.length });
  switch (tree.type) {
    case 'CreateTableStmt': return [createTable(statement, tree)];
    case 'CreateVirtualTableStmt': return [{ kind: 'create-table', table: virtualTable(statement, tree), ifNotExists: tree.ifNotExists }];
    case 'AlterTableStmt': return alterTable(statement, tree);
    case 'DropTableStmt': return [{ kind: 'drop-table', name: tree.tblName.objName.text }];
    case 'DropViewStmt': return [{ kind: 'drop-view', name: tree.viewName.objName.text }];
    case 'DropIndexStmt': return [{ kind: 'drop-index', name: tree.idxName.objName.text }];
    case 'DropTriggerStmt': return [{ kind: 'drop-trigger', name: tree.triggerName.objName.text }];
    case 'CreateViewStmt':
      return [{ kind: 'create-view', name: tree.viewName.objName.text, select: spanText(statement, tree.select.span), place, ...(tree.columns && { columns: tree.columns.map((column) => column.colName.text) }) }];
    case 'CreateTriggerStmt':
      return [{ kind: 'create-trigger', name: tree.triggerName.objName.text, table: tree.tblName.objName.text, place }];
    case 'CreateIndexStmt': {
      const where = tree.whereClause && spanText(statement, tree.whereClause.span);
      return [{ kind: 'create-index', index: {
        name: tree.idxName.objName.text, table: tree.tblName.text, unique: tree.unique,
        columns: tree.columns.map((column) => columnName(column) ?? spanText(statement, column.expr.span)),
        plain: tree.columns.every((column) => columnName(column) !== undefined), ...(where && { where }), place,
      } }];
    }
    default: return [];
  }
}

const toSpan = (span: { readonly offset: number; readonly length: number }): Span => ({ start: span.offset, end: span.offset + span.length });

const spanText = (statement: Statement, span: { readonly offset: number; readonly length: number }): string =>
  textFrom(statement, span.offset, span.offset + span.length);

function columnName(column: Ast.SortedColumn): string | undefined {
  const expr = column.expr.type === 'CollateExpr' ? column.expr.expr : column.expr;
  return expr.type === 'Id' ? expr.name : expr.type === 'NameExpr' ? expr.name.text : expr.type === 'StringLiteral' ? expr.value : undefined;
}

function createTable(statement: Statement, tree: Ast.CreateTableStmt): Change {
  const name = tree.tblName.objName.text;
  const place = placeIn(statement, toSpan(tree.tblName.objName.span));
  const { body } = tree;
  if (body.type === 'AsSelectCreateTableBody') return { kind: 'create-table-as', name, isQuoted: isQuotedAt(statement, tree.tblName.objName.span.offset), columns: selectedColumns(body.select), place };
  const columns = body.columns.map((column) => readColumn(statement, column));
  const table: TableDraft = {
    name, place, isQuoted: isQuotedAt(statement, tree.tblName.objName.span.offset), columns: columns.map((column) => column.draft),
    constraints: mergeConstraints([...columns.map((column) => column.constraints), ...(body.constraints ?? []).map((one) => tableConstraint(statement, one))]),
    withoutRowid: (body.flags & 128) !== 0, strict: (body.flags & 65536) !== 0,
  };
  return { kind: 'create-table', table, ifNotExists: tree.ifNotExists };
}

const noConstraints: Constraints = { unique: [], foreignKeys: [], checks: [] };

function mergeConstraints(all: readonly Constraints[]): Constraints {
  const key = all.find((one) => one.primaryKey);
  return {
    primaryKey: key?.primaryKey, primaryKeyIsDescending: key?.primaryKeyIsDescending ?? false,
    unique: all.flatMap((one) => one.unique), foreignKeys: all.flatMap((one) => one.foreignKeys), checks: all.flatMap((one) => one.checks),
  };
}

interface ReadColumn {
  readonly draft: ColumnDraft;
  readonly constraints: Constraints;
}

function readColumn(statement: Statement, column: Ast.ColumnDefinition): ReadColumn {
  const name = column.colName.text;
  const draft: { -readonly [K in keyof ColumnDraft]: ColumnDraft[K] } = {
    name, isQuoted: isQuotedAt(statement, column.colName.span.offset), type: typeText(column.colType), notNull: false, autoIncrement: false,
    place: placeIn(statement, toSpan(column.colName.span)),
  };
  const constraints: Constraints[] = [];
  for (const { constraint } of column.constraints) {
    switch (constraint.type) {
      case 'NotNullColumnConstraint': draft.notNull ||= !constraint.nullable; break;
      case 'DefaultColumnConstraint': draft.default = afterKeyword(statement, constraint.span, 'DEFAULT'); break;
      case 'CollateColumnConstraint': draft.collation = constraint.collationName.text; break;
      case 'GeneratedColumnConstraint': draft.generated = /^stored$/i.test(constraint.typ?.name ?? '') ? 'stored' : 'virtual'; break;
      case 'CheckColumnConstraint': {
        const check = spanText(statement, constraint.expr.span);
        draft.check = draft.check === undefined ? check : `${draft.check} AND ${check}`;
        break;
      }
      case 'UniqueColumnConstraint': constraints.push({ ...noConstraints, unique: [[name]] }); break;
      case 'PrimaryKeyColumnConstraint':
        draft.autoIncrement = constraint.autoIncrement;
        constraints.push({ ...noConstraints, primaryKey: [name], primaryKeyIsDescending: constraint.order === 'Desc' });
        break;
      case 'ForeignKeyColumnConstraint': constraints.push({ ...noConstraints, foreignKeys: [foreignKey(statement, [name], constraint.clause, constraint.span)] }); break;
      case 'DeferColumnConstraint': break;
    }
  }
  return { draft, constraints: mergeConstraints(constraints) };
}

/** The grammar reads `TEXT GENERATED ALWAYS AS (...)` with the two words as a part of the type. */
export function typeText(type: Ast.Type | undefined): string {
  if (!type) return '';
  const name = type.name.replace(/\s*\bgenerated\s+always$/i, '').replace(/\s+/g, ' ').trim().toUpperCase();
  if (!type.size) return name;
  const sizes = type.size.type === 'MaxSizeTypeSize' ? [type.size.size] : [type.size.size1, type.size.size2];
  return `${name}(${sizes.map(signedNumber).join(',')})`;
}

const signedNumber = (expr: Ast.Expr): string =>
  expr.type === 'NumericLiteral' ? expr.value : expr.type === 'UnaryExpr' ? `-${signedNumber(expr.expr)}` : expr.type === 'Id' ? expr.name : '';

function afterKeyword(statement: Statement, span: { readonly offset: number; readonly length: number }, kind: string): string {
  const end = span.offset + span.length;
  const keyword = statement.tokens.find((token) => token.kind === kind && token.start >= span.offset && token.end <= end);
  return keyword ? textFrom(statement, keyword.end, end) : '';
}

function tableConstraint(statement: Statement, named: Ast.NamedTableConstraint): Constraints {
  const { constraint } = named;
  const names = (columns: readonly Ast.SortedColumn[]): readonly string[] => columns.map((column) => columnName(column) ?? '');
  switch (constraint.type) {
    case 'PrimaryKeyTableConstraint': return { ...noConstraints, primaryKey: names(constraint.columns) };
    case 'UniqueTableConstraint': return { ...noConstraints, unique: [names(constraint.columns)] };
    case 'CheckTableConstraint': return { ...noConstraints, checks: [spanText(statement, constraint.expr.span)] };
    case 'ForeignKeyTableConstraint':
      return {
        ...noConstraints, foreignKeys: [foreignKey(statement, constraint.columns.map((column) => column.colName.text), constraint.clause, constraint.span)]
      };
  }
}

const ACTIONS: Readonly<Record<Ast.RefAct, string>> = { SetNull: 'SET NULL', SetDefault: 'SET DEFAULT', Cascade: 'CASCADE', Restrict: 'RESTRICT', NoAction: 'NO ACTION' };

function foreignKey(
  statement: Statement, columns: readonly string[], clause: Ast.ForeignKeyClause, span: { readonly offset: number; readonly length: number }
): ForeignKey {
  const onDelete = clause.args.find((arg) => arg.type === 'OnDeleteRefArg');
  const onUpdate = clause.args.find((arg) => arg.type === 'OnUpdateRefArg');
  return {
    columns, table: clause.tblName.text, references: (clause.columns ?? []).map((column) => column.colName.text),
    ...(onDelete && { onDelete: ACTIONS[onDelete.action] }), ...(onUpdate && { onUpdate: ACTIONS[onUpdate.action] }),
    place: placeIn(statement, toSpan(span)),
  };
}

function virtualTable(statement: Statement, tree: Ast.CreateVirtualTableStmt): TableDraft {
  const place = placeIn(statement, toSpan(tree.tblName.objName.span));
  const names = (tree.args ?? []).filter((arg) => !arg.includes('=')).map((arg) => /^\s*["'`[]?([\p{L}_][\p{L}\p{N}_$]*)/u.exec(arg)?.[1]?.replace(/UNINDEXED$/, '') ?? '');
  const columns = names.filter((name) => name !== '').map((name): ColumnDraft => ({ name, type: '', notNull: false, autoIncrement: false, place }));
  return {
    name: tree.tblName.objName.text, place, columns, constraints: noConstraints, withoutRowid: false, strict: false, module: tree.moduleName.text.toLowerCase()
  };
}

function alterTable(statement: Statement, tree: Ast.AlterTableStmt): readonly Change[] {
  const table = tree.tblName.objName.text;
  const { body } = tree;
  switch (body.type) {
    case 'RenameToAlterTableBody': return [{ kind: 'rename-table', name: table, to: body.name.text }];
    case 'RenameColumnAlterTableBody': return [{ kind: 'rename-column', table, name: body.old.text, to: body.new.text }];
    case 'DropColumnAlterTableBody': return [{ kind: 'drop-column', table, name: body.column.text }];
    case 'AddColumnAlterTableBody': {
      const { draft, constraints } = readColumn(statement, body.column);
      return [{ kind: 'add-column', table, column: draft, constraints }];
    }
    case 'SetColumnNotNullAlterTableBody': return [{ kind: 'alter-column', table, name: body.column.text, set: { notNull: true } }];
    case 'DropColumnNotNullAlterTableBody': return [{ kind: 'alter-column', table, name: body.column.text, set: { notNull: false } }];
    case 'AddConstraintAlterTableBody': return [{ kind: 'add-constraints', table, constraints: tableConstraint(statement, body.constraint) }];
    case 'DropConstraintAlterTableBody': return [];
  }
}

function selectedColumns(select: Ast.Select): readonly SelectedColumn[] {
  const core = select.select;
  if (core.type !== 'SelectFrom') return [];
  const from = core.from;
  const sources = [from?.select, ...(from?.joins ?? []).map((join) => join.table)];
  const tables = sources.flatMap((source) => (source?.type === 'TableSelectTable' ? [source.tblName.objName.text] : []));
  return core.columns.map((column): SelectedColumn => {
    if (column.type !== 'ExprResultColumn') return { from: { tables } };
    const { expr, alias } = column;
    const plain = expr.type === 'Id' ? expr.name : expr.type === 'QualifiedExpr' ? expr.column.text : undefined;
    const name = alias?.name.text ?? plain;
    return { ...(name !== undefined && { name }), ...(plain !== undefined && { from: { tables, column: plain } }) };
  });
}
