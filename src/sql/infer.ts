import { rememberBoth, rememberRecent } from '../core/remember.ts';
import type { Ast, SqliteTree } from './grammar.ts';
export { isInteger, isNumber, type TypeClass } from './type-facts.ts';
import type { Column, Schema, Table } from './schema.ts';
import { AGGREGATED_FIRST, CASTS, CLASSES, isNumber, NEVER_NULL, RESULTS, SAME_AS_ARGUMENTS, STRICT, wider, type TypeClass } from './type-facts.ts';
import { namesOf } from './scope.ts';
import { starColumns, type Names, type Source } from './sources.ts';
import { functionName, isColumnNode, isSameName, isTruthWord, type ColumnNode, type Expr } from './tree.ts';

export interface Inferred {
  readonly type: TypeClass;
  /** False: never NULL. Undefined: not known. */
  readonly nullable?: boolean;
  /** A quoted literal, a parameter or NULL: it takes the type that its place wants (PostgreSQL manual, 10.1 "unknown"). */
  readonly untyped?: boolean;
  /** The column that the expression is, where it is nothing else. */
  readonly column?: Column;
  /** A CAST: like a column it has an affinity, by which SQLite converts what is compared with it. */
  readonly isCast?: true;
}

export interface Types {
  readonly names: Names;
  readonly of: (expr: Expr) => Inferred;
  /** The types of a query's result columns, in order; undefined where a star reaches a table that is not known. */
  readonly ofColumns: (select: Ast.Select) => readonly Inferred[] | undefined;
  /** The same of one part of a UNION. */
  readonly ofPart: (select: Ast.OneSelect) => readonly Inferred[] | undefined;
}

/** The types of a statement's expressions against a schema; worked out once for both, each expression when it is asked for. */
export const typesOf = rememberBoth((tree: SqliteTree, schema: Schema): Types => readTypes(tree, schema));

const KEPT_TYPES = 100;
const UNKNOWN: Inferred = { type: 'unknown' };
const NULL: Inferred = { type: 'unknown', untyped: true, nullable: true };
const STRING: Inferred = { type: 'text', untyped: true, nullable: false };
const BOOLEAN: Inferred = { type: 'boolean' };

/** The class of a PostgreSQL type name as the schema gives it. */
export const classOf = rememberRecent(KEPT_TYPES, (postgresType: string): TypeClass => CLASSES.find(([pattern]) => pattern.test(postgresType))?.[1] ?? 'unknown');

/** A column as an expression. PostgreSQL lets no column of a primary key be NULL. */
export function inferColumn(column: Column, table: Table): Inferred {
  const isNever = column.notNull || column.primaryKey || table.primaryKey.some((key) => isSameName(key, column.name));
  return { type: classOf(column.postgresType), nullable: !isNever, column };
}

const COMPARISONS = new Set<string>(['And', 'Or', 'Equals', 'NotEquals', 'Less', 'LessEquals', 'Greater', 'GreaterEquals', 'Is', 'IsNot']);

const anyNullable = (parts: readonly Inferred[]): boolean | undefined =>
  parts.some((part) => part.nullable === true) ? true : parts.every((part) => part.nullable === false) ? false : undefined;

const withNull = (type: TypeClass, nullable: boolean | undefined): Inferred => (nullable === undefined ? { type } : { type, nullable });

/** The one type of the branches of CASE, COALESCE, UNION: what is untyped follows, or is a text alone; numbers widen; anything else that differs is unknown. */
export function unify(parts: readonly Inferred[], nullable: boolean | undefined): Inferred {
  const typed = parts.filter((part) => !part.untyped);
  if (typed.length === 0) return withNull(parts.length > 0 ? 'text' : 'unknown', nullable);
  const first = typed[0]!.type;
  if (typed.every((part) => part.type === first)) return withNull(first, nullable);
  return typed.every((part) => isNumber(part.type)) ? withNull(typed.map((part) => part.type).reduce(wider), nullable) : withNull('unknown', nullable);
}

/** The type that sum() has on PostgreSQL (manual, table 9.62): wide enough for every sum. */
const sumType = (of: TypeClass): TypeClass => (of === 'bigint' ? 'numeric' : of === 'integer' || of === 'boolean' ? 'bigint' : computed(of));

/** The type of an operand of arithmetic: of a text the number at its front is taken, a numeric. */
const computed = (of: TypeClass): TypeClass => (of === 'text' ? 'numeric' : of);

/** Functions such as coalesce and max whose result has the type of their arguments. */
function ofSameType(name: string, args: readonly Inferred[]): Inferred {
  const values = AGGREGATED_FIRST.has(name) ? args.slice(0, 1) : args;
  if (name === 'coalesce' || name === 'ifnull') return unify(values, args.some((arg) => arg.nullable === false) ? false : anyNullable(args));
  if (name === 'abs') return withNull(computed(values[0]?.type ?? 'unknown'), anyNullable(values));
  const isScalar = (name === 'max' || name === 'min') && args.length > 1;
  return unify(values, isScalar ? anyNullable(args) : true);
}

function numberType(text: string): TypeClass {
  if (/^\d{1,9}$/.test(text)) return 'integer';
  const plain = text.replaceAll('_', '');
  if (/^0x/i.test(plain)) return BigInt(plain) > 0x7fffffffn ? 'bigint' : 'integer';
  if (/[.e]/i.test(plain)) return 'numeric';
  const value = BigInt(plain);
  return value > 9223372036854775807n ? 'numeric' : value > 2147483647n ? 'bigint' : 'integer';
}

/** What the functions below share of one statement. */
interface Reader {
  readonly tree: SqliteTree;
  readonly schema: Schema;
  readonly names: Names;
  readonly known: Map<Expr, Inferred>;
  /** Queries that are being looked at: a recursive one sees itself as unknown. */
  readonly open: Set<Ast.Select>;
  readonly openAliases: Set<Expr>;
}

function readTypes(tree: SqliteTree, schema: Schema): Types {
  const reader: Reader = { tree, schema, names: namesOf(tree, schema), known: new Map(), open: new Set(), openAliases: new Set() };
  return { names: reader.names, of: (expr) => of(reader, expr), ofColumns: (select) => ofColumns(reader, select), ofPart: (select) => ofOne(reader, select) };
}

function of(reader: Reader, expr: Expr): Inferred {
  const inferred = reader.known.get(expr);
  if (inferred) return inferred;
  const fresh = infer(reader, expr);
  if (reader.open.size === 0 && reader.openAliases.size === 0) reader.known.set(expr, fresh);
  return fresh;
}

function infer(reader: Reader, expr: Expr): Inferred {
  if (isColumnNode(expr)) return isTruthWord(expr) ? { type: 'boolean', nullable: false } : ofColumn(reader, expr);
  switch (expr.type) {
    case 'NumericLiteral': return { type: numberType(expr.value), nullable: false };
    case 'StringLiteral': return STRING;
    case 'BlobLiteral': return { type: 'bytea', nullable: false };
    case 'NullLiteral': return NULL;
    case 'VariableExpr': return { type: 'unknown', untyped: true };
    case 'CurrentDateLiteral': case 'CurrentTimeLiteral': case 'CurrentTimestampLiteral': return { type: 'text', nullable: false };
    case 'ParenthesizedExpr': return expr.exprs.length === 1 ? of(reader, expr.exprs[0]!) : UNKNOWN;
    case 'CollateExpr': return of(reader, expr.expr);
    case 'CastExpr': return { ...withNull(castClass(expr), of(reader, expr.expr).nullable), isCast: true };
    case 'CaseExpr': return ofCase(reader, expr);
    case 'SubqueryExpr': return { ...(ofColumns(reader, expr.select)?.[0] ?? UNKNOWN), nullable: true };
    case 'FunctionCallExpr': case 'FunctionCallStarExpr': return ofFunction(reader, expr);
    case 'UnaryExpr': return ofUnary(reader, expr);
    case 'BinaryExpr': return ofBinary(reader, expr);
    case 'ExistsExpr': case 'IsNullExpr': case 'NotNullExpr': return { type: 'boolean', nullable: false };
    case 'BetweenExpr': case 'LikeExpr': case 'InListExpr': case 'InSelectExpr': case 'InTableExpr': return BOOLEAN;
    default: return UNKNOWN;
  }
}

function ofColumn(reader: Reader, node: ColumnNode): Inferred {
  const reference = reader.names.resolve(node);
  if (!reference || reference.kind === 'missing') return UNKNOWN;
  if (reference.kind === 'alias') return ofAlias(reader, reference.result.expr);
  return ofSource(reader, reference.source, reference.name, reference.column);
}

/** `a - 1 AS a` over a table that is not known: the name inside is taken for the alias once more. */
function ofAlias(reader: Reader, expr: Expr): Inferred {
  if (reader.openAliases.has(expr)) return UNKNOWN;
  reader.openAliases.add(expr);
  const inferred = of(reader, expr);
  reader.openAliases.delete(expr);
  return inferred;
}

function ofSource(reader: Reader, source: Source, name: string, column: Column | undefined): Inferred {
  if (source.table?.module !== undefined && !column?.isPostgresTypeDeclared) return UNKNOWN;
  if (source.table) {
    const own: Inferred = column ? inferColumn(column, source.table) : { type: 'bigint', nullable: false };
    return source.isOptional ? { ...own, nullable: true } : own;
  }
  if (!source.select || !source.tree || !source.columns) return UNKNOWN;
  const types = source.tree === reader.tree ? ofColumns(reader, source.select) : typesOf(source.tree, reader.schema).ofColumns(source.select);
  const at = source.columns.findIndex((candidate) => isSameName(candidate, name));
  const inner = types?.[at] ?? UNKNOWN;
  // A literal that has become a column is a text (PostgreSQL manual, 10.5).
  const found: Inferred = inner.untyped ? withNull(inner.type, inner.nullable) : inner;
  return source.isOptional ? { ...found, nullable: true } : found;
}

function ofColumns(reader: Reader, select: Ast.Select): readonly Inferred[] | undefined {
  if (reader.open.has(select)) return undefined;
  reader.open.add(select);
  try {
    if (!select.compounds) return ofOne(reader, select.select);
    const parts = [select.select, ...select.compounds.map((compound) => compound.select)].map((part) => ofOne(reader, part));
    const first = parts[0];
    if (!first) return undefined;
    return first.map((type, index) => {
      const others = parts.slice(1).flatMap((part) => part?.[index] ?? []).filter((part) => part.type !== 'unknown');
      const all = [type, ...others];
      return all.length === 1 ? type : unify(all, anyNullable(all));
    });
  } finally {
    reader.open.delete(select);
  }
}

function ofOne(reader: Reader, select: Ast.OneSelect): readonly Inferred[] | undefined {
  if (select.type === 'SelectValues') {
    const ofCell = (row: Ast.ValuesRow, index: number): Inferred => (row.values[index] ? of(reader, row.values[index]) : UNKNOWN);
    return select.values[0]?.values.map((_, index) => unify(select.values.map((row) => ofCell(row, index)), undefined));
  }
  const out: Inferred[] = [];
  for (const column of select.columns) {
    if (column.type === 'ExprResultColumn') {
      out.push(of(reader, column.expr));
      continue;
    }
    const given = starColumns(select, reader.names.sourcesOf(select), column);
    if (!given) return undefined;
    for (const { source, name } of given) out.push(ofSource(reader, source, name, source.table?.column(name)));
  }
  return out;
}

function ofCase(reader: Reader, expr: Ast.CaseExpr): Inferred {
  const branches = [...expr.whenThenPairs.map((pair) => of(reader, pair.then)), ...(expr.elseExpr ? [of(reader, expr.elseExpr)] : [NULL])];
  return unify(branches, anyNullable(branches));
}

function ofFunction(reader: Reader, expr: Ast.FunctionCallExpr | Ast.FunctionCallStarExpr): Inferred {
  const name = functionName(expr)!;
  const args = (expr.type === 'FunctionCallExpr' ? (expr.args ?? []) : []).map((arg) => of(reader, arg));
  const isNull = NEVER_NULL.has(name) ? false : STRICT.has(name) ? anyNullable(args) : undefined;
  const first = args[0]?.type ?? 'unknown';
  if (name === 'json_extract') return { type: args.length > 2 ? 'jsonb' : 'unknown', nullable: true };
  if (name === 'unixepoch' && args.length > 1) return { type: 'real' };
  if (name === 'sum') return { type: sumType(first), nullable: true };
  if (name === 'avg') return { type: first === 'real' ? 'real' : 'numeric', nullable: true };
  if (name === 'round') return withNull(first === 'numeric' || args.length > 1 ? 'numeric' : 'real', isNull);
  if (name === 'iif' || name === 'if') {
    const isBranch = (index: number): boolean => index % 2 === 1 || (index === args.length - 1 && args.length % 2 === 1);
    return unify(args.filter((_, index) => isBranch(index)), args.length % 2 === 0 ? true : undefined);
  }
  if (SAME_AS_ARGUMENTS.has(name)) return ofSameType(name, args);
  return Object.hasOwn(RESULTS, name) ? withNull(RESULTS[name]!, isNull) : UNKNOWN;
}

function ofUnary(reader: Reader, expr: Ast.UnaryExpr): Inferred {
  const inner = of(reader, expr.expr);
  return withNull(expr.op === 'Not' ? 'boolean' : expr.op === 'Negative' ? computed(inner.type) : inner.type, inner.nullable);
}

function ofBinary(reader: Reader, expr: Ast.BinaryExpr): Inferred {
  if (expr.op === 'Is' || expr.op === 'IsNot') return { type: 'boolean', nullable: false };
  const left = of(reader, expr.left);
  const right = of(reader, expr.right);
  const nullable = anyNullable([left, right]);
  if (COMPARISONS.has(expr.op)) return withNull('boolean', nullable);
  if (expr.op === 'Concat') return withNull('text', nullable);
  if (expr.op === 'ArrowRight') return { type: left.type === 'json' ? 'json' : 'jsonb', nullable: true };
  if (expr.op === 'ArrowRightShift') return { type: 'text', nullable: true };
  const sides = [left, right].filter((side) => !side.untyped).map((side) => computed(side.type));
  const isZeroable = expr.op === 'Divide' || expr.op === 'Modulus';
  if (sides.length === 0 || !sides.every(isNumber)) return UNKNOWN;
  return withNull(sides.reduce(wider), isZeroable ? undefined : nullable);
}

/** The class that a CAST gives by SQLite's rules of affinity (https://sqlite.org/datatype3.html#determination_of_column_affinity) and PostgreSQL's names. */
function castClass(expr: Ast.CastExpr): TypeClass {
  const name = expr.typeName?.name ?? '';
  return CASTS.find(([pattern]) => pattern.test(name))?.[1] ?? 'numeric';
}
