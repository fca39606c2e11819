import type { ResultRead, SiteRead } from '../../core/types.ts';
import { promisedRead } from './context-types.ts';
import { binaryType } from './expressions.ts';
import { isWrapper, keyName, nameOf, nodeAt, nodesAt, stringAt, unwrap, type Node } from './node.ts';
import type { Tree } from './tree.ts';

type Use = Pick<ResultRead, 'use' | 'detail' | 'operator'>;

/** How the value of an expression is used where it stands. An assertion on an object says something about each of its properties. */
export function useOf(tree: Tree, node: Node, steps: readonly string[]): readonly SiteRead[] {
  let inner = node;
  let parent = tree.parentOf(node);
  while (parent && isWrapper(parent)) [inner, parent] = [parent, tree.parentOf(parent)];
  if (!parent) return [];
  const at = (use: Use, own: readonly string[] = steps): SiteRead => ({ ...use, steps: own, start: node.start, end: node.end });
  const asserted = assertedValue(tree, parent, inner);
  if (asserted) {
    const value = asserted.node && unwrap(asserted.node);
    if (value?.type !== 'ObjectExpression') return [at({ use: 'assertion', detail: value ? tree.text(value).slice(0, 100) : asserted.method })];
    return nodesAt(value, 'properties').flatMap((property) => {
      const name = keyName(property);
      const own = nodeAt(property, 'value');
      return name === undefined || !own ? [] : [at({ use: 'assertion', detail: tree.text(own).slice(0, 100) }, [...steps, name])];
    });
  }
  const own = at(plainUse(tree, parent, inner));
  return parent.type === 'Property' && nodeAt(parent, 'value') === inner ? [own, ...promisedRead(tree, parent, steps)] : [own];
}

function plainUse(tree: Tree, parent: Node, node: Node): Use {
  switch (parent.type) {
    case 'BinaryExpression':
      return binaryUse(tree, parent, node);
    case 'UnaryExpression':
      return unaryUse(tree, parent);
    case 'IfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'LogicalExpression':
      return { use: 'condition' };
    case 'ConditionalExpression':
      return nodeAt(parent, 'test') === node ? { use: 'condition' } : { use: 'read' };
    case 'TemplateLiteral':
      return { use: 'concatenation' };
    case 'AssignmentExpression':
      return /^[-+*/%]=$/.test(String(parent['operator'])) ? { use: 'arithmetic', operator: String(parent['operator']) } : { use: 'read' };
    case 'MemberExpression':
      return nodeAt(parent, 'object') === node ? methodUse(tree, parent) : { use: 'read', detail: 'key' };
    case 'CallExpression':
    case 'NewExpression':
      return argumentUse(tree, parent);
    default:
      return { use: 'read' };
  }
}

function binaryUse(tree: Tree, parent: Node, node: Node): Use {
  const operator = stringAt(parent, 'operator') ?? '';
  const left = nodeAt(parent, 'left');
  const other = unwrap((left === node ? nodeAt(parent, 'right') : left) ?? parent);
  const how = { detail: tree.text(other).slice(0, 100), operator };
  if (/^[-*/%]$|^\*\*$/.test(operator)) return { use: 'arithmetic', ...how };
  if (operator === '+') return { use: binaryType(parent) === 'string' ? 'concatenation' : 'arithmetic', ...how };
  if (!/^(?:[!=]==?|[<>]=?)$/.test(operator)) return { use: 'read', ...(operator === 'instanceof' && { detail: operator }) };
  const value = other.type === 'UnaryExpression' ? nodeAt(other, 'argument')?.['value'] : other['value'];
  if (other.type === 'TemplateLiteral' || typeof value === 'string') return { use: 'compare-string', ...how };
  if (typeof value === 'number' || value instanceof BigInt) return { use: 'compare-number', ...how };
  if (typeof value === 'boolean') return { use: 'compare-boolean', ...how };
  return value === null || nameOf(other) === 'undefined' ? { use: 'condition', ...how } : { use: 'read', ...how };
}

function unaryUse(tree: Tree, parent: Node): Use {
  const operator = stringAt(parent, 'operator');
  if (operator === '!') return tree.parentOf(parent)?.['operator'] === '!' ? { use: 'boolean-cast', detail: '!!' } : { use: 'condition' };
  if (operator === '+') return { use: 'number-cast', detail: '+' };
  return operator === '-' ? { use: 'arithmetic', operator: '-' } : { use: 'read', ...(operator === 'typeof' && { detail: operator }) };
}

const STRING_METHOD = /^(?:slice|split|startsWith|endsWith|replace|replaceAll|trim|trimStart|trimEnd|substring|substr|padStart|padEnd|toUpperCase|toLowerCase|match|matchAll|charAt|charCodeAt|localeCompare|includes|indexOf|concat|normalize)$/;
const NUMBER_METHOD = /^(?:toFixed|toPrecision)$/;

function methodUse(tree: Tree, member: Node): Use {
  const name = keyName(member) ?? '';
  const parent = tree.parentOf(member);
  const isCalled = parent?.type === 'CallExpression' && nodeAt(parent, 'callee') === member;
  if (!isCalled) return { use: 'read', detail: name };
  if (STRING_METHOD.test(name)) return { use: 'string-method', detail: name };
  return NUMBER_METHOD.test(name) ? { use: 'arithmetic', detail: name } : { use: 'read', detail: `${name}()` };
}

const NUMBER_CAST = /^(?:Number|parseInt|parseFloat|BigInt|Number\.parseInt|Number\.parseFloat|Math\.\w+)$/;
const DATE_PARSE = /^(?:Date|Date\.parse|parseISO|dayjs|moment|moment\.utc|dayjs\.utc|DateTime\.fromISO|DateTime\.fromSQL|DateTime\.fromFormat|toDate|fromISO)$/;

function argumentUse(tree: Tree, call: Node): Use {
  const callee = nodeAt(call, 'callee');
  const name = callee ? tree.text(callee) : '';
  if (NUMBER_CAST.test(name)) return { use: 'number-cast', detail: name };
  if (name === 'Boolean') return { use: 'boolean-cast', detail: name };
  if (name === 'JSON.parse') return { use: 'json-parse', detail: name };
  if (DATE_PARSE.test(name)) return { use: 'date-parse', detail: call.type === 'NewExpression' ? `new ${name}` : name };
  return { use: 'read', ...(name.length < 60 && { detail: name }) };
}

const MATCHER = /^(?:toBe|toEqual|toStrictEqual|toMatchObject|toContainEqual|eql|equal|equals|deepEqual|toMatch|toBeGreaterThan|toBeGreaterThanOrEqual|toBeLessThan|toBeCloseTo|toContain|toHaveLength|toBeTypeOf)$/;
const NAMED_MATCHER = /^(?:toBeTruthy|toBeFalsy|toBeNull|toBeUndefined|toBeDefined|toBeNaN|toBeInstanceOf)$/;

interface Asserted {
  readonly node?: Node;
  readonly method: string;
}

/** The value that a test expects: `expect(x).toBe(value)`, `assert.equal(x, value)`. */
function assertedValue(tree: Tree, call: Node, node: Node): Asserted | undefined {
  const callee = call.type === 'CallExpression' ? nodeAt(call, 'callee') : undefined;
  if (!callee || callee === node) return undefined;
  const given = nodesAt(call, 'arguments');
  if (/^(?:assert|t|should)(?:\.strict)?\.(?:equal|strictEqual|deepEqual|deepStrictEqual|is|deep|same)$/.test(tree.text(callee))) {
    const other = given.find((argument) => argument !== node);
    return { method: keyName(callee) ?? '', ...(other && { node: other }) };
  }
  if (nameOf(callee) !== 'expect') return undefined;
  let at: Node = call;
  for (let outer = tree.parentOf(at); outer?.type === 'MemberExpression'; outer = tree.parentOf(at)) {
    const name = keyName(outer) ?? '';
    const parent = tree.parentOf(outer);
    if (parent?.type === 'CallExpression' && nodeAt(parent, 'callee') === outer) {
      const [value] = nodesAt(parent, 'arguments');
      if (MATCHER.test(name)) return { method: name, ...(value && { node: value }) };
      return NAMED_MATCHER.test(name) ? { method: name } : undefined;
    }
    at = outer;
  }
  return undefined;
}
