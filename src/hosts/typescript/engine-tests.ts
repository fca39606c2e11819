import type { AnyEngine } from '../../core/engine-spans.ts';
import type { Engine } from '../../core/types.ts';
import { ENGINE_NAMES } from '../../drivers/driver.ts';
import { keyName, nameOf, nodeAt, nodesAt, stringAt, unwrap, type Node } from './node.ts';
import type { Tree } from './tree.ts';

/** Sets of engines as bits; `OTHER` stands for all third ones. */
export const SQLITE = 1;
export const POSTGRES = 2;
const OTHER = 4;
export const ALL = 7;

/** The engines for which a condition can hold, and those for which it can fail. */
export interface Answers {
  readonly yes: number;
  readonly no: number;
}

const UNKNOWN: Answers = { yes: ALL, no: ALL };

const OTHERS = new Set(['mysql', 'mysql2', 'mariadb', 'mssql', 'sqlserver', 'oracle', 'oracledb', 'mongodb', 'mongo', 'clickhouse', 'duckdb', 'redis']);

/** Names of an engine as a whole: what is not one of them is not that engine. `libsql` and the like are one driver of several. */
const WHOLE = new Set(['sqlite', 'sqlite3', 'better-sqlite3', 'pg', 'postgres', 'postgresql', 'pgsql']);

const maskOf = (engine: Engine): number => (engine === 'sqlite' ? SQLITE : POSTGRES);

export const enginesIn = (mask: number): readonly AnyEngine[] => ([['sqlite', SQLITE], ['postgres', POSTGRES], ['other', OTHER]] as const).flatMap(([engine, bit]) => ((mask & bit) !== 0 ? [engine] : []));

/** What a comparison with the name of an engine says. */
export function answersOfName(name: unknown): Answers {
  if (typeof name !== 'string') return UNKNOWN;
  const own = name.toLowerCase();
  if (OTHERS.has(own)) return { yes: OTHER, no: ALL };
  const engine = own === 'pgsql' ? 'postgres' : Object.hasOwn(ENGINE_NAMES, own) ? ENGINE_NAMES[own] : undefined;
  if (!engine) return UNKNOWN;
  const yes = maskOf(engine);
  return { yes, no: WHOLE.has(own) ? ALL ^ yes : ALL };
}

/** `isPg`, `IS_POSTGRES`, `usePostgres`, `dbIsSqlite`, `isSQLiteDialect`. */
const FLAG = /(?:^|_|[a-z])(?:is|uses?|using)_?(better_?sqlite3?|sqlite3?|libsql|turso|pg|pgsql|psql|postgres(?:ql)?|pglite|mysql|mariadb|mssql)(?:_?(?:db|database|dialect|client|engine|driver|target|mode|enabled))?$/i;

function answersOfFlag(name: string): Answers | undefined {
  const found = FLAG.exec(name)?.[1]?.toLowerCase();
  if (found === undefined) return undefined;
  return answersOfName(found === 'psql' ? 'postgres' : found.replace(/^better_?sqlite3?$/, 'better-sqlite3'));
}

/** The engine of a connection string that begins so, or of a part of one. */
function answersOfUrl(text: unknown): Answers {
  if (typeof text !== 'string') return UNKNOWN;
  if (/^postgres(?:ql)?(?::|$)/i.test(text)) return { yes: POSTGRES, no: ALL ^ POSTGRES };
  return /^(?:file|sqlite|libsql):/i.test(text) ? { yes: SQLITE, no: ALL } : answersOfName(text);
}

const both = (a: Answers, b: Answers): Answers => ({ yes: a.yes & b.yes, no: a.no | b.no });

const either = (a: Answers, b: Answers): Answers => ({ yes: a.yes | b.yes, no: a.no & b.no });

const not = (answers: Answers): Answers => ({ yes: answers.no, no: answers.yes });

const DEEPEST = 4;

/** What a condition says of the engine that the program runs on. */
export function answersOf(tree: Tree, test: Node, depth = 0): Answers {
  const node = unwrap(test);
  const side = (key: string): Node => nodeAt(node, key) ?? node;
  if (depth > DEEPEST) return UNKNOWN;
  switch (node.type) {
    case 'UnaryExpression':
      return node['operator'] === '!' ? not(answersOf(tree, side('argument'), depth + 1)) : UNKNOWN;
    case 'LogicalExpression': {
      const [left, right] = [answersOf(tree, side('left'), depth + 1), answersOf(tree, side('right'), depth + 1)];
      if (node['operator'] === '&&') return isHandleCheck(side('right'), right) ? left : isHandleCheck(side('left'), left) ? right : both(left, right);
      if (node['operator'] !== '||') return UNKNOWN;
      return isMissingHandle(side('left')) ? right : isMissingHandle(side('right')) ? left : either(left, right);
    }
    case 'BinaryExpression': {
      const operator = stringAt(node, 'operator') ?? '';
      if (!/^[!=]==?$/.test(operator)) return UNKNOWN;
      const answers = [side('left'), side('right')].map((operand) => answersOfName(unwrap(operand)['value'])).find(({ yes }) => yes !== ALL) ?? UNKNOWN;
      return operator.startsWith('!') ? not(answers) : answers;
    }
    case 'CallExpression':
      return answersOfCall(node);
    case 'MemberExpression':
      return answersOfFlag(keyName(node) ?? '') ?? UNKNOWN;
    case 'Identifier':
      return answersOfVariable(tree, node, depth);
    default:
      return UNKNOWN;
  }
}

/** `isPg && pool`: the handle of an engine is there when the engine is. */
function isHandleCheck(node: Node, { yes, no }: Answers): boolean {
  const inner = unwrap(node);
  const name = inner.type === 'MemberExpression' ? keyName(inner) : nameOf(inner);
  return yes === ALL && no === ALL && name !== undefined && isHandleName(name);
}

/** `!pool || isSqlite`: the same from the other side. */
function isMissingHandle(node: Node): boolean {
  const inner = unwrap(node);
  const operand = inner.type === 'UnaryExpression' && inner['operator'] === '!' ? nodeAt(inner, 'argument') : undefined;
  return operand !== undefined && isHandleCheck(operand, UNKNOWN);
}

/** Whether a name says that something leads to a database. */
export const isHandleName = (name: string): boolean => /(?:pool|client|conn(?:ection)?|db|database|sql|url|dsn|knex|repo(?:sitory)?)$/i.test(name);

function answersOfVariable(tree: Tree, node: Node, depth: number): Answers {
  const flag = answersOfFlag(nameOf(node) ?? '');
  if (flag) return flag;
  const variable = tree.variableOf(node);
  const isKept = variable?.path.length === 0 && variable.references.every((reference) => !reference.isWrite);
  return isKept && variable.init ? answersOf(tree, variable.init, depth + 1) : UNKNOWN;
}

/** `isPostgres()`, `url.startsWith('postgres')`, `client.includes('sqlite')`, `/^postgres/.test(url)`, `['pg', 'postgres'].includes(client)`. */
function answersOfCall(node: Node): Answers {
  const callee = unwrap(nodeAt(node, 'callee') ?? node);
  const name = (callee.type === 'MemberExpression' ? keyName(callee) : nameOf(callee)) ?? '';
  const flag = answersOfFlag(name);
  if (flag) return flag;
  const owner = callee.type === 'MemberExpression' ? unwrap(nodeAt(callee, 'object') ?? callee) : undefined;
  const given = nodesAt(node, 'arguments')[0];
  if (!owner || !given) return UNKNOWN;
  if (name === 'test') return answersOfUrl(patternOf(owner).replace(/[\^$()?\\/]|:.*|\(.*/g, ''));
  if (name === 'includes' && owner.type === 'ArrayExpression') return anyName(nodesAt(owner, 'elements'));
  return name === 'startsWith' || name === 'includes' ? answersOfUrl(unwrap(given)['value']) : UNKNOWN;
}

const patternOf = (node: Node): string => {
  const regex = node['regex'];
  return typeof regex === 'object' && regex !== null && 'pattern' in regex ? String(regex.pattern) : '';
};

const anyName = (names: readonly Node[]): Answers =>
  names.map((name) => answersOfName(unwrap(name)['value'])).reduce(either, { yes: 0, no: ALL });
