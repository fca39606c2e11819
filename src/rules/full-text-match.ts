import type { Pieces, Problem, ProposedEdit } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { nodesOf, quoteText, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { functionName, isSameName, spanOf, unwrap, type Expr } from '../sql/tree.ts';
import { fullTextSource, fullTextSources, queryOf, sourceOfMatch, toTsquery, vectorOf, type FullTextSource } from './support/full-text.ts';

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

const AUXILIARY = ['bm25', 'highlight', 'snippet'] as const;

/** The functions that only full-text tables have; `match` is the search of the statement, where it is one that can be rewritten. */
function* functions(statement: Statement, match: Match | undefined): Generator<Problem> {
  for (const call of nodesOf(statement, 'FunctionCallExpr')) {
    if (!AUXILIARY.some((name) => name === functionName(call))) continue;
    const text = match && auxiliary(call, match);
    yield {
      ...spanOf(call), message: `${functionName(call)}() is a function of SQLite's full-text search.`, help: 'Use ts_rank() for the order and ts_headline() for marked words; numbers and cuts differ.',
      ...(text && { fix: { title: 'Use PostgreSQL\'s full-text functions', safety: 'unsafe', edits: [replaceNode(call, text)] } }),
    };
  }
}

/** `SELECT rank`: the hidden column gives what bm25() does (https://sqlite.org/fts5.html#sorting_by_auxiliary_function_results). */
function* rankResults(statement: Statement, match: Match): Generator<Problem> {
  for (const { expr, alias } of nodesOf(statement, 'ExprResultColumn')) {
    const name = expr.type === 'Id' ? expr.name : expr.type === 'QualifiedExpr' && isSameName(expr.table.text, match.source.alias) ? expr.column.text : '';
    if (!isSameName(name, 'rank')) continue;
    yield {
      ...spanOf(expr), message: 'rank is a hidden column of SQLite\'s full-text tables.', help: 'Ask for -ts_rank(), which is smallest for the best; the numbers differ.',
      fix: { title: 'Use ts_rank()', safety: 'unsafe', edits: [replaceNode(expr, [`-ts_rank(${match.vector}, `, ...match.query, alias ? ')' : ') AS rank'])] },
    };
  }
}

function* ranks(statement: Statement, match: Match): Generator<Problem> {
  for (const term of nodesOf(statement, 'SortedColumn')) {
    if (term.expr.type !== 'Id' || !isSameName(term.expr.name, 'rank')) continue;
    const span = spanOf(term.expr);
    const order = statement.tokens.find((token) => token.start >= span.end && /^(?:asc|desc)$/i.test(token.text) && token.end <= spanOf(term).end);
    const edit: ProposedEdit = { start: span.start, end: order?.end ?? span.end, text: [`ts_rank(${match.vector}, `, ...match.query, term.order === 'Desc' ? ') ASC' : ') DESC'] };
    yield { ...span, message: 'rank is a hidden column of SQLite\'s full-text tables, best first.', help: 'Order by ts_rank() DESC; ranks differ.', fix: { title: 'Order by ts_rank()', safety: 'unsafe', edits: [edit] } };
  }
}

const HELP = 'Search by tsv @@ websearch_to_tsquery(), which reads what users type and never fails; words, ranks and prefixes differ from FTS5.';

/** `FROM f('words')`, which is `FROM f WHERE f MATCH 'words'`. */
function* calls(statement: Statement, context: Context): Generator<Problem> {
  for (const node of nodesOf(statement, 'TableCallSelectTable')) {
    const name = node.tblName.objName.text;
    const source = fullTextSource(context, name, node.alias?.name.text ?? name);
    const [arg] = node.args ?? [];
    const close = arg && statement.tokens.find((token) => token.start >= spanOf(arg).end && token.text === ')');
    if (!source || !arg || !close) continue;
    const query = source.isIndexOnly ? undefined : queryOf(source, arg);
    const span = { start: spanOf(node.tblName.objName).start, end: close.end };
    yield {
      ...span, message: `${name}() in FROM is SQLite's full-text search; PostgreSQL asks a tsvector with @@.`, help: HELP,
      ...(query && { fix: { title: 'Search the tsvector', safety: 'unsafe', edits: [{ ...span, text: [`(SELECT * FROM ${name} WHERE ${vectorOf(source, undefined, true)} @@ `, ...query, node.alias ? ')' : `) AS ${name}`] }] } }),
    };
  }
}

/** `INSERT INTO f (f) VALUES ('rebuild')`: a command to the index. */
function* commands(statement: Statement, context: Context): Generator<Problem> {
  const { tree } = statement;
  if (tree?.type !== 'InsertStmt') return;
  const name = tree.tblName.objName.text;
  if (!tree.columns?.some((column) => isSameName(column.text, name)) || !fullTextSource(context, name, name)) return;
  const whole = { start: 0, end: statement.text.length };
  const isUpkeep = tree.columns.length === 1;
  yield {
    ...whole, message: `INSERT INTO ${name} (${name}) is a command to SQLite's full-text index.`,
    help: isUpkeep ? 'Remove it: a GIN index keeps itself.' : 'Remove it: the generated tsvector follows its row.',
    fix: { title: 'Remove the command', safety: isUpkeep ? 'safe' : 'unsafe', edits: [{ ...whole, text: '' }] },
  };
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  yield* calls(statement, context);
  yield* commands(statement, context);
  const matches = nodesOf(statement, 'LikeExpr').filter((node) => node.op === 'Match');
  const sources = matches.length === 0 ? [] : fullTextSources(statement, context);
  let match: Match | undefined;
  const isAlone = nodesOf(statement, 'TableSelectTable', 'SelectSelectTable').length <= 1;
  for (const node of matches) {
    const named = sourceOfMatch(sources, node.lhs);
    if (!named) continue;
    const filter = /^\s*(\w+)\s*:\s*([^:]*)$/.exec(isText(unwrap(node.rhs)) ? (unwrap(node.rhs) as Ast.StringLiteral).value : '');
    const filtered = filter && named.source.table.column(filter[1]!) ? toTsquery(filter[2]!) : undefined;
    const query = named.source.isIndexOnly ? undefined : filtered !== undefined ? [`to_tsquery('${named.source.configuration}', ${quoteText(filtered)})`] : queryOf(named.source, node.rhs);
    const vector = vectorOf(named.source, filtered !== undefined ? filter![1] : named.column, isAlone);
    yield {
      ...spanOf(node), message: 'MATCH is SQLite\'s full-text search; PostgreSQL asks a tsvector with @@.',
      help: HELP,
      ...(query && { fix: { title: 'Search the tsvector', safety: 'unsafe', edits: [{ ...spanOf(node), text: [node.not ? 'NOT ' : '', `${vector} @@ `, ...query] }] } }),
    };
    if (query && matches.length === 1) match = { source: named.source, query, vector };
  }
  yield* functions(statement, match);
  if (!match) return;
  yield* ranks(statement, match);
  yield* rankResults(statement, match);
}

export default defineRule({
  summary: 'MATCH on a full-text table, and rank, bm25(), highlight(), snippet()',
  why: 'FTS5 has a query language, a rank and helper functions of its own. PostgreSQL has tsvector, tsquery, ts_rank() and ts_headline(): the same words are found, ranks and cuts differ.',
  construct: 'MATCH on a full-text table',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, FTS5: https://sqlite.org/fts5.html', 'PostgreSQL, 12 Full text search: https://www.postgresql.org/docs/current/textsearch.html'],
  wakes: ['LikeExpr', 'TableCallSelectTable', 'InsertStmt', ...AUXILIARY.map((name) => `${name}()` as const)],
  statement,
});
