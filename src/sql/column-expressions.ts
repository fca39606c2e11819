import type { Span } from '../core/types.ts';
import { addUse, spanAt, type ColumnName, type ColumnUse, type Leaf, type Reader, type Scope } from './column-reader.ts';
import { field, isJson, lastName, list, name, string, type Json } from './postgres-tree.ts';

const COMPARES = /^(?:=|<>|!=|<|<=|>|>=|BETWEEN.*|NOT BETWEEN.*)$/;

/** Whether an expression compares by value; LIKE and the operators of jsonb do not. */
const isComparison = (expr: Json): boolean =>
  /^AEXPR_(?:IN|DISTINCT|NOT_DISTINCT)$/.test(String(expr['kind'])) || COMPARES.test(lastName(expr['name']));

/** An expression that is no column's value: each column in it is a use of its own. */
export function readExpression(reader: Reader, node: unknown, scope: Scope, role: ColumnUse['role'] = 'unknown', rest: Partial<ColumnUse> = {}): void {
  if (Array.isArray(node)) {
    for (const one of node) readExpression(reader, one, scope);
    return;
  }
  const [type] = isJson(node) ? Object.keys(node) : [];
  const body = type === undefined ? undefined : field(node, type);
  if (!isJson(node) || type === undefined) return;
  if (!isJson(body)) {
    readExpression(reader, Object.values(node), scope);
    return;
  }
  switch (type) {
    case 'ColumnRef': addUse(reader, resolve(reader, node, scope), body['location'], role, rest); return;
    case 'BoolExpr': for (const one of list(body['args'])) readCondition(reader, one, scope); return;
    case 'A_Expr': readComparison(reader, body, scope); return;
    case 'NullTest': readExpression(reader, body['arg'], scope, 'tested'); return;
    case 'TypeCast': readExpression(reader, body['arg'], scope, 'cast', { name: lastName(field(body, 'typeName', 'names')) }); return;
    case 'SortBy': readExpression(reader, body['node'], scope, 'ordered'); return;
    case 'FuncCall': readCall(reader, body, scope); return;
    case 'SelectStmt': reader.query(body, scope, { kind: 'unknown' }); return;
    case 'SubLink':
      readExpression(reader, body['testexpr'], scope);
      reader.query(field(body, 'subselect', 'SelectStmt'), scope, { kind: body['subLinkType'] === 'EXISTS_SUBLINK' ? 'tested' : 'unknown' });
      return;
    default: readExpression(reader, Object.values(body), scope);
  }
}

/** A name that the program fills in may hold any column of the tables around it. */
export function noteFilled(reader: Reader, node: unknown, scope: Scope): void {
  const location = field(node, 'ColumnRef', 'location');
  if (location === undefined || !reader.isHole(spanAt(reader, location))) return;
  for (const { table } of scope.sources) if (table !== undefined) reader.opaque.add(table);
}

/** A condition, which the program may fill in whole. */
export function readCondition(reader: Reader, node: unknown, scope: Scope): void {
  noteFilled(reader, node, scope);
  readExpression(reader, node, scope);
}

function readCall(reader: Reader, body: Json, scope: Scope): void {
  const called = lastName(body['funcname']);
  for (const argument of list(body['args'])) readExpression(reader, argument, scope, called === 'count' ? 'tested' : 'called', { name: called });
  for (const key of ['agg_filter', 'agg_order', 'over']) readExpression(reader, body[key], scope);
}

function readComparison(reader: Reader, expr: Json, scope: Scope): void {
  const items = field(expr['rexpr'], 'List', 'items');
  const right = Array.isArray(items) ? items : [expr['rexpr']];
  const operator = lastName(expr['name']);
  const isMet = isComparison(expr) && (readMeeting(reader, expr['lexpr'], right, operator, scope)
    || (right.length === 1 && readMeeting(reader, right[0], [expr['lexpr']], operator, scope)));
  if (isMet) return;
  readExpression(reader, expr['lexpr'], scope);
  readExpression(reader, right, scope);
}

/** A column with the values that it is compared with; false where the node is none. */
function readMeeting(reader: Reader, node: unknown, others: readonly unknown[], operator: string, scope: Scope): boolean {
  const column = resolve(reader, node, scope);
  if (!column) return false;
  addUse(reader, column, field(node, 'ColumnRef', 'location'), 'compared', { operator, leaves: others.flatMap((one) => leavesOf(reader, one, scope, column)) });
  return true;
}

/** The column that a `ColumnRef` means: of the innermost query with a table that has it. */
export function resolve(reader: Reader, node: unknown, scope: Scope): ColumnName | undefined {
  const parts = list(field(node, 'ColumnRef', 'fields')).map((one) => name(one)?.toLowerCase());
  const column = parts.at(-1);
  const of = parts.length > 1 ? parts.at(-2) : undefined;
  if (column === undefined || reader.isHole(spanAt(reader, field(node, 'ColumnRef', 'location')))) return undefined;
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    const hasColumn = (table: string | undefined): boolean => table !== undefined && reader.tables.columnsOf(table)?.includes(column) === true;
    const source = at.sources.find(({ alias, table }) => (of === undefined ? hasColumn(table) : alias === of));
    if (source) return source.table !== undefined && hasColumn(source.table) ? { table: source.table, column } : undefined;
  }
  return undefined;
}

const isSame = (a: ColumnName, b: ColumnName): boolean => a.table === b.table && a.column === b.column;

/** Each value that an expression may have. `target`: the column that it is for. What is worked out is read for the columns in it. */
export function leavesOf(reader: Reader, node: unknown, scope: Scope, target?: ColumnName): readonly Leaf[] {
  const [type] = isJson(node) ? Object.keys(node) : [];
  const body = type === undefined ? undefined : field(node, type);
  if (!isJson(body)) return [];
  const here = spanAt(reader, body['location']);
  switch (type) {
    case 'A_Const': return [constantOf(body, here, reader)];
    case 'ParamRef': return [{ kind: 'parameter', number: Number(body['number'] ?? 0), start: here.start, end: here.end }];
    case 'CoalesceExpr': return list(body['args']).flatMap((one) => leavesOf(reader, one, scope, target));
    case 'CaseExpr': return caseLeaves(reader, body, scope, target);
    case 'SetToDefault': return [{ kind: 'null', ...here }];
    case 'TypeCast': return castLeaves(reader, body, scope, target);
    case 'ColumnRef': {
      const column = resolve(reader, node, scope);
      if (!column) break;
      if (target && !isSame(column, target)) addUse(reader, column, body['location'], 'compared', { operator: '=', leaves: [{ kind: 'column', ...target, ...here }] });
      return [{ kind: 'column', ...column, ...here }];
    }
    case 'FuncCall': {
      const moment = momentOf(reader, body);
      if (!moment) break;
      readExpression(reader, list(body['args'])[0], scope);
      return [moment];
    }
    case 'A_Expr': {
      const column = target && resolve(reader, body['rexpr'], scope);
      const isToggle = lastName(body['name']) === '-' && field(body['lexpr'], 'A_Const', 'ival', 'ival') === 1;
      if (!column || !isToggle || !isSame(column, target)) break;
      const of = spanAt(reader, field(body['rexpr'], 'ColumnRef', 'location'));
      return [{ kind: 'toggle', of, start: spanAt(reader, field(body['lexpr'], 'A_Const', 'location')).start, end: of.end }];
    }
    default:
  }
  readExpression(reader, node, scope);
  return [{ kind: 'other', ...here }];
}

/** A literal. A name that the program fills in is none. */
function constantOf(body: Json, here: Span, reader: Reader): Leaf {
  if (reader.isHole(here)) return { kind: 'other', ...here };
  if (body['isnull'] === true) return { kind: 'null', ...here };
  const text = field(body, 'sval', 'sval');
  if (isJson(body['sval'])) return { kind: 'literal', value: typeof text === 'string' ? text : '', ...here };
  return isJson(body['ival']) ? { kind: 'literal', value: Number(field(body, 'ival', 'ival') ?? 0), ...here } : { kind: 'other', ...here };
}

function caseLeaves(reader: Reader, body: Json, scope: Scope, target: ColumnName | undefined): readonly Leaf[] {
  const branches = list(body['args']).map((one) => field(one, 'CaseWhen'));
  const tested = resolve(reader, body['arg'], scope);
  if (tested) readMeeting(reader, body['arg'], branches.map((branch) => field(branch, 'expr')), '=', scope);
  else for (const branch of branches) readExpression(reader, field(branch, 'expr'), scope);
  const otherwise: readonly Leaf[] = body['defresult'] === undefined ? [] : leavesOf(reader, body['defresult'], scope, target);
  return [...branches.flatMap((branch) => leavesOf(reader, field(branch, 'result'), scope, target)), ...otherwise];
}

/** A cast to the type of texts or of moments changes no text that is a moment; another one does. */
function castLeaves(reader: Reader, body: Json, scope: Scope, target: ColumnName | undefined): readonly Leaf[] {
  const inner = leavesOf(reader, body['arg'], scope, target);
  const cast = lastName(field(body, 'typeName', 'names'));
  return inner.map((leaf): Leaf => {
    if (leaf.kind === 'parameter') return { ...leaf, cast };
    return leaf.kind === 'null' ? leaf : { kind: 'other', start: leaf.start, end: leaf.end };
  });
}

/** `to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')`, which the rules write for a moment that is a text. */
function momentOf(reader: Reader, body: Json): Leaf | undefined {
  const [moment, format] = list(body['args']);
  const written = field(format, 'A_Const', 'sval', 'sval');
  const first = reader.reading.tokenAt(body['location']);
  if (lastName(body['funcname']) !== 'to_char' || moment === undefined || typeof written !== 'string' || first < 0) return undefined;
  const last = reader.reading.tokenAt(field(format, 'A_Const', 'location'));
  if (reader.reading.tokens[last + 1]?.text !== ')' || reader.reading.tokens[first + 1]?.text !== '(') return undefined;
  const of = reader.reading.spanOf(first + 2, last - 2);
  return { kind: 'moment', format: written, of, ...reader.reading.spanOf(first, last + 1) };
}

/** The key that PostgreSQL gives an expression without an alias (its parser's FigureColname). */
export function keyOf(node: unknown): string {
  const [type] = isJson(node) ? Object.keys(node) : [];
  const body = type === undefined ? undefined : field(node, type);
  switch (type) {
    case 'ColumnRef': return lastName(field(body, 'fields'));
    case 'FuncCall': return lastName(field(body, 'funcname'));
    case 'TypeCast': return keyOf(field(body, 'arg')) || lastName(field(body, 'typeName', 'names'));
    case 'CoalesceExpr': return 'coalesce';
    case 'CaseExpr': return keyOf(field(body, 'defresult')) || 'case';
    case 'SubLink': return string(body, 'subLinkType') === 'EXISTS_SUBLINK' ? 'exists' : '';
    default: return '';
  }
}
