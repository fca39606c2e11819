import { Node, SyntaxKind, type CallExpression, type SourceFile } from 'ts-morph';
import type { Pieces, Span } from '../../core/types.ts';
import { spanOf, type Draft } from '../draft.ts';
import { awaitAround, initializerOf, readChain, unwrap, unwrapAwait, withParentheses, type Chain } from '../syntax.ts';
import { removeStatement } from '../unused.ts';
import type { TableModel } from './schema.ts';

/** What the queries of a project are written against. */
export interface QueryWorld {
  readonly draft: Draft;
  readonly tables: ReadonlyMap<string, TableModel>;
  /** The old driver ran queries at once: `get()` gave a row, no promise. */
  readonly isSync: boolean;
  /** Where the rows of `execute` are: `.rows`, or the result itself. */
  readonly rows: string;
  /** What calls now give promises that nobody awaits: the cascade goes on from them. */
  readonly seeds: Node[];
  /** Functions that are made async here, with their transactions. */
  readonly regions: Node[];
}

/** A query builder's chain: what it does, to which table. */
export interface Query {
  readonly chain: Chain;
  readonly kind: 'select' | 'insert' | 'update' | 'delete' | 'find';
  /** The name of the table's variable. */
  readonly table: string;
}

const STARTS: Readonly<Record<string, Query['kind']>> = {
  select: 'select', selectDistinct: 'select', insert: 'insert', update: 'update', delete: 'delete', findMany: 'find', findFirst: 'find',
};
const NEEDS: Readonly<Record<Query['kind'], RegExp>> = { select: /^from$/, insert: /^(?:values|select)$/, update: /^set$/, delete: /^/, find: /^find/ };

/** The query that an expression builds; undefined where it is none of Drizzle's. */
export function readQuery(world: Pick<QueryWorld, 'tables'>, node: Node): Query | undefined {
  const chain = readChain(unwrapAwait(node));
  const start = chain?.links.find((link) => STARTS[link.name] !== undefined);
  const kind = start && STARTS[start.name]!;
  if (!chain || !kind || !chain.links.some((link) => NEEDS[kind].test(link.name))) return undefined;
  const from = kind === 'select' ? chain.links.find((link) => link.name === 'from') : start;
  const argument = from?.call.getArguments()[0];
  const table = argument ? lastName(argument) : '';
  if (kind === 'find') return /\.query\.\w+$/.test(chain.root.getText()) ? { chain, kind, table } : undefined;
  if (kind !== 'select' && !world.tables.has(table) && !isDatabase(chain.root)) return undefined;
  return { chain, kind, table };
}

/** A handle by its name, in a module that has to do with Drizzle: its table is a variable over several. */
const isDatabase = (root: Node): boolean => /db|database|^(?:tx|trx|txn)$/i.test(lastName(root)) && /['"]drizzle-orm/.test(root.getSourceFile().getFullText());

const lastName = (node: Node): string => /(\w+)$/.exec(node.getText())?.[1] ?? '';

/** A query, or a variable that holds one. */
const queryBehind = (world: QueryWorld, node: Node): Query | undefined => readQuery(world, node) ?? ofInitializer(world, node);

function ofInitializer(world: QueryWorld, node: Node): Query | undefined {
  const value = initializerOf(unwrap(node));
  return value && readQuery(world, value);
}

const RUNNERS = new Set(['get', 'all', 'run', 'values', 'sync', 'execute']);

/** Rewrites how queries are run: `get`, `all`, `run`, `values`, `sync`, prepared queries, raw statements and transactions. */
export function convertQueries(world: QueryWorld, file: SourceFile): void {
  for (const call of file.getDescendantsOfKind(SyntaxKind.CallExpression)) {
    const callee = call.getExpression();
    if (!Node.isPropertyAccessExpression(callee)) continue;
    const name = callee.getName();
    if (name === 'transaction') convertTransaction(world, call);
    else if (name === 'prepare') convertPrepare(world, call);
    else if (RUNNERS.has(name)) convertRun(world, call, name);
  }
}

function convertRun(world: QueryWorld, call: CallExpression, name: string): void {
  const receiver = call.getExpressionIfKindOrThrow(SyntaxKind.PropertyAccessExpression).getExpression();
  const [argument] = call.getArguments();
  if (argument && isSql(argument)) { convertRaw(world, call, name); return; }
  const prepared = preparedBehind(world, receiver);
  if (prepared) { convertPrepared(world, call, name); return; }
  const query = argument ? undefined : queryBehind(world, receiver);
  if (!query) return;
  if (name === 'values') { world.draft.barrier(call, '`.values()` gives rows as arrays: read the properties of the rows instead, PostgreSQL\'s builders have no such call.'); return; }
  if (world.draft.isGone(call.getLastChildOrThrow())) return;
  writeRun(world, call, spanOf(receiver), name === 'get');
}

/** `kept` is what stays of the call; a single row is the first of the rows. */
function writeRun(world: QueryWorld, call: CallExpression, kept: Span, isRow: boolean, suffix = ''): void {
  const around = awaitAround(call);
  const needsAwait = world.isSync && !around && !isReturnedPromise(call);
  if (needsAwait) world.seeds.push(call);
  const tail = `${suffix}${isRow ? '[0]' : ''}`;
  world.draft.converted(call, 'A query that ran at once is awaited.');
  if (tail === '') { world.draft.replace(call, needsAwait ? awaited(call, [kept]) : [kept]); return; }
  if (around) {
    world.draft.replace(withParentheses(around), ['(await ', kept, `)${tail}`]);
    return;
  }
  if (needsAwait) { world.draft.replace(call, ['(await ', kept, `)${tail}`]); return; }
  world.draft.replace(call, [kept, `.then((${suffix === '' ? 'rows' : 'result'}) => ${suffix === '' ? 'rows' : 'result'}${tail})`]);
}

/** Whether an expression is what a member, an element or a call is asked of. */
const isHead = (parent: Node, inner: Node): boolean =>
  (Node.isPropertyAccessExpression(parent) || Node.isElementAccessExpression(parent) || Node.isNonNullExpression(parent) || Node.isCallExpression(parent))
  && parent.getExpression() === inner;

/** An expression that something follows needs parentheses around its `await`. */
function awaited(call: CallExpression, pieces: Pieces): Pieces {
  const parent = call.getParent();
  return parent && isHead(parent, call) ? ['(await ', ...pieces, ')'] : ['await ', ...pieces];
}

/** The promise itself is what is wanted: an element of `Promise.all([...])`. */
function isReturnedPromise(call: CallExpression): boolean {
  const list = withParentheses(call).getParent();
  const outer = list && Node.isArrayLiteralExpression(list) ? list.getParent() : undefined;
  return outer !== undefined && Node.isCallExpression(outer) && /^Promise\.(?:all|allSettled|race|any)$/.test(outer.getExpression().getText());
}

/** A statement of Drizzle's `sql` template: the tag, `sql.raw(...)`, or a variable that holds one. */
function isSql(node: Node): boolean {
  const inner = unwrap(node);
  if (Node.isTaggedTemplateExpression(inner)) return inner.getTag().getText() === 'sql';
  if (Node.isCallExpression(inner)) return /^sql\.(?:raw|join)$/.test(inner.getExpression().getText());
  const value = initializerOf(inner);
  return value !== undefined && value !== inner && isSql(value);
}

/** `db.run(sql`...`)`, `db.all(sql`...`)`, `db.get(sql`...`)`. */
function convertRaw(world: QueryWorld, call: CallExpression, name: string): void {
  const callee = call.getExpressionIfKindOrThrow(SyntaxKind.PropertyAccessExpression);
  const statement = (awaitAround(call) ?? call).getParent();
  if (name === 'run' && /^\s*pragma\b/i.test(textOfSql(call.getArguments()[0]!)) && statement && Node.isExpressionStatement(statement)) {
    removeStatement(world.draft, call.getSourceFile(), statement);
    world.draft.converted(call, 'A PRAGMA goes: PostgreSQL needs none of it.'); return;
  }
  if (name === 'values') { world.draft.barrier(call, '`values` gives rows as arrays: use `execute` and read the properties of its rows.'); return; }
  if (name === 'execute') return;
  const [type] = call.getTypeArguments();
  const [argument] = call.getArguments();
  const receiver = spanOf(callee.getExpression());
  const cast = type ? ` as ${type.getText()}${name === 'all' ? '[]' : ' | undefined'}` : '';
  const isRows = name === 'all' || name === 'get';
  const around = awaitAround(call);
  const needsAwait = world.isSync && !around;
  if (needsAwait) world.seeds.push(call);
  world.draft.converted(call, 'A raw statement is executed by PostgreSQL.');
  if (!isRows) {
    const body: Pieces = [receiver, '.execute(', spanOf(argument!), ')'];
    world.draft.replace(call, needsAwait ? awaited(call, body) : body); return;
  }
  const row = `${world.rows}${name === 'get' ? '[0]' : ''}`;
  const open = cast === '' ? '(await ' : '((await ';
  const close = cast === '' ? `)${row}` : `)${row}${cast})`;
  world.draft.replace(around ? withParentheses(around) : call, [open, receiver, '.execute(', spanOf(argument!), `)${close}`]);
}

function textOfSql(node: Node): string {
  const inner = unwrap(node);
  if (Node.isTaggedTemplateExpression(inner)) return inner.getTemplate().getText().slice(1);
  return Node.isCallExpression(inner) ? (inner.getArguments()[0]?.getText().slice(1) ?? '') : '';
}

/** The `prepare()` that made a variable's value. */
function preparedBehind(world: QueryWorld, node: Node): Query | undefined {
  const value = initializerOf(unwrap(node)) ?? unwrap(node);
  const query = readQuery(world, value);
  return query?.chain.links.at(-1)?.name === 'prepare' ? query : undefined;
}

/** PostgreSQL's prepared statements have names. https://orm.drizzle.team/docs/perf-queries */
function convertPrepare(world: QueryWorld, call: CallExpression): void {
  if (call.getArguments().length > 0 || !readQuery(world, call)) return;
  const declaration = call.getFirstAncestorByKind(SyntaxKind.VariableDeclaration);
  const quote = /^import .*"/m.test(call.getSourceFile().getFullText()) ? '"' : "'";
  world.draft.splice(call.getSourceFile(), { start: call.getEnd() - 1, end: call.getEnd() - 1 }, `${quote}${declaration?.getName() ?? `statement_${call.getStart()}`}${quote}`);
}

function convertPrepared(world: QueryWorld, call: CallExpression, name: string): void {
  if (name === 'execute') return;
  const callee = call.getExpressionIfKindOrThrow(SyntaxKind.PropertyAccessExpression);
  world.draft.replace(callee.getNameNode(), 'execute');
  const around = awaitAround(call);
  const needsAwait = world.isSync && !around;
  if (needsAwait) world.seeds.push(call);
  const isRow = name === 'get';
  if (isRow) world.draft.replace(around ? withParentheses(around) : call, ['(await ', spanOf(call), ')[0]']);
  else if (needsAwait) world.draft.replace(call, awaited(call, [spanOf(call)]));
}

/** A transaction of a synchronous driver takes a synchronous function. */
function convertTransaction(world: QueryWorld, call: CallExpression): void {
  const [work] = call.getArguments();
  if (!world.isSync || !work || !(Node.isArrowFunction(work) || Node.isFunctionExpression(work))) return;
  const parameter = work.getParameters()[0];
  if (!parameter || !usesQueries(world, work)) return;
  const options = call.getArguments()[1];
  if (options && /behavior/.test(options.getText())) {
    world.draft.splice(call.getSourceFile(), { start: work.getEnd(), end: call.getEnd() - 1 }, '');
    world.draft.review(call, 'SQLite let one writer in at a time: lock the rows that are read before they are written (`.for(\'update\')`).');
  }
  if (!work.isAsync()) world.draft.splice(call.getSourceFile(), { start: work.getStart(), end: work.getStart() }, 'async ');
  world.regions.push(work);
  if (awaitAround(call) || isReturnedPromise(call)) return;
  world.seeds.push(call);
  world.draft.replace(call, awaited(call, [spanOf(call)]));
}

const usesQueries = (world: QueryWorld, work: Node): boolean =>
  work.getDescendantsOfKind(SyntaxKind.CallExpression).some((call) => readQuery(world, call) !== undefined || call.getArguments().slice(0, 1).some(isSql));
