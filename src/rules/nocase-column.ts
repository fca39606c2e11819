import type { Problem, ProposedEdit } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { typesOf, type Types } from '../sql/infer.ts';
import { contextOf, parentOf, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { columnNodesOf, functionName, isColumnNode, isTruthWord, spanOf, textOf, unwrap, type ColumnNode, type Expr, type Node } from '../sql/tree.ts';

/** What makes texts equal that the collation takes for equal. */
const FOLDED: Readonly<Record<string, string>> = { NOCASE: 'lower', RTRIM: 'rtrim' };
const COMPARISON = /^(?:Equals|NotEquals|Less|LessEquals|Greater|GreaterEquals|Is|IsNot)$/;

/** What a column is compared with by its own collation: of two columns the left one's counts (https://sqlite.org/datatype3.html#collation). */
function partnersOf(parent: Node | undefined, child: Expr): readonly Expr[] | undefined {
  if (parent?.type === 'BinaryExpr' && COMPARISON.test(parent.op)) {
    if (parent.left === child) return [parent.right];
    return isColumnNode(unwrap(parent.left)) && !isTruthWord(unwrap(parent.left)) ? undefined : [parent.left];
  }
  if (parent?.type === 'InListExpr' && parent.lhs === child) return parent.rhs ?? [];
  if (parent?.type === 'BetweenExpr' && parent.lhs === child) return [parent.start, parent.end];
  return undefined;
}

const isText = (expr: Expr, types: Types): boolean => {
  const { type, untyped } = types.of(expr);
  return type === 'text' || type === 'unknown' || untyped === true;
};

const fold = (name: string, expr: Expr): ProposedEdit => replaceNode(expr, [`${name}(`, spanOf(expr), ')']);

/** An expression in ORDER BY sees no aliases on PostgreSQL; around a UNION they are columns. */
function sortEdit(statement: Statement, context: Context, child: Expr, name: string, isCompound: boolean): ProposedEdit {
  const inner = unwrap(child);
  const reference = isColumnNode(inner) && !isCompound ? typesOf(statement.tree!, context.schema).names.resolve(inner) : undefined;
  return replaceNode(child, [`${name}(`, spanOf(reference?.kind === 'alias' ? reference.result.expr : child), ') COLLATE "C"']);
}

const isFolded = (expr: Expr): boolean => expr.type === 'FunctionCallExpr' || expr.type === 'CollateExpr' || expr.type === 'NullLiteral';

/** Places where equal texts fall together and one of them is shown: GROUP BY, DISTINCT. */
function isGrouping(statement: Statement, parent: Node | undefined, child: Expr): boolean {
  if (parent?.type === 'SelectFrom') return parent.groupBy?.includes(child) === true;
  if (parent?.type !== 'ExprResultColumn') return false;
  const query = parentOf(statement, parent);
  return query?.type === 'SelectFrom' && query.distinctness?.toLowerCase() === 'distinct';
}

function judge(statement: Statement, context: Context, node: ColumnNode, collation: string): Problem | undefined {
  const name = FOLDED[collation]!;
  const { parent, child } = contextOf(statement, node);
  const problem = {
    ...spanOf(node),
    message: `\`${textOf(statement.text, node)}\` is declared COLLATE ${collation}: PostgreSQL compares and sorts it by every character.`,
    help: `Fold both sides with ${name}(), and index ${name}(column); or make the column citext.`,
  };
  if (parent?.type === 'SortedColumn' && parentOf(statement, parent)?.type === 'Select') {
    const select = parentOf(statement, parent);
    // `compound-query` orders a sub-query then.
    const isPlain = select?.type === 'Select' && (select.compounds !== undefined || (select.select.type === 'SelectFrom' && !select.select.distinctness && !select.select.groupBy));
    return { ...problem, ...(isPlain && { fix: { title: `Sort by ${name}()`, safety: 'unsafe' as const, edits: [sortEdit(statement, context, child, name, select.compounds !== undefined)] } }) };
  }
  const isCounted = parent?.type === 'FunctionCallExpr' && parent.distinctness === 'Distinct' && functionName(parent) === 'count';
  const isOfWindow = isCounted || parent?.type === 'Window' || (parent?.type === 'SortedColumn' && parentOf(statement, parent)?.type === 'Window');
  if (isOfWindow) return { ...problem, fix: { title: `Group by ${name}()`, safety: 'unsafe', edits: [fold(name, child)] } };
  if (isGrouping(statement, parent, child)) return problem;
  const partners = partnersOf(parent, child);
  const types = typesOf(statement.tree!, context.schema);
  if (!partners || partners.length === 0 || !partners.every((one) => isText(one, types))) return undefined;
  const others = partners.filter((one) => !(isFolded(one) && one.type !== 'FunctionCallExpr'));
  if (others.length === 0) return undefined;
  return { ...problem, fix: { title: `Compare ${name}()`, safety: 'unsafe', portable: true, edits: [fold(name, child), ...others.map((one) => fold(name, one))] } };
}

export default defineRule({
  summary: 'Comparisons of a column that is declared COLLATE NOCASE or RTRIM',
  why: 'The collation of a column decides every comparison and every sorting of it in SQLite. PostgreSQL has neither collation: texts that differ in case, or in blanks '
    + 'at the end, are different, and searches find less without an error. lower() is the same for ASCII letters, the only ones that NOCASE folds.',
  construct: 'comparisons of NOCASE columns',
  severity: 'critical',
  category: 'changes-result',
  silent: true,
  manual: ['SQLite, Collating sequences: https://sqlite.org/datatype3.html#collation', 'PostgreSQL, citext: https://www.postgresql.org/docs/current/citext.html'],
  wakes: ['Id', 'NameExpr', 'QualifiedExpr'],
  *statement(statement, context) {
    const { tree } = statement;
    if (!tree || !/^(?:Select|Insert|Update|Delete|CreateView)Stmt$/.test(tree.type)) return;
    const types = typesOf(tree, context.schema);
    for (const node of columnNodesOf(tree)) {
      const { column } = types.of(node);
      const collation = column?.collation?.toUpperCase();
      if (!column || collation === undefined || !(collation in FOLDED) || /citext/i.test(column.postgresType)) continue;
      const problem = judge(statement, context, node, collation);
      if (problem) yield problem;
    }
  },
});
