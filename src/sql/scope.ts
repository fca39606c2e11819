import { rememberBoth } from '../core/remember.ts';
import { parseSqlite, type Ast, type SqliteTree } from './grammar.ts';
import type { Schema, View } from './schema.ts';
import { aliasOf, asOptional, hasColumn, selectNames, toReference, type Names, type Reference, type Scope, type Source } from './sources.ts';
import { indexTree, isSameName, JOIN, type ColumnNode, type Node } from './tree.ts';

/** Which tables, sub-queries and names an expression can see. */

/** The names of a statement against a schema; worked out once for both. */
export const namesOf = rememberBoth((tree: SqliteTree, schema: Schema): Names => readNames(tree, schema));

const EMPTY: Scope = { sources: [] };
/** What the functions below share of one statement. */
interface Reader {
  readonly tree: SqliteTree;
  readonly schema: Schema;
  readonly parentOf: (node: Node) => Node | undefined;
  readonly scopes: Map<Node, Scope>;
  readonly sources: Map<Node, readonly Source[]>;
  readonly references: Map<Node, Reference | undefined>;
  readonly names: Names;
}

function readNames(tree: SqliteTree, schema: Schema): Names {
  const names: Names = {
    scopeAt: (node) => scopeAt(reader, node),
    resolve: (node) => {
      if (!reader.references.has(node)) reader.references.set(node, resolve(reader, node));
      return reader.references.get(node);
    },
    sourcesOf: (query) => {
      let sources = reader.sources.get(query);
      if (!sources) reader.sources.set(query, (sources = query.from ? fromSources(reader, query.from) : []));
      return sources;
    },
  };
  const reader: Reader = { tree, schema, parentOf: indexTree(tree).parentOf, scopes: new Map(), sources: new Map(), references: new Map(), names };
  return names;
}

function scopeAt(reader: Reader, node: Node): Scope {
  let child: Node | undefined;
  for (let at: Node | undefined = node; at; child = at, at = reader.parentOf(at)) {
    const owner = scopeOwner(at, child);
    if (owner === 'closed') return EMPTY;
    if (!owner) continue;
    let scope = reader.scopes.get(owner);
    if (!scope) reader.scopes.set(owner, (scope = readScope(reader, owner)));
    return scope;
  }
  return EMPTY;
}

function readScope(reader: Reader, owner: Node): Scope {
  if (owner.type === 'SelectFrom') return { sources: owner.from ? fromSources(reader, owner.from) : [], query: owner, outer: outerScope(reader, owner) };
  const around = reader.parentOf(owner);
  return { sources: statementSources(reader, owner), ...(around && { outer: scopeAt(reader, around) }) };
}

/** A query in FROM does not see its neighbours, a common table or the source of an INSERT sees nothing; any other sub-query sees the query around it. */
function outerScope(reader: Reader, query: Node): Scope {
  let at = reader.parentOf(query);
  while (at?.type === 'CompoundSelect') at = reader.parentOf(at);
  const above = at && reader.parentOf(at);
  if (!above || above.type === 'CommonTableExpr' || above.type === 'SelectInsertBody') return EMPTY;
  if (above.type === 'InsertTriggerCmd') return scopeAt(reader, reader.parentOf(above)!);
  if (above.type !== 'SelectSelectTable') return scopeAt(reader, above);
  let enclosing: Node | undefined = above;
  while (enclosing && enclosing.type !== 'SelectFrom') enclosing = reader.parentOf(enclosing);
  return enclosing ? outerScope(reader, enclosing) : EMPTY;
}

function statementSources(reader: Reader, owner: Node): readonly Source[] {
  if (owner.type === 'Upsert') {
    const target = insertTarget(reader, owner);
    return target ? [tableSource(reader, target, owner), tableSource(reader, target, owner, 'excluded')] : [];
  }
  if (owner.type === 'CreateTriggerStmt') return ['new', 'old'].map((name) => tableSource(reader, owner.tblName, owner, name));
  if (owner.type === 'CreateIndexStmt') return [namedSource(reader, owner.tblName.text, owner.tblName.text, owner)];
  if (owner.type === 'UpdateStmt' || owner.type === 'UpdateTriggerCmd') {
    return [tableSource(reader, owner.tblName, owner), ...(owner.from ? fromSources(reader, owner.from) : [])];
  }
  return 'tblName' in owner && owner.tblName.type === 'QualifiedName' ? [tableSource(reader, owner.tblName, owner)] : [];
}

function insertTarget(reader: Reader, upsert: Node): Ast.QualifiedName | undefined {
  let at: Node | undefined = upsert;
  while (at && at.type !== 'InsertStmt' && at.type !== 'InsertTriggerCmd') at = reader.parentOf(at);
  return at?.tblName;
}

function tableSource(reader: Reader, name: Ast.QualifiedName, node: Node, alias?: string): Source {
  return namedSource(reader, name.objName.text, alias ?? name.alias?.text ?? name.objName.text, node, name.dbName === undefined);
}

function namedSource(reader: Reader, table: string, name: string, node: Node, mayBeCte = false): Source {
  const common = mayBeCte ? findCte(reader, table, node) : undefined;
  if (common) {
    const columns = common.columns?.map((column) => column.colName.text) ?? outputNames(reader, common.select);
    return { name, kind: 'cte', select: common.select, tree: reader.tree, ...(columns && { columns }), isOptional: false, node };
  }
  const known = reader.schema.table(table);
  if (known) {
    return { name, kind: 'table', table: known, columns: known.columns.map((column) => column.name), isOptional: false, node };
  }
  const view = reader.schema.views.find((candidate) => isSameName(candidate.name, table));
  return view ? viewSource(reader, view, name, node) : { name, kind: 'unknown', isOptional: false, node };
}

function viewSource(reader: Reader, view: View, name: string, node: Node): Source {
  const parsed = parseSqlite(view.select);
  if (!parsed.ok || parsed.tree.type !== 'SelectStmt') return { name, kind: 'unknown', isOptional: false, node };
  const columns = parsed.tree === reader.tree ? undefined : view.columns ?? selectNames(parsed.tree.body, namesOf(parsed.tree, reader.schema));
  return { name, kind: 'view', select: parsed.tree.body, tree: parsed.tree, ...(columns && { columns }), isOptional: false, node };
}

function findCte(reader: Reader, name: string, from: Node): Ast.CommonTableExpr | undefined {
  for (let at: Node | undefined = from; at; at = reader.parentOf(at)) {
    const clause = 'with' in at ? at.with : undefined;
    const found = clause?.ctes.find((common) => isSameName(common.tblName.text, name));
    if (found) return found;
  }
  return undefined;
}

function fromSources(reader: Reader, from: Ast.FromClause): readonly Source[] {
  let sources: readonly Source[] = from.select ? itemSources(reader, from.select) : [];
  for (const join of from.joins ?? []) {
    const flags = join.operator.type === 'TypedJoinJoinOperator' ? (join.operator.joinType ?? 0) : 0;
    const isOuter = (flags & JOIN.OUTER) !== 0 && (flags & (JOIN.LEFT | JOIN.RIGHT)) === 0;
    const leftOptional = isOuter || (flags & JOIN.RIGHT) !== 0;
    const rightOptional = isOuter || (flags & JOIN.LEFT) !== 0;
    const right = itemSources(reader, join.table);
    sources = [...(leftOptional ? sources.map(asOptional) : sources), ...(rightOptional ? right.map(asOptional) : right)];
  }
  return sources;
}

function itemSources(reader: Reader, item: Ast.SelectTable): readonly Source[] {
  if (item.type === 'SubSelectTable') return fromSources(reader, item.from);
  const alias = item.alias?.name.text;
  if (item.type === 'SelectSelectTable') {
    const columns = outputNames(reader, item.select);
    return [{ name: alias ?? '', kind: 'subquery', select: item.select, tree: reader.tree, ...(columns && { columns }), isOptional: false, node: item }];
  }
  const name = item.tblName.objName.text;
  if (item.type === 'TableCallSelectTable') return [{ name: alias ?? name, kind: 'function', isOptional: false, node: item }];
  return [namedSource(reader, name, alias ?? item.tblName.alias?.text ?? name, item, item.tblName.dbName === undefined)];
}

function outputNames(reader: Reader, select: Ast.Select): readonly string[] | undefined {
  return selectNames(select, reader.names);
}

function resolve(reader: Reader, node: ColumnNode): Reference | undefined {
  const first = scopeAt(reader, node);
  const name = node.type === 'QualifiedExpr' ? node.column.text : node.type === 'Id' ? node.name : node.name.text;
  const table = node.type === 'QualifiedExpr' ? node.table.text : undefined;
  for (let scope: Scope | undefined = first; scope; scope = scope.outer) {
    const sources = table === undefined ? scope.sources : scope.sources.filter((source) => isSameName(source.name, table));
    const found = sources.find((source) => hasColumn(source, name));
    const alias = table === undefined && scope === first && scope.query ? aliasOf(scope.query, name) : undefined;
    if (alias && (!found || isOrderTerm(reader, node))) return { kind: 'alias', result: alias };
    if (found) return toReference(found, name);
    if (alias) return { kind: 'alias', result: alias };
    const unknown = sources.filter((source) => source.columns === undefined);
    if (unknown.length > 0) {
      return sources.length === 1 && (table !== undefined || !scope.outer || scope.outer.sources.length === 0) ? toReference(sources[0]!, name) : undefined;
    }
  }
  return { kind: 'missing' };
}

function isOrderTerm(reader: Reader, node: Node): boolean {
  return reader.parentOf(node)?.type === 'SortedColumn' && reader.parentOf(reader.parentOf(node)!)?.type === 'Select';
}

/** The node whose scope an expression belongs to when `at` is reached from `child`. */
function scopeOwner(at: Node, child: Node | undefined): Node | 'closed' | undefined {
  switch (at.type) {
    case 'SelectFrom': case 'Upsert': case 'CreateTriggerStmt': case 'CreateIndexStmt': case 'CreateTableStmt': case 'UpdateStmt': case 'UpdateTriggerCmd':
    case 'DeleteStmt': case 'DeleteTriggerCmd': case 'AlterTableStmt':
      return at;
    case 'Select':
      return (child?.type === 'SortedColumn' || child?.type === 'Limit') && at.select.type === 'SelectFrom' ? at.select : undefined;
    case 'InsertStmt': case 'InsertTriggerCmd':
      return child?.type === 'Select' || child?.type === 'SelectInsertBody' ? (at.type === 'InsertStmt' ? 'closed' : undefined) : at;
    default:
      return undefined;
  }
}
