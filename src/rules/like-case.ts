import type { Problem, ProposedEdit } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { typesOf, type Types } from '../sql/infer.ts';
import { nodesOf, replaceSpan, wrapNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { functionName, spanOf, stringValue, tokensBetween, tokensIn, unwrap, type Expr } from '../sql/tree.ts';

/** A pattern or value without letters of two cases matches alike in both engines. */
const hasCase = (text: string): boolean => text.toLowerCase() !== text.toUpperCase();

/** Whether the case cannot matter: the letters of both sides are folded, the pattern has no letters, or the value is no text. */
function isFolded(expr: Expr): boolean {
  const inner = unwrap(expr);
  const name = functionName(inner);
  if (name === 'lower' || name === 'upper' || name === 'hex' || name === 'typeof') return true;
  if (/^(?:date|time|datetime|strftime)$/.test(name ?? '')) return true;
  if (inner.type === 'BinaryExpr' && inner.op === 'Concat') return isFolded(inner.left) && isFolded(inner.right);
  if (inner.type === 'CastExpr') return false;
  const text = stringValue(inner);
  return text !== undefined && !hasCase(text);
}

function isCaseSafe(node: Ast.LikeExpr, types: Types): boolean {
  const pattern = stringValue(node.rhs);
  if (node.lhs.type === 'NullLiteral' || node.rhs.type === 'NullLiteral' || (pattern !== undefined && !hasCase(pattern))) return true;
  const foldedBy = functionName(unwrap(node.lhs));
  if (foldedBy === 'lower' && (pattern === undefined ? functionName(unwrap(node.rhs)) === 'lower' || isFolded(node.rhs) : pattern === pattern.toLowerCase())) return true;
  if (foldedBy === 'upper' && (pattern === undefined ? functionName(unwrap(node.rhs)) === 'upper' || isFolded(node.rhs) : pattern === pattern.toUpperCase())) return true;
  const { type, untyped } = types.of(node.lhs);
  return !untyped && type !== 'text' && type !== 'unknown';
}

/** Columns that hold a day or a moment as text have no letters that matter. */
const isMoment = (node: Ast.LikeExpr): boolean => {
  const inner = unwrap(node.lhs);
  const name = inner.type === 'Id' ? inner.name : inner.type === 'QualifiedExpr' ? inner.column.text : '';
  return /^(?:date|day|time|timestamp)$|_(?:at|on|date|day|time)$|[a-z](?:At|Date)$/.test(name);
};

/** The value bound to the pattern, as the program writes it; undefined where that cannot be told. */
function boundPattern(node: Ast.LikeExpr, statement: Statement): string | undefined {
  const at = spanOf(unwrap(node.rhs)).start;
  const parameters = statement.tokens.filter((token) => token.text === '?');
  const index = parameters.findIndex((token) => token.start === at);
  const bindings = statement.call?.bindings ?? [];
  const isPlain = index >= 0 && bindings.length === parameters.length && bindings.every((binding) => binding.spread !== true && binding.name === undefined);
  return isPlain ? bindings[index]!.text : undefined;
}

/** A literal or template whose own text has no letters, with holes that are numbers by their name: `'#%'`, `${year}-%`. */
function isWithoutLetters(written: string): boolean {
  if (!/^['"`].*['"`]$/s.test(written)) return false;
  const holes = [...written.matchAll(/\$\{([^}]*)\}/g)].map((hole) => hole[1]!);
  return !hasCase(written.replaceAll(/\$\{[^}]*\}/g, '')) && holes.every((hole) => /(?:^|[a-z.])(?:yr|year|month|day|date|id|Year|Month|Date|Id)$/.test(hole.trim()));
}

/** SQLite folds A-Z only, as ILIKE does in the collation "C". */
const hasOtherLetters = (node: Ast.LikeExpr): boolean => /[^\0-\x7f]/.test(stringValue(node.rhs) ?? '');

/** PostgreSQL takes a backslash in a pattern for an escape; SQLite has none but the one ESCAPE names. */
function escapeEdit(node: Ast.LikeExpr): ProposedEdit | undefined {
  const pattern = stringValue(node.rhs);
  return node.escape || pattern?.includes('\\') !== true ? undefined : replaceSpan({ start: spanOf(node).end, end: spanOf(node).end }, " ESCAPE ''");
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  // Names of tables are in one case; the catalogue itself is another rule's.
  if (!statement.tree || /\bsqlite_(?:master|schema)\b/i.test(statement.text)) return;
  const types = typesOf(statement.tree, context.schema);
  for (const node of nodesOf(statement, 'LikeExpr')) {
    if (node.op !== 'Like') continue;
    const words = tokensBetween(statement.tokens, node.lhs, node.rhs);
    const like = words.find((word) => /^like$/i.test(word.text));
    if (!like) continue;
    const escape = escapeEdit(node);
    const written = tokensIn(statement.tokens, like)[0]?.text === 'like' ? 'ilike' : 'ILIKE';
    if (escape) {
      yield {
        ...spanOf(node.rhs), message: 'A backslash in a LIKE pattern is an ordinary letter in SQLite and an escape on PostgreSQL.',
        help: "Add ESCAPE '' to have none.", fix: { title: "Add ESCAPE ''", safety: 'safe', edits: [escape] },
      };
    }
    if (isCaseSafe(node, types) || isMoment(node)) continue;
    const bound = boundPattern(node, statement);
    if (bound !== undefined && isWithoutLetters(bound)) continue;
    const isDoubtful = stringValue(node.rhs) !== undefined || /^(?:lower|upper)$/.test(functionName(unwrap(node.lhs)) ?? '');
    yield {
      start: like.start, end: like.end, ...(isDoubtful && { severity: 'warning', confidence: 'review' } as const),
      message: 'LIKE does not mind the case of A-Z in SQLite; on PostgreSQL it does and finds less.',
      help: `Use ILIKE, which folds every letter where SQLite folds A-Z only; an index on lower(column) or pg_trgm makes it fast.`,
      fix: { title: 'Use ILIKE', safety: 'unsafe', edits: [replaceSpan(like, written), ...(hasOtherLetters(node) ? [wrapNode(node.lhs, '', ' COLLATE "C"')] : [])] },
    };
  }
}

export default defineRule({
  summary: 'LIKE, which minds the case on PostgreSQL',
  why: `\`'Apple' LIKE 'a%'\` is true in SQLite and false on PostgreSQL: searches find less and nothing fails. \`ILIKE\` compares without regard to case. A backslash in the
pattern is an escape on PostgreSQL and a letter in SQLite.`,
  construct: 'LIKE',
  severity: 'critical',
  category: 'changes-result',
  confidence: 'likely',
  silent: true,
  manual: ['SQLite, The LIKE operator: https://sqlite.org/lang_expr.html#like', 'PostgreSQL, 9.7.1 LIKE: https://www.postgresql.org/docs/current/functions-matching.html#FUNCTIONS-LIKE'],
  wakes: ['LikeExpr'],
  statement,
});
