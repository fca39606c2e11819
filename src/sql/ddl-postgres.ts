import type { Place } from '../core/types.ts';
import type { Change, ColumnDraft, Constraints, TableDraft } from './ddl.ts';
import type { ForeignKey } from './schema.ts';
import { fullTypeName, isQuotedAt, placeIn, unquote } from './ddl.ts';
import { parsePostgres, utf16Offset } from './grammar.ts';
import type { Statement } from './statement.ts';

/** A node of PostgreSQL's tree: plain JSON whose shape is known only by its field names. */
type Node = { readonly [key: string]: unknown };

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);
const child = (node: Node | undefined, key: string): Node | undefined => (isNode(node?.[key]) ? node[key] : undefined);
const list = (node: Node | undefined, key: string): readonly Node[] => (Array.isArray(node?.[key]) ? (node[key] as readonly unknown[]).filter(isNode) : []);
const text = (node: Node | undefined, key: string): string => (typeof node?.[key] === 'string' ? node[key] : '');
const strings = (node: Node | undefined, key: string): readonly string[] => list(node, key).map((item) => text(child(item, 'String'), 'sval'));
const nameOf = (node: Node | undefined, key: string): string => text(child(node, key), 'relname');

interface Reader {
  readonly statement: Statement;
  readonly whole: Place;
  readonly placeAt: (location: unknown) => Place;
  readonly isQuoted: (location: unknown) => boolean;
  /** The text from a location to the end of the clause that begins there. */
  readonly clauseAt: (location: unknown) => string;
}

/** The changes that a statement in PostgreSQL's grammar makes. Needs the grammar to be loaded. */
export function readPostgresDdl(statement: Statement): readonly Change[] {
  const parsed = parsePostgres(statement.text);
  if (!parsed.ok) return [];
  const reader = createReader(statement);
  return list(parsed.tree as Node, 'stmts').flatMap((raw) => readNode(reader, child(raw, 'stmt') ?? {}));
}

function createReader(statement: Statement): Reader {
  const offset = (location: unknown): number => utf16Offset(statement.text, typeof location === 'number' ? location : 0);
  return {
    statement,
    whole: placeIn(statement, { start: 0, end: statement.text.length }),
    placeAt: (location) => {
      const start = offset(location);
      const token = statement.tokens.find((one) => one.start <= start && start < one.end);
      return placeIn(statement, { start, end: token?.end ?? start });
    },
    isQuoted: (location) => isQuotedAt(statement, offset(location)),
    clauseAt: (location) => clauseText(statement, offset(location)),
  };
}

/** `DEFAULT now() NOT NULL` from `DEFAULT` on: the expression's tokens up to the next clause, comma or closing parenthesis. */
function clauseText(statement: Statement, start: number): string {
  const tokens = statement.tokens.filter((token) => token.start >= start);
  let depth = 0;
  let end = start;
  const first = tokens[1];
  for (const [index, token] of tokens.entries()) {
    if (index === 0) continue;
    if (depth === 0 && (token.text === ',' || token.text === ')' || (index > 1 && CLAUSE.test(token.text)))) break;
    depth += token.text === '(' ? 1 : token.text === ')' ? -1 : 0;
    end = token.end;
  }
  return first ? statement.text.slice(first.start, end) : '';
}

const CLAUSE = /^(?:not|null|default|check|unique|primary|references|constraint|generated|collate|deferrable|initially)$/i;

function readNode(reader: Reader, node: Node): readonly Change[] {
  const [type] = Object.keys(node);
  const body = child(node, type ?? '');
  switch (type) {
    case 'CreateStmt': return [{ kind: 'create-table', table: readTable(reader, body), ifNotExists: body?.['if_not_exists'] === true }];
    case 'CreateTableAsStmt': return [{ kind: 'create-table-as', name: text(child(child(body, 'into'), 'rel'), 'relname'), columns: [], place: reader.whole }];
    case 'AlterTableStmt': return list(body, 'cmds').flatMap((command) => alterTable(reader, nameOf(body, 'relation'), child(command, 'AlterTableCmd')));
    case 'RenameStmt': return rename(body);
    case 'DropStmt': return drop(body);
    case 'IndexStmt': return [readIndex(reader, body)];
    case 'ViewStmt': return [{ kind: 'create-view', name: nameOf(body, 'view'), select: reader.statement.text.replace(/^[\s\S]*?\bas\b\s*/i, ''), place: reader.whole }];
    case 'CreateTrigStmt': return [{ kind: 'create-trigger', name: text(body, 'trigname'), table: nameOf(body, 'relation'), place: reader.whole }];
    default: return [];
  }
}

function readTable(reader: Reader, body: Node | undefined): TableDraft {
  const columns: ColumnDraft[] = [];
  const constraints: Constraints[] = [];
  for (const element of list(body, 'tableElts')) {
    const definition = child(element, 'ColumnDef');
    if (definition) {
      const column = readColumn(reader, definition);
      columns.push(column.draft);
      constraints.push(...column.constraints);
    } else {
      constraints.push(readConstraint(reader, child(element, 'Constraint'), []));
    }
  }
  const relation = child(body, 'relation');
  return { name: text(relation, 'relname'), isQuoted: reader.isQuoted(relation?.['location']), columns, constraints: merge(constraints), withoutRowid: false, strict: false, place: reader.placeAt(relation?.['location']) };
}

function merge(all: readonly Constraints[]): Constraints {
  return {
    primaryKey: all.find((one) => one.primaryKey)?.primaryKey,
    unique: all.flatMap((one) => one.unique), foreignKeys: all.flatMap((one) => one.foreignKeys), checks: all.flatMap((one) => one.checks),
  };
}

function readColumn(reader: Reader, definition: Node): { readonly draft: ColumnDraft; readonly constraints: readonly Constraints[] } {
  const name = text(definition, 'colname');
  const clauses = list(definition, 'constraints').map((one) => child(one, 'Constraint') ?? {});
  const find = (type: string): Node | undefined => clauses.find((one) => one['contype'] === type);
  const { type, isSerial } = readType(child(definition, 'typeName'));
  const fallback = find('CONSTR_DEFAULT');
  const check = find('CONSTR_CHECK');
  const isIdentity = find('CONSTR_IDENTITY') !== undefined;
  const draft: ColumnDraft = {
    name, type, isQuoted: reader.isQuoted(definition['location']), notNull: isSerial || isIdentity || find('CONSTR_NOTNULL') !== undefined || find('CONSTR_PRIMARY') !== undefined,
    autoIncrement: isSerial || isIdentity,
    default: fallback && reader.clauseAt(fallback['location']),
    generated: find('CONSTR_GENERATED') ? (find('CONSTR_GENERATED')?.['generated_kind'] === 'v' ? 'virtual' : 'stored') : undefined,
    check: check && reader.clauseAt(check['location']),
    collation: strings(child(definition, 'collClause'), 'collname').at(-1),
    place: reader.placeAt(definition['location']),
  };
  return { draft, constraints: clauses.map((one) => readConstraint(reader, one, [name])) };
}

function readConstraint(reader: Reader, node: Node | undefined, column: readonly string[]): Constraints {
  const none: Constraints = { unique: [], foreignKeys: [], checks: [] };
  const keys = strings(node, 'keys');
  switch (node?.['contype']) {
    case 'CONSTR_PRIMARY': return { ...none, primaryKey: keys.length > 0 ? keys : column };
    case 'CONSTR_UNIQUE': return { ...none, unique: [keys.length > 0 ? keys : column] };
    case 'CONSTR_FOREIGN': return { ...none, foreignKeys: [foreignKey(reader, node, column)] };
    case 'CONSTR_CHECK': return column.length > 0 ? none : { ...none, checks: [reader.clauseAt(node['location'])] };
    default: return none;
  }
}

const ACTIONS: Readonly<Record<string, string>> = { c: 'CASCADE', n: 'SET NULL', d: 'SET DEFAULT', r: 'RESTRICT' };

function foreignKey(reader: Reader, node: Node, column: readonly string[]): ForeignKey {
  const own = strings(node, 'fk_attrs');
  const onDelete = ACTIONS[text(node, 'fk_del_action')];
  const onUpdate = ACTIONS[text(node, 'fk_upd_action')];
  return {
    columns: own.length > 0 ? own : column, table: nameOf(node, 'pktable'), references: strings(node, 'pk_attrs'),
    ...(onDelete && { onDelete }), ...(onUpdate && { onUpdate }), place: reader.placeAt(node['location']),
  };
}

function readIndex(reader: Reader, body: Node | undefined): Change {
  const parts = list(body, 'indexParams').map((part) => text(child(part, 'IndexElem'), 'name'));
  return { kind: 'create-index', index: {
    name: text(body, 'idxname'), table: nameOf(body, 'relation'), columns: parts, unique: body?.['unique'] === true,
    plain: parts.every((part) => part !== ''), ...(body?.['whereClause'] !== undefined && { where: /\bwhere\b([\s\S]*)$/i.exec(reader.statement.text)?.[1]?.trim() ?? '' }),
    place: reader.whole,
  } };
}

function alterTable(reader: Reader, table: string, command: Node | undefined): readonly Change[] {
  const name = text(command, 'name');
  const alter = (set: Partial<ColumnDraft>): readonly Change[] => [{ kind: 'alter-column', table, name, set }];
  const definition = child(command, 'def');
  switch (command?.['subtype']) {
    case 'AT_AddColumn': {
      const column = child(definition, 'ColumnDef');
      if (!column) return [];
      const { draft, constraints } = readColumn(reader, column);
      return [{ kind: 'add-column', table, column: draft, constraints: merge(constraints) }];
    }
    case 'AT_DropColumn': return [{ kind: 'drop-column', table, name }];
    case 'AT_AlterColumnType': return alter({ type: readType(child(child(definition, 'ColumnDef'), 'typeName')).type });
    case 'AT_SetNotNull': return alter({ notNull: true });
    case 'AT_DropNotNull': return alter({ notNull: false });
    case 'AT_AddIdentity': return alter({ autoIncrement: true });
    case 'AT_ColumnDefault': return alter({ default: definition && defaultOf(reader.statement, name) });
    case 'AT_AddConstraint': return [{ kind: 'add-constraints', table, constraints: readConstraint(reader, child(definition, 'Constraint'), []) }];
    default: return [];
  }
}

/** `ALTER [COLUMN] name SET DEFAULT ...`: that command has no location of its own. */
function defaultOf(statement: Statement, column: string): string | undefined {
  const at = statement.tokens.findIndex((token, index) =>
    token.kind === 'DEFAULT' && unquote(statement.tokens[index - 2]?.text ?? '').toLowerCase() === column.toLowerCase());
  return at < 0 ? undefined : clauseText(statement, statement.tokens[at]!.start);
}

function rename(body: Node | undefined): readonly Change[] {
  const table = nameOf(body, 'relation');
  const to = text(body, 'newname');
  if (body?.['renameType'] === 'OBJECT_COLUMN') return [{ kind: 'rename-column', table, name: text(body, 'subname'), to }];
  return body?.['renameType'] === 'OBJECT_TABLE' ? [{ kind: 'rename-table', name: table, to }] : [];
}

const DROPS: Readonly<Record<string, 'drop-table' | 'drop-view' | 'drop-index'>> = { OBJECT_TABLE: 'drop-table', OBJECT_VIEW: 'drop-view', OBJECT_INDEX: 'drop-index' };

function drop(body: Node | undefined): readonly Change[] {
  const kind = DROPS[text(body, 'removeType')];
  return kind ? list(body, 'objects').map((object) => ({ kind, name: strings(child(object, 'List'), 'items').at(-1) ?? '' })) : [];
}

function readType(node: Node | undefined): { readonly type: string; readonly isSerial: boolean } {
  const name = strings(node, 'names').at(-1) ?? '';
  const dimensions = list(node, 'arrayBounds').length;
  return { type: fullTypeName(name) + '[]'.repeat(dimensions), isSerial: /serial/.test(name) };
}
