import type { Pieces, Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { isNumber, typesOf, type Types } from '../sql/infer.ts';
import { asOperand, nodesOf, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { isSameName, spanOf, textOf, tokenAt, unwrap, type Expr } from '../sql/tree.ts';

const columnsOf = (part: Ast.OneSelect): readonly (Expr | undefined)[] =>
  part.type === 'SelectValues' ? (part.values[0]?.values ?? []) : part.columns.map((column) => (column.type === 'ExprResultColumn' ? column.expr : undefined));

const toText = (expr: Expr): Pieces => [...asOperand(expr), '::text'];

/** Columns of one place that are a number in one part and a text in another. */
function* unlike(parts: readonly Ast.OneSelect[], types: Types): Iterable<Problem> {
  const given = parts.map((part) => types.ofPart(part));
  for (const index of (given[0] ?? []).keys()) {
    const exprs = parts.flatMap((part) => exprsAt(part, index));
    const numbers = exprs.filter((expr) => isNumber(types.of(expr).type) && !types.of(expr).untyped);
    const isText = given.some((part) => part?.[index]?.type === 'text') || exprs.some((expr) => types.of(expr).type === 'text');
    if (numbers.length === 0 || !isText) continue;
    yield {
      ...spanOf(numbers[0]!),
      message: 'A column of a UNION is a number in one part and a text in another: PostgreSQL wants one type (42804, 22P02).', help: 'Cast the numbers to text, or use two columns. All values become texts.',
      fix: { title: 'Cast to text', safety: 'unsafe', edits: numbers.map((expr) => replaceNode(expr, toText(expr))) },
    };
  }
}

/** What a part writes into a column: an expression, or one of each row of VALUES; nothing where a star gives it. */
function exprsAt(part: Ast.OneSelect, index: number): readonly Expr[] {
  if (part.type === 'SelectValues') return part.values.flatMap((row) => row.values[index] ?? []);
  const column = part.columns.every((one) => one.type === 'ExprResultColumn') ? part.columns[index] : undefined;
  return column?.type === 'ExprResultColumn' ? [column.expr] : [];
}

/** Two parts of NULLs make the column a text before the third part is looked at. */
function* nullFirst(parts: readonly Ast.OneSelect[], types: Types): Iterable<Problem> {
  const rows = parts.map(columnsOf);
  if (parts.length < 3) return;
  for (const index of (rows[0] ?? []).keys()) {
    const [first, second, ...rest] = rows.map((row) => row[index]);
    const later = rest.flatMap((expr) => (expr ? [types.of(expr)] : [])).find((type) => !type.untyped && type.type !== 'unknown' && type.type !== 'text');
    if (first?.type !== 'NullLiteral' || second?.type !== 'NullLiteral' || !later) continue;
    const name = later.type === 'real' ? 'double precision' : later.type;
    yield {
      ...spanOf(first), message: 'Two parts of NULLs are a text to PostgreSQL before it looks at the third part of a UNION (42804).', help: `Cast the first NULL to ${name}.`,
      fix: { title: `Cast to ${name}`, safety: 'safe', edits: [replaceNode(first, [spanOf(first), `::${name}`])] },
    };
  }
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const types = typesOf(statement.tree, context.schema);
  for (const select of nodesOf(statement, 'Select')) {
    const compounds = select.compounds ?? [];
    if (compounds.length === 0) continue;
    const parts = [select.select, ...compounds.map((compound) => compound.select)];
    yield* unlike(parts, types);
    yield* nullFirst(parts, types);
    yield* intersect(statement, select, compounds);
    yield* orderNames(statement, select);
    yield* orderExpressions(select, types);
  }
}

/** INTERSECT binds stronger than UNION on PostgreSQL; SQLite goes from the left. */
function* intersect(statement: Statement, select: Ast.Select, compounds: readonly Ast.CompoundSelect[]): Iterable<Problem> {
  const at = compounds.findIndex((compound, index) => compound.operator === 'Intersect' && compounds.slice(0, index).some((before) => before.operator !== 'Intersect'));
  const compound = compounds[at];
  if (!compound) return;
  const start = spanOf(select.select).start;
  const end = spanOf(compounds[at - 1]!.select).end;
  const word = tokenAt(statement.tokens, end) ?? spanOf(compound);
  yield {
    start: word.start, end: word.end, silent: true, message: 'INTERSECT binds stronger than UNION on PostgreSQL; SQLite goes from the left.', help: 'Put what comes before into a sub-query.',
    fix: { title: 'Group from the left', safety: 'safe', portable: true, edits: [{ start, end, text: ['SELECT * FROM (', { start, end }, ') AS q'] }] },
  };
}

/** `ORDER BY t.a`: a UNION has no tables, only columns. */
function* qualifiedTerm(statement: Statement, select: Ast.Select, term: Ast.QualifiedExpr): Iterable<Problem> {
  const written = textOf(statement.text, term).toLowerCase();
  const parts = [select.select, ...(select.compounds ?? []).map((compound) => compound.select)];
  const isNamed = (expr: Expr | undefined): boolean =>
    expr !== undefined && (textOf(statement.text, expr).toLowerCase() === written || (expr.type === 'Id' && isSameName(expr.name, term.column.text)));
  const index = parts.map((part) => columnsOf(part).findIndex(isNamed)).find((one) => one >= 0);
  yield {
    ...spanOf(term), message: `ORDER BY ${textOf(statement.text, term)} names a table, which a UNION does not have on PostgreSQL (42P01).`, help: 'Use the name or the number of the column.',
    ...(index !== undefined && { fix: { title: `Order by column ${index + 1}`, safety: 'safe' as const, portable: true, edits: [replaceNode(term, String(index + 1))] } }),
  };
}

/** ORDER BY of a UNION takes names and numbers of columns, no expressions: what has a collation becomes one. */
function* orderExpressions(select: Ast.Select, types: Types): Iterable<Problem> {
  const isFolded = (expr: Expr): boolean => expr.type === 'CollateExpr' || /^(?:nocase|rtrim)$/i.test(types.of(unwrap(expr)).column?.collation ?? '');
  const term = select.orderBy?.find((one) => isFolded(one.expr));
  const last = select.compounds?.at(-1);
  if (!term || !last) return;
  const start = spanOf(select.select).start;
  const end = spanOf(last.select).end;
  yield {
    ...spanOf(term.expr), message: 'ORDER BY of a UNION takes names and numbers of its columns on PostgreSQL, no expression (0A000).', help: 'Put the UNION into a sub-query and order that.',
    fix: { title: 'Order a sub-query', safety: 'safe', portable: true, edits: [{ start, end: start, text: 'SELECT * FROM (' }, { start: end, end, text: ') AS q' }] },
  };
}

/** ORDER BY of a UNION sees the names of its first part only. */
function* orderNames(statement: Statement, select: Ast.Select): Iterable<Problem> {
  const nameOf = (column: Ast.ResultColumn): string | undefined =>
    column.type !== 'ExprResultColumn' ? undefined : (column.alias?.name.text ?? (column.expr.type === 'Id' ? column.expr.name : column.expr.type === 'QualifiedExpr' ? column.expr.column.text : undefined));
  const first = select.select.type === 'SelectFrom' ? select.select.columns : [];
  if (first.some((column) => column.type !== 'ExprResultColumn')) return;
  for (const term of select.orderBy ?? []) {
    const inner = unwrap(term.expr);
    if (inner.type === 'QualifiedExpr') yield* qualifiedTerm(statement, select, inner);
    if (inner.type !== 'Id' || first.some((column) => isSameName(nameOf(column) ?? '', inner.name))) continue;
    const index = (select.compounds ?? []).map((compound) => (compound.select.type === 'SelectFrom' ? compound.select.columns.findIndex((column) => isSameName(nameOf(column) ?? '', inner.name)) : -1)).find((one) => one >= 0);
    const column = index === undefined ? undefined : first[index];
    if (index === undefined || !column) continue;
    yield {
      ...spanOf(inner), message: `${textOf(statement.text, inner)} is a name of a later part of the UNION: PostgreSQL sees the names of the first part only (42703).`, help: 'Use the name of the first part, or the number of the column.',
      fix: { title: 'Use the name of the first part', safety: 'safe', portable: true, edits: [replaceNode(inner, /^[a-z_][a-z0-9_]*$/.test(nameOf(column) ?? '') ? nameOf(column)! : String(index + 1))] },
    };
  }
}

export default defineRule({
  summary: 'UNION and its kin: types, order and strength',
  why: 'The parts of a UNION may give any types in SQLite; PostgreSQL wants one type a column. INTERSECT binds stronger there, and ORDER BY sees the names of the first part only.',
  construct: 'UNION of unlike parts',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, Compound SELECT statements: https://sqlite.org/lang_select.html#compound', 'PostgreSQL, 10.5 UNION, CASE and related constructs: https://www.postgresql.org/docs/current/typeconv-union-case.html'],
  wakes: ['CompoundSelect'],
  statement,
});
