import type { Problem, ProposedFix } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { ancestorsOf, nodesOf, parentOf, replaceNode, replaceSpan, wrapNode } from '../sql/rewrite.ts';
import { namesOf } from '../sql/scope.ts';
import type { Names, Source } from '../sql/sources.ts';
import type { Statement } from '../sql/statement.ts';
import { columnNodesOf, functionName, integerValue, isColumnNode, isSameName, spanOf, textOf, unwrap, type ColumnNode, type Expr, type Node } from '../sql/tree.ts';
import { aggregatesOf, isAggregateCall } from './support/aggregates.ts';

interface Grouping {
  readonly query: Ast.SelectFrom;
  readonly terms: readonly Expr[];
  readonly texts: ReadonlySet<string>;
}

/** The expressions that the groups are made of: ordinals and aliases stand for their result columns. */
function groupingOf(statement: Statement, query: Ast.SelectFrom, names: Names): Grouping {
  const terms = (query.groupBy ?? []).map((term) => {
    const inner = unwrap(term);
    const ordinal = integerValue(inner);
    const column = ordinal === undefined ? undefined : query.columns[ordinal - 1];
    if (column?.type === 'ExprResultColumn') return unwrap(column.expr);
    const reference = isColumnNode(inner) ? names.resolve(inner) : undefined;
    return reference?.kind === 'alias' ? unwrap(reference.result.expr) : inner;
  });
  return { query, terms, texts: new Set(terms.map((term) => normal(textOf(statement.text, term)))) };
}

const normal = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').replaceAll('"', '');

/** Whether a group holds all columns of the key of a table: its other columns depend on it (PostgreSQL manual, 7.2.3). */
function isKeyGrouped(source: Source, grouping: Grouping, names: Names): boolean {
  const key = source.table?.primaryKey ?? [];
  return key.length > 0 && key.every((name) => grouping.terms.some((term) => {
    const reference = isColumnNode(term) ? names.resolve(term) : undefined;
    return reference?.kind === 'column' && reference.source.node === source.node && isSameName(reference.name, name);
  }));
}

function isGrouped(statement: Statement, node: ColumnNode, grouping: Grouping, names: Names): boolean {
  const reference = names.resolve(node);
  if (reference?.kind !== 'column') return true;
  if (isKeyGrouped(reference.source, grouping, names)) return true;
  return grouping.terms.some((term) => {
    const own = isColumnNode(term) ? names.resolve(term) : undefined;
    return own?.kind === 'column' && own.source.node === reference.source.node && isSameName(own.name, reference.name);
  }) || ancestorsOf(statement, node).some((above) => grouping.texts.has(normal(textOf(statement.text, above))));
}

/** Columns outside aggregates in the parts of the query that come after grouping. */
function bareColumns(statement: Statement, grouping: Grouping, names: Names): readonly ColumnNode[] {
  const { query } = grouping;
  const select = parentOf(statement, query);
  const own = names.sourcesOf(query);
  const parts: Node[] = [...query.columns, ...(query.having ? [query.having] : []), ...(select?.type === 'Select' && !select.compounds ? (select.orderBy ?? []) : [])];
  return columnNodesOf(statement.tree!).filter((node) => {
    const around = ancestorsOf(statement, node);
    const part = [node, ...around].find((one) => parts.includes(one));
    const reference = names.resolve(node);
    const isOwn = names.scopeAt(node).query === query || (reference?.kind === 'column' && own.some((source) => source.node === reference.source.node));
    if (!part || !isOwn || around.slice(0, around.indexOf(part)).some((one) => isAggregateCall(one) && names.scopeAt(one).query === query)) return false;
    return !isGrouped(statement, node, grouping, names);
  });
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const names = namesOf(statement.tree, context.schema);
  for (const query of nodesOf(statement, 'SelectFrom')) {
    const own = aggregatesOf(statement, query, names);
    const hasAggregate = own.some((call) => !ancestorsOf(statement, call).some((above) => isAggregateCall(above)));
    if (!query.groupBy && (!hasAggregate || !query.from)) continue;
    const grouping = groupingOf(statement, query, names);
    const extremum = own.find((call) => /^(?:max|min)$/.test(functionName(call)!));
    const isOnly = own.filter((call) => /^(?:max|min)$/.test(functionName(call)!)).length === 1;
    for (const node of bareColumns(statement, grouping, names)) yield toProblem(statement, node, names.scopeAt(node).query === query, extremum, isOnly);
    const star = query.groupBy && query.columns.find((column) => column.type === 'StarResultColumn');
    if (star && names.sourcesOf(query).some((source) => source.table && !isKeyGrouped(source, grouping, names))) {
      const at = statement.tokens.find((token) => token.kind === 'STAR' && token.start >= spanOf(query).start) ?? statement.tokens[0]!;
      yield { start: at.start, end: at.end, message: 'The star of a grouped query holds columns that are not grouped (42803).', help: 'List the columns, in aggregates where they are not grouped.' };
    }
  }
}

/** The value of the row that max() or min() takes, or of some row. */
function fixOf(node: ColumnNode, extremum: Node | undefined, isOnly: boolean): ProposedFix | undefined {
  if (!extremum) return { title: 'Take min()', safety: 'unsafe', portable: true, edits: [wrapNode(node, 'min(', ')')] };
  const arg = extremum.type === 'FunctionCallExpr' ? extremum.args?.[0] : undefined;
  if (!arg || !isOnly) return undefined;
  const order = functionName(extremum) === 'max' ? ' DESC NULLS LAST' : ' NULLS LAST';
  return { title: 'Take it from that row', safety: 'unsafe', edits: [replaceNode(node, ['(array_agg(', spanOf(node), ' ORDER BY ', spanOf(arg), `${order}))[1]`])] };
}

function toProblem(statement: Statement, node: ColumnNode, isOfQuery: boolean, extremum: Node | undefined, isOnly: boolean): Problem {
  const written = textOf(statement.text, node);
  const own = isOfQuery ? fixOf(node, extremum, isOnly) : undefined;
  const result = parentOf(statement, node);
  const { end } = spanOf(node);
  // It is called by its name.
  const alias = result?.type === 'ExprResultColumn' && !result.alias ? [replaceSpan({ start: end, end }, ` AS ${written.slice(written.lastIndexOf('.') + 1)}`)] : [];
  const fix = own && { ...own, edits: [...own.edits, ...alias] };
  return {
    ...spanOf(node),
    message: `${written} is neither grouped nor in an aggregate: SQLite takes it from ${extremum ? 'the row of max() or min()' : 'some row of the group'}, PostgreSQL raises 42803.`,
    help: extremum ? 'Take it from that row with array_agg, or use SELECT DISTINCT ON (group) ... ORDER BY group, value DESC.' : 'Add it to GROUP BY, or say which value is meant with min(), max() or any_value().',
    ...(fix && { fix }),
  };
}

export default defineRule({
  summary: 'columns of a grouped query that are not grouped',
  why: `SQLite lets a grouped query show a column that is neither grouped nor aggregated and takes some row's value; beside \`max()\` that of the largest row. PostgreSQL raises 42803, unless the
column depends on a primary key that is grouped.`,
  construct: 'bare columns in GROUP BY',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, Bare columns in an aggregate query: https://sqlite.org/lang_select.html#bareagg', 'PostgreSQL, 7.2.3 GROUP BY: https://www.postgresql.org/docs/current/queries-table-expressions.html#QUERIES-GROUP'],
  wakes: ['GROUP', 'FunctionCallExpr', 'FunctionCallStarExpr'],
  statement,
});
