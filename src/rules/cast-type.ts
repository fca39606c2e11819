import type { Problem, ProposedEdit } from '../core/types.ts';
import { CASTS, type CastRow } from '../dialects/sqlite-to-postgres/casts.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { isInteger, typesOf, type Inferred } from '../sql/infer.ts';
import { nodesOf, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { functionName, spanOf, textOf, unwrap } from '../sql/tree.ts';

/** `VARCHAR(3)` as written, and the name alone in upper case with single blanks. */
const nameOf = (type: Ast.Type | undefined): string => (type?.name ?? '').trim().replace(/\s+/g, ' ').toUpperCase();

/** The digits that always fit 64 bits, with a sign. */
const LONGEST = 19;

function kindOf(inner: Inferred, expr: Ast.Expr): CastRow['from'] {
  if (expr.type === 'StringLiteral') return readsWhole(expr) && expr.value.trim().length > LONGEST ? 'huge' : 'string';
  if (inner.untyped) return 'any';
  if (inner.type === 'text') return 'text';
  if (inner.type === 'bytea') return 'bytes';
  if (functionName(expr) === 'sum' && inner.type === 'numeric') return 'integer';
  if (inner.type === 'real') return 'real';
  if (inner.type === 'numeric') return 'fraction';
  return isInteger(inner.type) || inner.type === 'boolean' ? 'integer' : 'any';
}

/** Of a text that is written out, what SQLite's cast reads: its digits at the front. */
function readsWhole(expr: Ast.Expr): boolean {
  return expr.type === 'StringLiteral' && /^\s*[+-]?\d+\s*$/.test(expr.value);
}

/** A number that fits 32 bits for certain: a count, a short literal, what is an integer of PostgreSQL already. */
function isSmall(expr: Ast.Expr, inner: Inferred): boolean {
  if (expr.type === 'StringLiteral') return readsWhole(expr) && expr.value.trim().length < 10;
  if (expr.type === 'NullLiteral' || (inner.type === 'integer' && !inner.column)) return true;
  if (expr.type === 'UnaryExpr' || expr.type === 'CastExpr') return isSmall(unwrap(expr.expr), inner);
  // A sum may have more than 32 bits; a count of anything that is summed as 0 and 1 does not.
  if (functionName(expr) === 'sum' && expr.type === 'FunctionCallExpr') return expr.args?.[0] !== undefined && unwrap(expr.args[0]).type === 'CaseExpr';
  return /^(?:count|length|instr|row_number|rank)$/.test(functionName(expr) ?? '');
}

function chooseRow(node: Ast.CastExpr, name: string, inner: Inferred): CastRow | undefined {
  const expr = unwrap(node.expr);
  const from = kindOf(inner, expr);
  const isSized = node.typeName?.size !== undefined;
  if (/^INT(?:EGER|4)?$/.test(name) && !isSized && isSmall(expr, inner)) return undefined;
  return CASTS.find((row) => row.name.test(name) && (row.from === undefined || row.from === from || (row.from === 'text' && from === 'string') || (row.from === 'fraction' && from === 'real'))
    && (row.isSized === undefined || row.isSized === isSized) && !(row.from === 'text' && readsWhole(expr)));
}

function editOf(statement: Statement, node: Ast.CastExpr, row: CastRow): ProposedEdit | undefined {
  if (row.whole !== undefined) {
    return replaceNode(node, row.whole.split('$1').flatMap((part, index) => (index === 0 ? [part] : [spanOf(node.expr), part])));
  }
  const type = node.typeName;
  if (!type || row.type === undefined) return undefined;
  const size = type.size ? statement.text.slice(spanOf(type).start).indexOf('(') : -1;
  const isLower = textOf(statement.text, type) === textOf(statement.text, type).toLowerCase();
  const end = size < 0 ? spanOf(type).end : Math.max(spanOf(type).end, spanOf(node).end - 1);
  return { start: spanOf(type).start, end, text: isLower ? row.type.toLowerCase() : row.type };
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const types = typesOf(statement.tree, context.schema);
  for (const node of nodesOf(statement, 'CastExpr')) {
    const inner = types.of(node.expr);
    const row = chooseRow(node, nameOf(node.typeName), inner);
    if (!row) continue;
    const edit = editOf(statement, node, row);
    yield {
      ...spanOf(node), severity: row.severity, silent: row.silent ?? false, message: row.message,
      help: row.condition === undefined ? row.help : `${row.help} The rewrite holds when ${row.condition}.`,
      ...(edit && row.safety && { fix: { title: 'Rewrite the cast', safety: row.safety, edits: [edit] } }),
    };
  }
}

export default defineRule({
  summary: 'CAST, which converts by other rules on PostgreSQL',
  why: `SQLite's CAST never fails and reads as much of a text as is a number; it cuts fractions off, and INTEGER and REAL have 64 bits. PostgreSQL raises 22P02 for a text that is
not a number, rounds (\`CAST(1.9 AS INTEGER)\` is 2), and its INTEGER and REAL have 32 bits.`,
  construct: 'CAST',
  severity: 'critical',
  category: 'changes-result',
  manual: ['SQLite, CAST expressions: https://sqlite.org/lang_expr.html#castexpr', 'PostgreSQL, 4.2.9 Type casts: https://www.postgresql.org/docs/current/sql-expressions.html#SQL-SYNTAX-TYPE-CASTS'],
  wakes: ['CastExpr'],
  statement,
});
