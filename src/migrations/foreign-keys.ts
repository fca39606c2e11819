import { applyEdits, type PlainEdit } from '../core/edits.ts';
import type { Ast } from '../sql/grammar.ts';
import type { Statement } from '../sql/statement.ts';
import { isSameName } from '../sql/tree.ts';

/** What must happen to the foreign keys of migrations so that PostgreSQL, which looks at their targets, takes them. */
export interface ForeignKeyPlan {
  /** The statement without the keys that point at tables which come later. */
  readonly textOf: (statement: Statement) => string;
  /** Statements that add keys, to stand behind this one. */
  readonly after: (statement: Statement) => readonly string[];
}

interface Key {
  readonly child: string;
  readonly parent: string;
  /** `ALTER TABLE child ADD FOREIGN KEY (a) REFERENCES parent (b) ON DELETE CASCADE`. */
  readonly sql: string;
  readonly removal: PlainEdit;
}

const key = (name: string): string => name.toLowerCase();

/** Runs through the statements in their order: which tables are there, which keys wait for one, which are lost with a table that is built anew. */
export function planForeignKeys(statements: readonly Statement[]): ForeignKeyPlan {
  const created = new Set(statements.flatMap((statement) => createdBy(statement).map(key)));
  const there = new Set<string>();
  const living = new Map<string, readonly Key[]>();
  const waiting = new Map<string, Key[]>();
  const lost = new Map<string, Key[]>();
  const cuts = new Map<Statement, readonly PlainEdit[]>();
  const additions = new Map<Statement, string[]>();
  const add = (statement: Statement, sql: readonly string[]): void => { if (sql.length > 0) additions.set(statement, [...(additions.get(statement) ?? []), ...sql]); };
  for (const statement of statements) {
    const { tree } = statement;
    for (const name of createdBy(statement)) there.add(key(name));
    const keys = keysOf(statement);
    const early = keys.filter((one) => !there.has(key(one.parent)) && created.has(key(one.parent)));
    if (early.length > 0) cuts.set(statement, early.map((one) => one.removal));
    for (const one of early) waiting.set(key(one.parent), [...(waiting.get(key(one.parent)) ?? []), one]);
    if (keys.length > 0) living.set(key(keys[0]!.child), [...(living.get(key(keys[0]!.child)) ?? []), ...keys]);
    if (tree?.type === 'DropTableStmt') {
      const name = key(tree.tblName.objName.text);
      there.delete(name);
      living.delete(name);
      lost.set(name, [...living.values()].flat().filter((one) => isSameName(one.parent, name)));
    }
    const arrived = arrivedBy(statement);
    if (tree?.type === 'AlterTableStmt' && tree.body.type === 'RenameToAlterTableBody') renameChild(living, tree.tblName.objName.text, tree.body.name.text);
    if (arrived === undefined) continue;
    there.add(key(arrived));
    const again = (lost.get(key(arrived)) ?? []).filter((one) => (living.get(key(one.child)) ?? []).includes(one));
    add(statement, [...(waiting.get(key(arrived)) ?? []), ...again].filter((one) => there.has(key(one.child))).map((one) => one.sql));
    waiting.delete(key(arrived));
    lost.delete(key(arrived));
  }
  return { textOf: (statement) => applyEdits(statement.text, cuts.get(statement) ?? []), after: (statement) => additions.get(statement) ?? [] };
}

function renameChild(living: Map<string, readonly Key[]>, from: string, to: string): void {
  const keys = living.get(key(from));
  if (!keys) return;
  living.delete(key(from));
  living.set(key(to), keys.map((one) => ({ ...one, child: to, sql: one.sql.replace(/^ALTER TABLE \S+/, `ALTER TABLE "${to}"`) })));
}

const createdBy = (statement: Statement): readonly string[] => {
  const name = arrivedBy(statement);
  return name === undefined ? [] : [name];
};

/** The table that is there after the statement and was not before. */
function arrivedBy({ tree }: Statement): string | undefined {
  if (tree?.type === 'CreateTableStmt') return tree.tblName.objName.text;
  return tree?.type === 'AlterTableStmt' && tree.body.type === 'RenameToAlterTableBody' ? tree.body.name.text : undefined;
}

function keysOf(statement: Statement): readonly Key[] {
  const { tree } = statement;
  if (tree?.type === 'AlterTableStmt' && tree.body.type === 'AddColumnAlterTableBody') return columnKeys(statement, tree.tblName, tree.body.column);
  if (tree?.type !== 'CreateTableStmt' || tree.body.type !== 'ColumnsAndConstraintsCreateTableBody') return [];
  const table = tree.tblName;
  const own = (tree.body.constraints ?? []).flatMap(({ constraint }) => (constraint.type === 'ForeignKeyTableConstraint' ? tableKey(statement, table, constraint) : []));
  return [...tree.body.columns.flatMap((column) => columnKeys(statement, table, column)), ...own].filter((one) => !isSameName(one.child, one.parent));
}

function columnKeys(statement: Statement, table: Ast.QualifiedName, column: Ast.ColumnDefinition): readonly Key[] {
  const { text } = statement;
  return column.constraints.flatMap((named, index) => {
    const { constraint } = named;
    if (constraint.type !== 'ForeignKeyColumnConstraint') return [];
    const deferred = column.constraints[index + 1]?.constraint;
    const last = deferred?.type === 'DeferColumnConstraint' ? deferred : constraint;
    const end = last.span.offset + last.span.length;
    const from = statement.tokens.findIndex((token) => token.start >= constraint.span.offset);
    const first = /^constraint$/i.test(statement.tokens[from - 2]?.text ?? '') ? from - 2 : from;
    const name = text.slice(column.colName.span.offset, column.colName.span.offset + column.colName.span.length);
    return [toKey(statement, table, constraint.clause, `FOREIGN KEY (${name}) ${text.slice(statement.tokens[from]!.start, end)}`, { start: statement.tokens[first - 1]!.end, end, text: '' })];
  });
}

function tableKey(statement: Statement, table: Ast.QualifiedName, constraint: Ast.ForeignKeyTableConstraint): readonly Key[] {
  const end = constraint.span.offset + constraint.span.length;
  const from = statement.tokens.findIndex((token) => token.start >= constraint.span.offset);
  const first = /^constraint$/i.test(statement.tokens[from - 2]?.text ?? '') ? from - 2 : from;
  const start = statement.tokens[first - 1]?.text === ',' ? statement.tokens[first - 2]!.end : statement.tokens[first - 1]!.end;
  return [toKey(statement, table, constraint.clause, statement.text.slice(statement.tokens[from]!.start, end), { start, end, text: '' })];
}

function toKey(statement: Statement, table: Ast.QualifiedName, clause: Ast.ForeignKeyClause, sql: string, removal: PlainEdit): Key {
  const { objName } = table;
  const child = statement.text.slice(objName.span.offset, objName.span.offset + objName.span.length).replace(/^[`[](.*)[`\]]$/, '"$1"');
  return { child: objName.text, parent: clause.tblName.text, sql: `ALTER TABLE ${child} ADD ${sql.replace(/`([^`]*)`|\[([^\]]*)\]/g, '"$1$2"').replace(/\s+/g, ' ')}`, removal };
}
