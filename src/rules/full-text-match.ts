import type { Pieces, Problem, ProposedEdit } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { nodesOf, quoteText, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { functionName, isSameName, spanOf, unwrap, type Expr } from '../sql/tree.ts';
import { fullTextSources, sourceOfMatch, toTsquery, type FullTextSource } from './support/full-text.ts';

/** The query of a MATCH: a literal is translated, anything else is left to websearch_to_tsquery(). */
function queryOf(source: FullTextSource, expr: Expr): Pieces | undefined {
  const value = unwrap(expr);
  if (value.type !== 'StringLiteral') return [`websearch_to_tsquery('${source.configuration}', `, spanOf(expr), ')'];
  const query = toTsquery(value.value);
  return query === undefined ? undefined : [`to_tsquery('${source.configuration}', ${quoteText(query)})`];
}

/** The tsvector column: the one that PostgreSQL's declaration has, else the one that the rewriting of the table makes. */
function vectorOf(source: FullTextSource, column: string | undefined, isAlone: boolean): string {
  const prefix = isAlone ? '' : `${source.alias}.`;
  if (column !== undefined) return `to_tsvector('${source.configuration}', coalesce(${prefix}${column}, ''))`;
  return prefix + (source.table.columns.find((one) => one.postgresType === 'tsvector')?.name ?? 'tsv');
}

interface Match {
  readonly source: FullTextSource;
  readonly query: Pieces;
  readonly vector: string;
}

const isText = (expr: Expr | undefined): expr is Ast.StringLiteral => expr?.type === 'StringLiteral';

/** `highlight(f, 1, '<b>', '</b>')` and `snippet(f, 1, '[', ']', '...', 8)` by ts_headline(), `bm25(f)` by ts_rank(). */
function auxiliary(call: Ast.FunctionCallExpr, match: Match): Pieces | undefined {
  const [, index, open, close, , words] = call.args ?? [];
  const name = functionName(call);
  if (name === 'bm25') return [`(-ts_rank(${match.vector}, `, ...match.query, '))'];
  const column = index?.type === 'NumericLiteral' ? match.source.table.columns[Number(index.value)]?.name : undefined;
  if (column === undefined || !isText(open) || !isText(close)) return undefined;
  const size = words?.type === 'NumericLiteral' ? Number(words.value) : 0;
  const limits = name === 'highlight' ? 'HighlightAll=true' : `MaxWords=${Math.max(size, 4)}, MinWords=3`;
  return [`ts_headline('${match.source.configuration}', ${column}, `, ...match.query, `, ${quoteText(`StartSel=${open.value}, StopSel=${close.value}, ${limits}`)})`];
}

function* companions(statement: Statement, match: Match): Generator<Problem> {
  for (const call of nodesOf(statement, 'FunctionCallExpr')) {
    if (!/^(?:bm25|highlight|snippet)$/.test(functionName(call)!)) continue;
    const text = auxiliary(call, match);
    yield {
      ...spanOf(call), message: `${functionName(call)}() is a function of SQLite's full-text search.`, help: 'Use ts_rank() for the order and ts_headline() for marked words; numbers and cuts differ.',
      ...(text && { fix: { title: 'Use PostgreSQL\'s full-text functions', safety: 'unsafe', edits: [replaceNode(call, text)] } }),
    };
  }
  for (const term of nodesOf(statement, 'SortedColumn')) {
    if (term.expr.type !== 'Id' || !isSameName(term.expr.name, 'rank')) continue;
    const span = spanOf(term.expr);
    const order = statement.tokens.find((token) => token.start >= span.end && /^(?:asc|desc)$/i.test(token.text) && token.end <= spanOf(term).end);
    const edit: ProposedEdit = { start: span.start, end: order?.end ?? span.end, text: [`ts_rank(${match.vector}, `, ...match.query, term.order === 'Desc' ? ') ASC' : ') DESC'] };
    yield { ...span, message: 'rank is a hidden column of SQLite\'s full-text tables, best first.', help: 'Order by ts_rank() DESC; ranks differ.', fix: { title: 'Order by ts_rank()', safety: 'unsafe', edits: [edit] } };
  }
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  const matches = nodesOf(statement, 'LikeExpr').filter((node) => node.op === 'Match');
  if (matches.length === 0) return;
  const sources = fullTextSources(statement, context);
  const isAlone = nodesOf(statement, 'TableSelectTable', 'SelectSelectTable').length <= 1;
  for (const node of matches) {
    const named = sourceOfMatch(sources, node.lhs);
    if (!named) continue;
    const query = named.source.isIndexOnly ? undefined : queryOf(named.source, node.rhs);
    const vector = vectorOf(named.source, named.column, isAlone);
    yield {
      ...spanOf(node), message: 'MATCH is SQLite\'s full-text search; PostgreSQL asks a tsvector with @@.',
      help: 'Search by tsv @@ websearch_to_tsquery(), which reads what users type and never fails; words, ranks and prefixes differ from FTS5.',
      ...(query && { fix: { title: 'Search the tsvector', safety: 'unsafe', edits: [{ ...spanOf(node), text: [node.not ? 'NOT ' : '', `${vector} @@ `, ...query] }] } }),
    };
    if (query && matches.length === 1) yield* companions(statement, { source: named.source, query, vector });
  }
}

export default defineRule({
  summary: 'MATCH on a full-text table, and rank, bm25(), highlight(), snippet()',
  why: 'FTS5 has a query language, a rank and helper functions of its own. PostgreSQL has tsvector, tsquery, ts_rank() and ts_headline(): the same words are found, ranks and cuts differ.',
  construct: 'MATCH on a full-text table',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, FTS5: https://sqlite.org/fts5.html', 'PostgreSQL, 12 Full text search: https://www.postgresql.org/docs/current/textsearch.html'],
  statement,
});
