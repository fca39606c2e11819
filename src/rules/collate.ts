import type { Problem, ProposedEdit, ProposedFix } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { typesOf } from '../sql/infer.ts';
import { contextOf, nodesOf, parentOf, replaceSpan } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { integerValue, isTruthWord, spanOf, tokenBefore, unwrap, type Expr, type Node } from '../sql/tree.ts';

const FOLDED: Readonly<Record<string, string>> = { nocase: 'lower', rtrim: 'rtrim' };
const COMPARISON = /^(?:Equals|NotEquals|Less|LessEquals|Greater|GreaterEquals|Is|IsNot)$/;

const fold = (name: string, expr: Expr): ProposedEdit => ({ ...spanOf(expr), text: [`${name}(`, spanOf(expr), ')'] });
const plain = (expr: Expr): Expr => (expr.type === 'CollateExpr' ? expr.expr : expr);

/** The other expressions that are compared with it and must be folded as well. */
function partnersOf(parent: Node | undefined, child: Expr): readonly Expr[] {
  if (parent?.type === 'BinaryExpr' && COMPARISON.test(parent.op)) return [parent.left === child ? parent.right : parent.left];
  if (parent?.type === 'InListExpr' && parent.lhs === child) return parent.rhs ?? [];
  if (parent?.type === 'BetweenExpr') return [parent.lhs, parent.start, parent.end].filter((part) => part !== child);
  return [];
}

/** Takes `COLLATE NAME` away and folds what is compared. */
function foldFix(statement: Statement, node: Ast.CollateExpr, name: string): ProposedFix | undefined {
  const { parent, child } = contextOf(statement, node);
  if (!parent || child !== node || parent.type === 'InSelectExpr' || parent.type === 'CollateExpr') return undefined;
  const inner = spanOf(node.expr);
  if (parent.type === 'LikeExpr') return { title: 'Leave COLLATE out', safety: 'safe', edits: [replaceSpan({ start: inner.end, end: spanOf(node).end }, '')] };
  const partners = partnersOf(parent, child).filter((one) => one.type !== 'NullLiteral' && !isTruthWord(one) && one.type !== 'CollateExpr');
  const order = parent.type === 'SortedColumn' ? ' COLLATE "C"' : '';
  return {
    title: `Compare ${name}()`, safety: name === 'rtrim' ? 'safe' : 'unsafe',
    edits: [{ ...spanOf(node), text: [`${name}(`, inner, `)${order}`] }, ...partners.map((one) => fold(name, plain(one)))],
  };
}

/** Numbers and booleans have no collation on PostgreSQL (42804), and none that counts in SQLite. A number in ORDER BY stands for a result. */
function isTextual(statement: Statement, node: Ast.CollateExpr, context: Context): boolean {
  const inner = unwrap(node.expr);
  const isOrdinal = integerValue(inner) !== undefined && parentOf(statement, node)?.type === 'SortedColumn';
  const { type } = typesOf(statement.tree!, context.schema).of(inner);
  return isOrdinal || type === 'text' || type === 'unknown';
}

const leaveOut = (node: Ast.CollateExpr): ProposedFix =>
  ({ title: 'Leave COLLATE out', safety: 'safe', portable: true, edits: [replaceSpan({ start: spanOf(node.expr).end, end: spanOf(node).end }, '')] });

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  const type = statement.tree?.type;
  if (!type || type === 'CreateIndexStmt' || type === 'CreateTableStmt' || type === 'AlterTableStmt') return;
  for (const node of nodesOf(statement, 'CollateExpr')) {
    const collation = node.collation.toLowerCase().replace(/^["'`[]|["'`\]]$/g, '');
    const name = FOLDED[collation];
    const word = tokenBefore(statement.tokens, spanOf(node).end);
    if (collation !== 'binary' && !name) continue;
    const fix: ProposedFix | undefined = !isTextual(statement, node, context) ? leaveOut(node) : collation === 'binary'
      ? word && { title: 'Write COLLATE "C"', safety: 'safe', edits: [replaceSpan(word, '"C"')] }
      : foldFix(statement, node, name!);
    yield {
      ...spanOf(node),
      message: `The collation ${node.collation} is SQLite's own: PostgreSQL does not have it (42704).`,
      help: collation === 'binary' ? 'Write COLLATE "C".'
        : name === 'lower' ? 'Compare lower() of both sides, with an index on lower(column), or make the column citext. lower() folds every letter, NOCASE only A-Z.' : 'Compare rtrim() of both sides.',
      ...(fix && { fix }),
    };
  }
}

export default defineRule({
  summary: "SQLite's collations NOCASE, RTRIM and BINARY",
  why: `PostgreSQL has none of SQLite's three collations: \`COLLATE NOCASE\` in a query raises 42704, and a column that was declared so compares its texts with their case, without an error.`,
  construct: 'COLLATE NOCASE',
  severity: 'critical',
  category: 'breaks',
  manual: [
    'SQLite, Collating sequences: https://sqlite.org/datatype3.html#collating_sequences',
    'PostgreSQL, 23.2 Collation support: https://www.postgresql.org/docs/current/collation.html',
  ],
  wakes: ['CollateExpr'],
  statement,
});
