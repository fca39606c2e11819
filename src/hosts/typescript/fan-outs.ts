import type { Span } from '../../core/types.ts';
import { isFunction, keyName, nameOf, nodeAt, nodesAt, unwrap, type Node } from './node.ts';
import type { Tree, Variable } from './tree.ts';
import { nodesOf } from './walk.ts';

/**
 * The calls that do something for each element of a list, all at once: `Promise.all(rows.map(...))`, be the promises kept in a variable before. Lists that the
 * program writes down, and parts of a list, have an end that its author knows: they are left out.
 */
export function readFanOuts(tree: Tree, text: string): readonly Span[] {
  if (!/\bPromise\s*\.\s*all/.test(text)) return [];
  return nodesOf(tree.program, 'CallExpression').flatMap((node) => {
    const callee = nodeAt(node, 'callee');
    const isAll = callee?.type === 'MemberExpression' && /^(?:all|allSettled)$/.test(keyName(callee) ?? '') && nameOf(nodeAt(callee, 'object') ?? callee) === 'Promise';
    const [first] = isAll ? nodesAt(node, 'arguments') : [];
    const mapped = first && initOf(tree, unwrap(first));
    return mapped && isOpenMap(tree, mapped) ? [{ start: mapped.start, end: mapped.end }] : [];
  });
}

/** What a name stands for that is declared with a value, else the expression itself. */
function initOf(tree: Tree, node: Node): Node {
  const variable = node.type === 'Identifier' ? tree.variableOf(node) : undefined;
  return variable?.init && variable.path.length === 0 ? unwrap(variable.init) : node;
}

function isOpenMap(tree: Tree, node: Node): boolean {
  const callee = node.type === 'CallExpression' ? nodeAt(node, 'callee') : undefined;
  const list = callee?.type === 'MemberExpression' && keyName(callee) === 'map' ? nodeAt(callee, 'object') : undefined;
  const [each] = nodesAt(node, 'arguments');
  return list !== undefined && each !== undefined && !(isFunction(each) && isLimited(tree, each)) && isOpen(tree, unwrap(list));
}

/** `map((row) => limit(() => ...))`: how many run at once is decided there. */
function isLimited(tree: Tree, each: Node): boolean {
  const body = nodeAt(each, 'body');
  return body !== undefined && /(?:limit\w*|throttle\w*|queue\w*|semaphore\w*|mutex\w*)(?:\.\w+)?\s*\(/i.test(tree.text(body));
}

/** Methods that give as many elements as their list has, or fewer. */
const KEEPS = /^(?:filter|map|sort|toSorted|reverse|flat|flatMap|concat)$/;
const isPart = (name: string): boolean => /(?:batch|chunk|slice|page|window)(?:es|s)?$/i.test(name);
const isConstant = (name: string): boolean => /^[A-Z][A-Z\d_]*$/.test(name);

/** Whether a list has as many elements as the data has. */
function isOpen(tree: Tree, list: Node): boolean {
  switch (list.type) {
    case 'ArrayExpression':
      return nodesAt(list, 'elements').some((element) => element.type === 'SpreadElement' && isOpen(tree, unwrap(nodeAt(element, 'argument') ?? element)));
    case 'NewExpression':
      return nodesAt(list, 'arguments').some((argument) => isOpen(tree, unwrap(argument)));
    case 'AwaitExpression':
    case 'MemberExpression':
      return true;
    case 'Identifier': {
      const variable = tree.variableOf(list);
      if (!variable || variable.import || isPart(variable.name) || isConstant(variable.name)) return false;
      const init = initOf(tree, list);
      return init === list || isFilled(variable, tree) || isOpen(tree, init);
    }
    case 'CallExpression': {
      const callee = nodeAt(list, 'callee');
      const object = callee?.type === 'MemberExpression' ? nodeAt(callee, 'object') : undefined;
      return object !== undefined && callee !== undefined && KEEPS.test(keyName(callee) ?? '') && isOpen(tree, unwrap(object));
    }
    default:
      return false;
  }
}

const LOOP = /^(?:For(?:In|Of)?|While|DoWhile)Statement$/;

/** Whether elements are pushed to a list in a loop, or for each element of another. */
const isFilled = ({ references, identifier }: Variable, tree: Tree): boolean =>
  references.some(({ node }) => {
    const member = tree.parentOf(node);
    const isPush = member?.type === 'MemberExpression' && nodeAt(member, 'object') === node && /^(?:push|unshift)$/.test(keyName(member) ?? '');
    return isPush && isRepeated(tree, member, identifier);
  });

/** Whether a loop or a function stands between a node and what stands around a declaration. */
function isRepeated(tree: Tree, node: Node, declared: Node): boolean {
  for (let outer = tree.parentOf(node); outer && !(outer.start <= declared.start && declared.end <= outer.end); outer = tree.parentOf(outer)) {
    if (LOOP.test(outer.type) || isFunction(outer)) return true;
  }
  return false;
}
