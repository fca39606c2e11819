import { keyOf, leavesOf, noteFilled, readCondition, readExpression } from './column-expressions.ts';
import {
  addUse, named, NOWHERE, spanAt, tableOf, type ColumnUse, type ConditionResult, type KnownTables, type Reader, type Results, type Scope, type Source,
} from './column-reader.ts';
import { field, isJson, lastName, list, name, string, type Json, type PostgresReading } from './postgres-tree.ts';

export interface StatementUses {
  readonly uses: readonly ColumnUse[];
  readonly conditions: readonly ConditionResult[];
  /** The tables whose columns may be used by a part of the statement that the program fills in. */
  readonly opaque: readonly string[];
}

/** How a statement that PostgreSQL's grammar reads uses the columns of known tables. `filled`: what the program fills in. */
export function readColumnUses(reading: PostgresReading, tables: KnownTables, filled: Pick<Reader, 'isHole' | 'filledName'>): StatementUses {
  const reader: Reader = {
    reading, tables, ...filled, uses: [], conditions: [], opaque: new Set(),
    query: (body, outer, results) => readQuery(reader, body, outer, results),
  };
  readStatement(reader);
  return { uses: reader.uses, conditions: reader.conditions, opaque: [...reader.opaque] };
}

function readStatement(reader: Reader): void {
  const { type, body } = reader.reading;
  if (type === 'SelectStmt') readQuery(reader, body, NOWHERE, { kind: 'result' });
  else if (CHANGES.test(type)) readChange(reader, type, body, NOWHERE, true);
  else if (type === 'IndexStmt') readIndex(reader, body);
  else if (type === 'ViewStmt') readQuery(reader, field(body, 'query', 'SelectStmt'), NOWHERE, { kind: 'unknown' });
  else if (type === 'CreateStmt' || type === 'AlterTableStmt') readDeclaration(reader, body);
}

const CHANGES = /^(?:Insert|Update|Delete)Stmt$/;

/** The columns that a declaration adds, with their defaults, and the columns in its CHECKs and keys. */
function readDeclaration(reader: Reader, body: Json): void {
  const table = tableOf(reader, body['relation']);
  const scope: Scope = { ...NOWHERE, sources: [{ alias: '', ...(table !== undefined && { table }) }] };
  for (const element of elementsOf(body)) {
    const definition = field(element, 'ColumnDef');
    const column = named(reader, table, string(definition, 'colname'));
    const constraints = isJson(definition) ? list(definition['constraints']) : [element];
    const defaults = constraints.map((one) => field(one, 'Constraint')).filter((one) => string(one, 'contype') === 'CONSTR_DEFAULT');
    const type = field(definition, 'typeName');
    addUse(reader, column, field(type, 'location'), 'declared', {
      name: lastName(field(type, 'names')), leaves: column ? defaults.flatMap((one) => leavesOf(reader, field(one, 'raw_expr'), NOWHERE, column)) : [],
    });
    for (const constraint of constraints.map((one) => field(one, 'Constraint'))) readConstraint(reader, constraint, table, column && string(definition, 'colname'), scope);
  }
  for (const command of list(body['cmds']).map((one) => field(one, 'AlterTableCmd'))) {
    const isHarmless = /^AT_(?:AddColumn|DropColumn|DropNotNull|SetNotNull)$/.test(string(command, 'subtype'));
    if (!isHarmless) addUse(reader, named(reader, table, string(command, 'name')), field(body['relation'], 'location'), 'unknown');
  }
}

/** The columns and table constraints of CREATE TABLE and of ALTER TABLE ADD. */
export const elementsOf = (body: Json): readonly unknown[] => [...list(body['tableElts']), ...list(body['cmds']).map((one) => field(one, 'AlterTableCmd', 'def'))];

/** A key or a reference of a column, or of those that it names, and the expression of a CHECK or a generated column. */
function readConstraint(reader: Reader, constraint: unknown, table: string | undefined, own: string | undefined, scope: Scope): void {
  const kind = string(constraint, 'contype');
  const location = field(constraint, 'location');
  if (kind !== 'CONSTR_DEFAULT') readCondition(reader, field(constraint, 'raw_expr'), scope);
  if (own !== undefined && /^CONSTR_(?:PRIMARY|FOREIGN|IDENTITY|GENERATED)$/.test(kind)) addUse(reader, named(reader, table, own), location, 'unknown');
  for (const key of list(field(constraint, 'keys'))) addUse(reader, named(reader, table, name(key) ?? ''), location, 'ordered');
  for (const key of list(field(constraint, 'fk_attrs'))) addUse(reader, named(reader, table, name(key) ?? ''), location, 'unknown');
}

function readIndex(reader: Reader, body: Json): void {
  const scope = scopeOf(reader, [{ RangeVar: body['relation'] }], NOWHERE, {});
  for (const element of list(body['indexParams'])) {
    addUse(reader, named(reader, scope.sources[0]?.table, string(element, 'IndexElem', 'name')), field(body, 'relation', 'location'), 'ordered');
    readExpression(reader, field(element, 'IndexElem', 'expr'), scope);
  }
  readCondition(reader, body['whereClause'], scope);
}

function readChange(reader: Reader, type: string, body: Json, outer: Scope, isOuter: boolean): void {
  const table = tableOf(reader, body['relation']);
  const from = [{ RangeVar: body['relation'] }, ...list(body['fromClause']), ...list(body['usingClause'])];
  const scope = scopeOf(reader, from, outer, body);
  if (type === 'InsertStmt') readInsert(reader, body, table, scope);
  if (type === 'UpdateStmt') readAssignments(reader, body['targetList'], table, scope);
  readCondition(reader, body['whereClause'], scope);
  for (const target of list(field(body, 'returningClause', 'exprs'))) readResult(reader, field(target, 'ResTarget'), scope, { kind: isOuter ? 'result' : 'unknown' }, undefined);
}

function readInsert(reader: Reader, body: Json, table: string | undefined, scope: Scope): void {
  const written = list(body['cols']).map((one) => field(one, 'ResTarget'));
  if (table !== undefined && written.some((one) => reader.isHole(spanAt(reader, field(one, 'location'))))) reader.opaque.add(table);
  const all = (table !== undefined && reader.tables.columnsOf(table)) || [];
  const columns = written.length > 0 ? written.map((one) => named(reader, table, string(one, 'name'))) : all.map((column) => named(reader, table, column));
  const select = field(body, 'selectStmt', 'SelectStmt');
  const rows = list(field(select, 'valuesLists'));
  for (const row of rows) list(field(row, 'List', 'items')).forEach((value, index) => {
    const column = columns[index];
    if (!column) readExpression(reader, value, scope);
    else addUse(reader, column, field(written[index], 'location') ?? field(body, 'relation', 'location'), 'stored', { leaves: leavesOf(reader, value, scope, column) });
  });
  if (rows.length === 0) readQuery(reader, select, { ...NOWHERE, common: scope.common }, { kind: 'stored', columns });
  const conflict = body['onConflictClause'];
  const excluded: Scope = { ...scope, sources: [...scope.sources, { alias: 'excluded', ...(table !== undefined && { table }) }] };
  readAssignments(reader, field(conflict, 'targetList'), table, excluded);
  readExpression(reader, field(conflict, 'whereClause'), excluded);
  for (const element of list(field(conflict, 'infer', 'indexElems'))) addUse(reader, named(reader, table, string(element, 'IndexElem', 'name')), body['location'], 'ordered');
}

function readAssignments(reader: Reader, targets: unknown, table: string | undefined, scope: Scope): void {
  for (const target of list(targets).map((one) => field(one, 'ResTarget'))) {
    const column = named(reader, table, string(target, 'name'));
    if (table !== undefined && reader.isHole(spanAt(reader, field(target, 'location')))) reader.opaque.add(table);
    if (column) addUse(reader, column, field(target, 'location'), 'stored', { leaves: leavesOf(reader, field(target, 'val'), scope, column) });
    else readExpression(reader, field(target, 'val'), scope);
  }
}

function readQuery(reader: Reader, body: unknown, outer: Scope, results: Results): void {
  if (!isJson(body)) return;
  if (body['larg'] !== undefined) {
    const scope = scopeOf(reader, [], outer, body);
    for (const part of [body['larg'], body['rarg']]) readQuery(reader, part, scope, { kind: results.kind === 'tested' ? 'tested' : 'unknown' });
    return;
  }
  const scope = scopeOf(reader, body['fromClause'], outer, body);
  list(body['targetList']).forEach((target, index) => readResult(reader, field(target, 'ResTarget'), scope, results, index));
  for (const key of ['whereClause', 'havingClause']) readCondition(reader, body[key], scope);
  for (const key of ['valuesLists', 'limitCount', 'limitOffset', 'windowClause']) readExpression(reader, body[key], scope);
  for (const one of [...list(body['groupClause']), ...list(body['sortClause'])]) readExpression(reader, one, scope, 'ordered');
}

function readResult(reader: Reader, target: unknown, scope: Scope, results: Results, index: number | undefined): void {
  const value = field(target, 'val');
  const fields = list(field(value, 'ColumnRef', 'fields'));
  if (field(fields.at(-1), 'A_Star') !== undefined) {
    readStar(reader, target, fields, scope, results);
    return;
  }
  if (results.kind === 'stored') {
    const column = results.columns[index ?? -1];
    if (column) addUse(reader, column, field(target, 'location'), 'stored', { leaves: leavesOf(reader, value, scope, column) });
    else readExpression(reader, value, scope);
    return;
  }
  noteFilled(reader, value, scope);
  if (isCondition(value) && results.kind !== 'tested') addCondition(reader, target, results.kind === 'result');
  const leaves = results.kind === 'result' && RESULTS.has(Object.keys(isJson(value) ? value : {})[0] ?? '') ? leavesOf(reader, value, scope) : [];
  const found = leaves.flatMap((leaf) => (leaf.kind === 'column' ? [leaf] : []));
  const key = string(target, 'name') || keyOf(value);
  for (const { table, column, start, end } of found) reader.uses.push({ table, column, start, end, role: 'result', leaves, name: key });
  if (leaves.length === 0) readExpression(reader, value, scope, results.kind === 'tested' ? 'tested' : 'unknown');
}

/** Expressions of which a column may be the value. */
const RESULTS: ReadonlySet<string> = new Set(['ColumnRef', 'CoalesceExpr', 'CaseExpr']);

function readStar(reader: Reader, target: unknown, fields: readonly unknown[], scope: Scope, results: Results): void {
  const of = fields.length > 1 ? name(fields.at(-2))?.toLowerCase() : undefined;
  const role = results.kind === 'stored' ? 'unknown' : results.kind;
  for (const { table, alias } of scope.sources) {
    if (of !== undefined && of !== alias) continue;
    for (const column of (table !== undefined && reader.tables.columnsOf(table)) || []) addUse(reader, named(reader, table, column), field(target, 'location'), role, { name: column });
  }
}

const BOOLEAN_NODES: ReadonlySet<string> = new Set(['BoolExpr', 'NullTest', 'BooleanTest']);
const BOOLEAN_OPERATORS = /^(?:=|<>|!=|<|<=|>|>=|!?~~?\*?|(?:NOT )?BETWEEN.*)$/;

/** Whether an expression gives a boolean by itself. */
function isCondition(node: unknown): boolean {
  const [type] = isJson(node) ? Object.keys(node) : [];
  const body = type === undefined ? undefined : field(node, type);
  if (BOOLEAN_NODES.has(type ?? '')) return true;
  switch (type) {
    case 'A_Expr': return BOOLEAN_OPERATORS.test(lastName(field(body, 'name'))) || /DISTINCT/.test(string(body, 'kind'));
    case 'SubLink': return !/^(?:EXPR|ARRAY|MULTIEXPR)_/.test(string(body, 'subLinkType'));
    case 'A_Const': return field(body, 'boolval') !== undefined;
    case 'CoalesceExpr': return list(field(body, 'args')).some(isCondition);
    case 'CaseExpr': return list(field(body, 'args')).some((when) => isCondition(field(when, 'CaseWhen', 'result'))) || isCondition(field(body, 'defresult'));
    default: return false;
  }
}

/** Its span: up to the comma, the alias or the next clause. */
function addCondition({ reading, conditions }: Reader, target: unknown, isOuter: boolean): void {
  const { tokens } = reading;
  const first = reading.tokenAt(field(target, 'location'));
  if (first < 0) return;
  let depth = 0;
  let last = first;
  for (let at = first; at < tokens.length; at++) {
    const text = tokens[at]!.text;
    if (depth === 0 && at > first && /^(?:,|\)|as|from|;)$/i.test(text)) break;
    depth += text === '(' ? 1 : text === ')' ? -1 : 0;
    last = at;
  }
  const hasBareAlias = string(target, 'name') !== '' && !/^as$/i.test(tokens[last + 1]?.text ?? '');
  conditions.push({ ...reading.spanOf(first, hasBareAlias ? last - 1 : last), name: string(target, 'name') || keyOf(field(target, 'val')), isOuter });
}

function scopeOf(reader: Reader, from: unknown, outer: Scope, body: Json): Scope {
  const ctes = list(field(body, 'withClause', 'ctes')).map((one) => field(one, 'CommonTableExpr'));
  const inside: Scope = { ...outer, common: new Set([...outer.common, ...ctes.map((one) => string(one, 'ctename'))]) };
  for (const query of ctes.map((one) => field(one, 'ctequery'))) {
    const [type] = isJson(query) ? Object.keys(query) : [];
    const own = type === undefined ? undefined : field(query, type);
    if (type === 'SelectStmt') readQuery(reader, own, inside, { kind: 'unknown' });
    else if (type !== undefined && isJson(own)) readChange(reader, type, own, inside, false);
  }
  const scope: Scope = { sources: list(from).flatMap((one) => sourcesOf(reader, one, inside)), outer, common: inside.common };
  for (const one of list(from)) readJoins(reader, one, scope);
  return scope;
}

function sourcesOf(reader: Reader, node: unknown, scope: Scope): readonly Source[] {
  const range = field(node, 'RangeVar');
  const join = field(node, 'JoinExpr');
  if (isJson(range)) {
    const table = scope.common.has(string(range, 'relname')) ? undefined : tableOf(reader, range);
    return [{ alias: (string(range, 'alias', 'aliasname') || string(range, 'relname')).toLowerCase(), ...(table !== undefined && { table }) }];
  }
  if (isJson(join)) return [...sourcesOf(reader, join['larg'], scope), ...sourcesOf(reader, join['rarg'], scope)];
  const inner = field(node, 'RangeSubselect');
  if (isJson(inner)) readQuery(reader, field(inner, 'subquery', 'SelectStmt'), scope, { kind: 'unknown' });
  else readExpression(reader, node, scope);
  return [{ alias: string(inner, 'alias', 'aliasname').toLowerCase() }];
}

function readJoins(reader: Reader, node: unknown, scope: Scope): void {
  const join = field(node, 'JoinExpr');
  if (!isJson(join)) return;
  readJoins(reader, join['larg'], scope);
  readJoins(reader, join['rarg'], scope);
  readCondition(reader, join['quals'], scope);
  for (const using of list(join['usingClause'])) for (const { table } of scope.sources) addUse(reader, named(reader, table, name(using) ?? ''), undefined, 'unknown');
}
