import type { Problem, ProposedEdit, ProposedFix } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { typesOf } from '../sql/infer.ts';
import { contextOf, nodesOf, parentOf, replaceNode, replaceSpan } from '../sql/rewrite.ts';
import type { Schema } from '../sql/schema.ts';
import type { Statement } from '../sql/statement.ts';
import { columnNodesOf, isTruthWord, remember, spanOf, tokenBefore, type Expr, type Node } from '../sql/tree.ts';

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

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  const type = statement.tree?.type;
  if (!type || type === 'CreateIndexStmt' || type === 'CreateTableStmt' || type === 'AlterTableStmt') return;
  for (const node of nodesOf(statement, 'CollateExpr')) {
    const collation = node.collation.toLowerCase().replace(/^["'`[]|["'`\]]$/g, '');
    const name = FOLDED[collation];
    const word = tokenBefore(statement.tokens, spanOf(node).end);
    if (collation !== 'binary' && !name) continue;
    const fix: ProposedFix | undefined = collation === 'binary'
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
  yield* nocaseColumns(statement, context);
}

const hasNocase = remember((schema: Schema): boolean => schema.tables.some((table) => table.columns.some((column) => /^nocase$/i.test(column.collation ?? ''))));

/** A column declared COLLATE NOCASE is compared without regard to case everywhere. */
function* nocaseColumns(statement: Statement, context: Context): Iterable<Problem> {
  if (!hasNocase(context.schema)) return;
  const types = typesOf(statement.tree!, context.schema);
  for (const node of columnNodesOf(statement.tree!)) {
    if (parentOf(statement, node)?.type === 'FunctionCallExpr' && !isDistinctCount(statement, node)) continue;
    // Through a sub-query, a view or an alias the collation goes along.
    const { column } = types.of(node);
    const reference = types.names.resolve(node);
    if (!column || column.postgresType === 'citext' || !/^nocase$/i.test(column.collation ?? '') || column.isPostgresTypeDeclared) continue;
    const { parent, child } = contextOf(statement, node);
    const partners = partnersOf(parent, child).filter((one) => one.type !== 'NullLiteral');
    const isGrouped = parent?.type === 'SelectFrom' || parent?.type === 'SortedColumn' || parent?.type === 'Window' || parent?.type === 'FunctionCallExpr';
    if (partners.length === 0 && !isGrouped) continue;
    const folded = reference?.kind === 'alias' ? spanOf(reference.result.expr) : spanOf(child);
    yield {
      ...spanOf(node), silent: true,
      message: `${column.name} is declared COLLATE NOCASE, so SQLite compares it without regard to case; PostgreSQL minds the case.`,
      help: 'Compare lower() of both sides, or make the column citext or give it a collation that does not mind the case.',
      fix: {
        title: 'Compare lower()', safety: 'unsafe',
        edits: [replaceNode(child, ['lower(', folded, ')']), ...partners.map((one) => fold('lower', one))],
      },
    };
  }
}

const isDistinctCount = (statement: Statement, node: Node): boolean => {
  const parent = parentOf(statement, node);
  return parent?.type === 'FunctionCallExpr' && parent.distinctness === 'Distinct';
};

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
  wakes: ['CollateExpr', 'Id', 'NameExpr', 'QualifiedExpr'],
  statement,
});
