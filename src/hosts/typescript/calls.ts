import type { Origin, Site, SiteArgument } from '../../core/types.ts';
import { surroundings } from './around.ts';
import { openingAt } from './connections.ts';
import { functionsAround, type FunctionIds } from './functions.ts';
import { isFunction, keyName, nameOf, nodeAt, nodesAt, unwrap, type Node } from './node.ts';
import type { Origins } from './origins.ts';
import { readResult } from './results.ts';
import type { SqlAt } from './sql.ts';
import type { Tree } from './tree.ts';
import { nodesOf } from './walk.ts';

const CALLS = new Set(['CallExpression', 'NewExpression', 'TaggedTemplateExpression']);

/** Globals of the language and of test runners: what hangs on them is no database. */
const OTHERS = new Set([
  'console', 'Math', 'JSON', 'Object', 'Array', 'Number', 'String', 'Boolean', 'Date', 'Promise', 'Symbol', 'Reflect', 'Error', 'TypeError', 'RangeError', 'Map', 'Set',
  'WeakMap', 'RegExp', 'parseInt', 'parseFloat', 'isNaN', 'setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'queueMicrotask', 'fetch', 'URL',
  'expect', 'describe', 'it', 'test', 'beforeEach', 'afterEach', 'beforeAll', 'afterAll', 'before', 'after', 'suite', 'assert', 'Buffer', 'Uint8Array', 'AbortController',
  'document', 'window', 'encodeURIComponent', 'decodeURIComponent', 'structuredClone', 'vi', 'jest', 'Intl',
]);

/** The calls of a file that may concern a database or a function of the project, in source order, with their number. */
export function numberSites(tree: Tree): ReadonlyMap<Node, number> {
  const sites = new Map<Node, number>();
  for (const node of nodesOf(tree.program, ...CALLS)) if (!isOther(tree, node)) sites.set(node, sites.size);
  return sites;
}

function isOther(tree: Tree, node: Node): boolean {
  let at = unwrap(nodeAt(node, 'callee') ?? nodeAt(node, 'tag') ?? node);
  while (at.type === 'MemberExpression' || (CALLS.has(at.type) && at !== node)) {
    const next = nodeAt(at, 'object') ?? nodeAt(at, 'callee') ?? nodeAt(at, 'tag');
    if (!next) return false;
    at = unwrap(next);
  }
  if (at.type === 'Literal' || at.type === 'TemplateLiteral' || at.type === 'ArrayExpression' || at.type === 'RegExpLiteral') return true;
  const name = nameOf(at);
  return name !== undefined && OTHERS.has(name) && (tree.variableOf(at)?.import === undefined || /^(?:vitest|bun:test|node:test|@jest\/globals|node:assert.*|assert)$/.test(tree.variableOf(at)!.import!.specifier));
}

export interface SiteNeeds {
  readonly tree: Tree;
  readonly ids: FunctionIds;
  readonly origins: Origins;
  readonly sqlAt: (node: Node) => SqlAt;
}

/** Everything about one call that does not depend on what is called. */
export function readSite(needs: SiteNeeds, node: Node): Site {
  const { tree, ids, origins } = needs;
  const kind = node.type === 'NewExpression' ? 'new' : node.type === 'TaggedTemplateExpression' ? 'tag' : 'call';
  const callee = nodeAt(node, 'callee') ?? nodeAt(node, 'tag');
  const given = kind === 'tag' ? nodesAt(nodeAt(node, 'quasi') ?? node, 'expressions') : nodesAt(node, 'arguments');
  const sql = kind === 'tag' ? needs.sqlAt(node) : {};
  const origin = calleeOrigin(origins, callee);
  const opening = openingAt(tree, node);
  const isPlain = callee !== undefined && kind === 'call' && isPlainMethod(callee);
  const asked = isPlain ? { ...needs, sqlAt: () => NO_SQL } : needs;
  return {
    start: node.start, end: node.end, kind, callee: origin,
    arguments: given.map((argument) => toArgument(asked, argument, 0)),
    reads: isPlain ? [] : readResult(tree, node),
    ...surroundings(tree, node),
    functions: functionsAround(tree, node).map((own) => ids.idOf(own)),
    ...(sql.isSql && sql.fragments && { fragments: sql.fragments }),
    ...(opening && { opening }),
  };
}

const NO_SQL: SqlAt = {};

/** Methods of the language's own values and of test runners: no database takes SQL by them, and what they give is no result of one. */
const PLAIN_METHODS = new Set([
  'push', 'unshift', 'forEach', 'join', 'includes', 'indexOf', 'lastIndexOf', 'startsWith', 'endsWith', 'split', 'replace', 'replaceAll', 'trim', 'trimStart', 'trimEnd', 'toLowerCase',
  'toUpperCase', 'padStart', 'padEnd', 'charAt', 'charCodeAt', 'codePointAt', 'localeCompare', 'toFixed', 'toISOString', 'getTime', 'hasOwnProperty', 'stringify', 'isArray',
  'addEventListener', 'removeEventListener', 'preventDefault', 'stopPropagation', 'querySelector', 'getElementById', 'appendChild', 'setAttribute', 'toBe', 'toEqual', 'toStrictEqual',
  'toHaveLength', 'toContain', 'toMatch', 'toBeDefined', 'toBeUndefined', 'toBeNull', 'toBeTruthy', 'toBeFalsy', 'toThrow', 'toHaveBeenCalledWith', 'toHaveProperty', 'mockReturnValue',
  'mockResolvedValue', 'mockImplementation',
]);

function isPlainMethod(callee: Node): boolean {
  const inner = unwrap(callee);
  return inner.type === 'MemberExpression' && PLAIN_METHODS.has(keyName(inner) ?? '');
}

/** `super(...)` and `import(...)` call nothing that has a name. */
const calleeOrigin = (origins: Origins, callee: Node | undefined): Origin => origins.originOf(callee);

const LONGEST_TEXT = 200;
const MOST_ELEMENTS = 200;
const DEEPEST = 3;

function toArgument(needs: SiteNeeds, node: Node, depth: number): SiteArgument {
  const { tree, origins } = needs;
  const inner = unwrap(node.type === 'SpreadElement' ? (nodeAt(node, 'argument') ?? node) : node);
  const sql = depth <= 1 ? needs.sqlAt(inner) : {};
  const list = node.type === 'SpreadElement' || depth >= DEEPEST ? undefined : listOf(tree, inner);
  const record = depth >= DEEPEST ? undefined : recordOf(tree, inner);
  return {
    start: node.start, end: node.end, origin: isFunction(inner) ? { kind: 'function', id: needs.ids.idOf(inner) } : origins.originOf(inner),
    text: tree.text(node).slice(0, LONGEST_TEXT),
    ...(node.type === 'SpreadElement' && { isSpread: true }),
    ...(isFunction(inner) && { isFunction: true }),
    ...(list && { elements: list.slice(0, MOST_ELEMENTS).map((element) => toElement(needs, element, depth + 1)) }),
    ...(record && { properties: propertiesOf(needs, record, depth) }),
    ...sql,
  };
}

const toElement = (needs: SiteNeeds, element: Element, depth: number): SiteArgument => ({
  ...toArgument(needs, element.node, depth), ...(element.isAny && { isSpread: true }),
});

const propertiesOf = (needs: SiteNeeds, record: Node, depth: number): readonly (SiteArgument & { readonly name: string })[] =>
  nodesAt(record, 'properties').slice(0, MOST_ELEMENTS).map((property) => {
    if (property.type === 'SpreadElement') return { ...toArgument(needs, property, depth + 1), name: '' };
    return { ...toArgument(needs, nodeAt(property, 'value') ?? property, depth + 1), name: keyName(property) ?? '' };
  });

interface Element {
  readonly node: Node;
  /** Pushed later, perhaps: it stands for none or for many. */
  readonly isAny?: boolean;
}

/** The elements of an array, in the expression or in the variable it names, with what is pushed to it. */
function listOf(tree: Tree, node: Node): readonly Element[] | undefined {
  if (node.type === 'ArrayExpression') return nodesAt(node, 'elements').map((element) => ({ node: element }));
  const variable = node.type === 'Identifier' ? tree.variableOf(node) : undefined;
  const init = variable?.init && unwrap(variable.init);
  if (init?.type !== 'ArrayExpression' || variable?.path.length !== 0) return undefined;
  const pushed = variable.references.flatMap((reference) => pushedTo(tree, reference.node));
  return [...nodesAt(init, 'elements').map((element) => ({ node: element })), ...pushed.map((element) => ({ node: element, isAny: true }))];
}

function pushedTo(tree: Tree, reference: Node): readonly Node[] {
  const member = tree.parentOf(reference);
  const call = member?.type === 'MemberExpression' && /^(?:push|unshift)$/.test(keyName(member) ?? '') ? tree.parentOf(member) : undefined;
  return call?.type === 'CallExpression' && nodeAt(member!, 'object') === reference ? nodesAt(call, 'arguments') : [];
}

function recordOf(tree: Tree, node: Node): Node | undefined {
  if (node.type === 'ObjectExpression') return node;
  const variable = node.type === 'Identifier' ? tree.variableOf(node) : undefined;
  const init = variable?.init && unwrap(variable.init);
  return init?.type === 'ObjectExpression' && variable?.path.length === 0 ? init : undefined;
}
