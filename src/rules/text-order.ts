import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { typesOf } from '../sql/infer.ts';
import { nodesOf, parentOf } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { functionName, spanOf, spanOfItem, unwrap, type Expr } from '../sql/tree.ts';

const ORDERED = /^(?:Less|LessEquals|Greater|GreaterEquals)$/;
const HELP = 'Where the order must stay, add COLLATE "C"; where people read it, the order of a language is better.';

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const types = typesOf(statement.tree, context.schema);
  const isText = (expr: Expr): boolean => types.of(expr).type === 'text' && !isMoment(expr);
  const message = (what: string): string => `${what} compares texts byte by byte in SQLite; PostgreSQL follows the collation of the database, which may put "a" before "B" and pass over punctuation.`;
  for (const term of nodesOf(statement, 'SortedColumn')) {
    if (parentOf(statement, term)?.type !== 'Select' || term.expr.type === 'CollateExpr' || !isText(term.expr)) continue;
    yield { ...spanOfItem(term), message: message('ORDER BY of a text'), help: HELP };
  }
  for (const node of nodesOf(statement, 'BinaryExpr')) {
    if (!ORDERED.test(node.op) || node.left.type === 'CollateExpr' || node.right.type === 'CollateExpr') continue;
    const sides = [node.left, node.right].map(unwrap);
    const isRowOrder = sides.some((side) => side.type === 'ParenthesizedExpr' && side.exprs.length > 1 && side.exprs.some(isText));
    if (isRowOrder || sides.every(isText)) yield { ...spanOf(node), message: message('The comparison'), help: HELP };
  }
  for (const call of nodesOf(statement, 'FunctionCallExpr')) {
    const [only] = call.args ?? [];
    if (!/^(?:max|min)$/.test(functionName(call)!) || call.args?.length !== 1 || !only || !isText(only)) continue;
    yield { ...spanOf(call), message: message(`${functionName(call)!}() of texts`), help: HELP };
  }
}

/** Digits of one format have one order in every collation. */
function isMoment(expr: Expr): boolean {
  const inner = unwrap(expr);
  if (/^(?:date|time|datetime|strftime)$/.test(functionName(inner) ?? '') || /^Current/.test(inner.type)) return true;
  const name = inner.type === 'Id' ? inner.name : inner.type === 'QualifiedExpr' ? inner.column.text : '';
  if (inner.type === 'StringLiteral') return /^\d{4}-/.test(inner.value);
  return /^ts$|(?:_at|At|date|time|_on|timestamp|day|month)$/i.test(name);
}

export default defineRule({
  summary: 'texts that are ordered or compared by their letters',
  why: `SQLite orders texts by their bytes: "B" comes before "a". PostgreSQL orders by the collation of the database, most often that of a language: pages, ranges and
keyset pagination may come out otherwise.`,
  construct: 'ORDER BY of texts',
  severity: 'info',
  confidence: 'review',
  category: 'changes-result',
  silent: true,
  manual: ['PostgreSQL, 23.2 Collation support: https://www.postgresql.org/docs/current/collation.html', 'SQLite, Collating sequences: https://sqlite.org/datatype3.html#collating_sequences'],
  wakes: ['SortedColumn', 'BinaryExpr', 'FunctionCallExpr'],
  statement,
});
