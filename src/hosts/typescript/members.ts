import { because, isCircle, isMissing, type Evaluated, type Evaluator, type Known } from './evaluator.ts';
import { isFunction, keyName, nameOf, nodeAt, nodesAt, returnedBy, unwrap, type Node } from './node.ts';
import { parentOf, type Variable } from './scopes.ts';
import type { Parts } from './text-parts.ts';

/** An expression that is found behind a name, or a module that holds it. */
type Found = { readonly node: Node } | { readonly specifier: string; readonly imported: string; readonly path: readonly string[] };

const ANY = '*';

/** The text of `a.b`, `this.b`, `a['b']`, `a[i]`: of every value that it may be. */
export function memberValues(evaluator: Evaluator, node: Node, known: Known): Evaluated {
  const found = resolve(evaluator, node);
  return found ? toTexts(evaluator, found, known) : because(`the SQL is held by ${shorten(evaluator.source.slice(node.start, node.end))}, which cannot be followed`);
}

/** The texts behind the keys of an expression. */
export function valuesAlong(evaluator: Evaluator, init: Node | undefined, path: readonly string[], known: Known): Evaluated {
  let found: readonly Found[] = init ? [{ node: init }] : [];
  for (const key of path) found = found.flatMap((value) => lookUp(evaluator, value, key));
  return found.length > 0 ? toTexts(evaluator, found, known) : because('the SQL comes from an object that cannot be followed');
}

/** The texts of all elements of a list, or of their members along `path`. */
export const elementsOf = (
  evaluator: Evaluator, list: Node, path: readonly string[], known: Known
): Evaluated => valuesAlong(evaluator, list, [ANY, ...path], known);

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text).replace(/\s+/g, ' ');

function toTexts(evaluator: Evaluator, found: readonly Found[], known: Known): Evaluated {
  const values = found.map((value): Evaluated => ('node' in value ? evaluator.evaluate(value.node, known) : { missing: 'import', ...value }));
  const variants = values.flatMap((value): readonly Parts[] => (isMissing(value) ? [] : value.variants));
  return variants.length > 0 ? { variants } : values[0] ?? because('the SQL comes from an empty list');
}

/** The expressions that an expression may stand for, through names and members. Undefined when there is no telling. */
function resolve(evaluator: Evaluator, node: Node): readonly Found[] | undefined {
  if (evaluator.resolving >= MOST_STEPS) return undefined;
  evaluator.resolving += 1;
  const found = resolveNode(evaluator, unwrap(node));
  evaluator.resolving -= 1;
  return found;
}

const MOST_STEPS = 24;

function resolveNode(evaluator: Evaluator, inner: Node): readonly Found[] | undefined {
  if (inner.type === 'Identifier') return resolveName(evaluator, inner);
  if (inner.type === 'MemberExpression') {
    const object = nodeAt(inner, 'object')!;
    const key = keyName(inner) ?? (inner['computed'] === true ? numberKey(inner) ?? ANY : undefined);
    if (key === undefined) return undefined;
    const owner = unwrap(object);
    if (owner.type === 'ThisExpression') return fieldValues(classAround(inner), key);
    const found = resolve(evaluator, object)?.flatMap((value) => lookUp(evaluator, value, key));
    return found && found.length > 0 ? found : undefined;
  }
  return [{ node: inner }];
}

function numberKey(node: Node): string | undefined {
  const property = nodeAt(node, 'property');
  return property?.type === 'Literal' && typeof property['value'] === 'number' ? String(property['value']) : undefined;
}

function resolveName(evaluator: Evaluator, node: Node): readonly Found[] | undefined {
  const variable = evaluator.scopes.variableOf(node);
  if (!variable) return undefined;
  if (variable.import) return [{ ...variable.import, path: [] }];
  if (variable.kind === 'class' || variable.kind === 'enum') return [{ node: variable.declaration }];
  const iterated = iteratedExpression(variable);
  if (iterated) return along(evaluator, iterated, [ANY, ...variable.path]);
  if (!variable.init || variable.kind === 'param' || isCircle(evaluator, variable)) return undefined;
  evaluator.active.add(variable);
  const found = along(evaluator, variable.init, variable.path);
  evaluator.active.delete(variable);
  return found;
}

function along(evaluator: Evaluator, init: Node, path: readonly string[]): readonly Found[] | undefined {
  let found = resolve(evaluator, init);
  for (const key of path) found = found?.flatMap((value) => lookUp(evaluator, value, key));
  return found;
}

function iteratedExpression(variable: Variable): Node | undefined {
  const declaration = parentOf(variable.declaration);
  const loop = declaration && parentOf(declaration);
  if (variable.kind !== 'param') return !variable.init && loop?.type === 'ForOfStatement' ? nodeAt(loop, 'right') : undefined;
  const callee = declaration?.type === 'CallExpression' && variable.index === 0 ? nodeAt(declaration, 'callee') : undefined;
  return callee?.type === 'MemberExpression' && /^(?:forEach|map|flatMap)$/.test(keyName(callee) ?? '') ? nodeAt(callee, 'object') : undefined;
}

/** The values that an object, array, class or enum holds under a key. */
function lookUp(evaluator: Evaluator, value: Found, key: string): readonly Found[] {
  if (!('node' in value)) return [{ ...value, path: [...value.path, key] }];
  const node = unwrap(value.node);
  const known = lookedUp.get(node) ?? new Map<string, readonly Found[]>();
  lookedUp.set(node, known);
  const before = known.get(key);
  if (before) return before;
  if (evaluator.resolving >= MOST_STEPS) return [];
  known.set(key, []);
  evaluator.resolving += 1;
  const found = lookUpNode(evaluator, node, key);
  evaluator.resolving -= 1;
  known.set(key, found);
  return found;
}

/** What was found before; empty while it is looked for, or `this.list = this.list.filter(...)` in many places takes exponential time. */
const lookedUp = new WeakMap<Node, Map<string, readonly Found[]>>();

function lookUpNode(evaluator: Evaluator, node: Node, key: string): readonly Found[] {
  switch (node.type) {
    case 'ObjectExpression':
      return propertiesOf(evaluator, node, key);
    case 'ArrayExpression': {
      const elements = nodesAt(node, 'elements').flatMap((element): readonly Found[] =>
        (element.type === 'SpreadElement' ? along(evaluator, nodeAt(element, 'argument')!, [ANY]) ?? [] : [{ node: element }]));
      return key === ANY ? elements : elements.slice(Number(key), Number(key) + 1);
    }
    case 'ClassDeclaration':
    case 'ClassExpression':
      return fieldValues(node, key) ?? [];
    case 'TSEnumDeclaration':
      return nodesAt(nodeAt(node, 'body') ?? node, 'members').flatMap((member) => {
        const id = nodeAt(member, 'id');
        const initializer = nodeAt(member, 'initializer');
        return initializer && id && (key === ANY || nameOf(id) === key) ? [{ node: initializer }] : [];
      });
    case 'CallExpression':
      return calledValues(evaluator, node, key);
    case 'Identifier':
    case 'MemberExpression':
      return (resolve(evaluator, node) ?? []).flatMap((found) => ('node' in found && found.node === node ? [] : lookUp(evaluator, found, key)));
    default:
      return [];
  }
}

function propertiesOf(evaluator: Evaluator, node: Node, key: string): readonly Found[] {
  return nodesAt(node, 'properties').flatMap((property): readonly Found[] => {
    if (property.type === 'SpreadElement') return along(evaluator, nodeAt(property, 'argument')!, [key]) ?? [];
    const value = nodeAt(property, 'value');
    return value && (key === ANY || keyName(property) === key) ? [{ node: value }] : [];
  });
}

/** `Object.freeze({...})`, `Object.values(map)`, `Object.entries(map)`, `[...].filter(...)`. */
function calledValues(evaluator: Evaluator, node: Node, key: string): readonly Found[] {
  const callee = unwrap(nodeAt(node, 'callee')!);
  const own = functionOf(evaluator, callee);
  const result = own && returnedBy(own);
  if (result) return along(evaluator, result, [key]) ?? [];
  if (callee.type !== 'MemberExpression') return [];
  const name = keyName(callee) ?? '';
  const object = nodeAt(callee, 'object')!;
  const [first] = nodesAt(node, 'arguments');
  if (name === 'flat') return (along(evaluator, object, [key]) ?? []).flatMap((value) => ('node' in value && unwrap(value.node).type === 'ArrayExpression' ? lookUp(evaluator, value, ANY) : [value]));
  const path = /^(?:map|flatMap)$/.test(name) && first ? mappedPath(first) : undefined;
  if (path) return along(evaluator, object, [key, ...path, ...(name === 'flatMap' ? [ANY] : [])]) ?? [];
  if (nameOf(object) === 'Object' && first && /^(?:freeze|values|seal)$/.test(name)) return along(evaluator, first, [key]) ?? [];
  return /^(?:filter|slice|sort|reverse|toSorted|concat)$/.test(name) ? along(evaluator, object, [key]) ?? [] : [];
}

/** The members that `(x) => x.a.b` takes of each element. */
function mappedPath(node: Node): readonly string[] | undefined {
  const param = nodesAt(node, 'params')[0];
  const path: string[] = [];
  let at = isFunction(node) ? returnedBy(node) : undefined;
  for (at = at && unwrap(at); at?.type === 'MemberExpression'; at = unwrap(nodeAt(at, 'object')!)) path.unshift(keyName(at) ?? ANY);
  return at && param && nameOf(at) !== undefined && nameOf(at) === nameOf(param) ? path : undefined;
}

function classAround(node: Node): Node | undefined {
  for (let at = parentOf(node); at; at = parentOf(at)) if (at.type === 'ClassDeclaration' || at.type === 'ClassExpression') return at;
  return undefined;
}

/** What a class gives a field: its initialiser, a getter's value, and `this.field = value` anywhere in it. */
function fieldValues(owner: Node | undefined, key: string): readonly Found[] | undefined {
  const body = owner && nodeAt(owner, 'body');
  if (!body) return undefined;
  const found: Node[] = [];
  for (const member of nodesAt(body, 'body')) {
    const value = nodeAt(member, 'value');
    if (keyName(member) !== key || !value) continue;
    const own = member.type === 'PropertyDefinition' ? value : member['kind'] === 'get' ? returnedBy(value) : undefined;
    if (own) found.push(own);
  }
  if (found.length === 0) found.push(...(assignmentsOf(body).get(key) ?? []));
  return found.length > 0 ? found.map((node) => ({ node })) : undefined;
}

const assignments = new WeakMap<Node, ReadonlyMap<string, readonly Node[]>>();

/** All `this.name = value` of a class body. */
function assignmentsOf(body: Node): ReadonlyMap<string, readonly Node[]> {
  const known = assignments.get(body);
  if (known) return known;
  const values = new Map<string, Node[]>();
  const visit = (node: Node): void => {
    const left = node.type === 'AssignmentExpression' && node['operator'] === '=' ? nodeAt(node, 'left') : undefined;
    const key = left?.type === 'MemberExpression' && nodeAt(left, 'object')?.type === 'ThisExpression' ? keyName(left) : undefined;
    if (key !== undefined) values.set(key, [...(values.get(key) ?? []), nodeAt(node, 'right')!]);
    for (const name of Object.keys(node)) {
      if (name === 'parent') continue;
      const child = nodeAt(node, name);
      if (child) visit(child);
      else for (const item of nodesAt(node, name)) visit(item);
    }
  };
  visit(body);
  assignments.set(body, values);
  return values;
}

/** The text that a function of the file gives back, with the arguments of a call in its parameters. */
export function functionReturns(evaluator: Evaluator, callee: Node, args: readonly Node[], known: Known): Evaluated | undefined {
  const found = functionOf(evaluator, callee);
  const result = found && returnedBy(found);
  if (!found || !result || evaluator.active.size > 8) return undefined;
  const given = new Map(known);
  for (const [index, param] of nodesAt(found, 'params').entries()) {
    const name = param.type === 'AssignmentPattern' ? nodeAt(param, 'left')! : param;
    const variable = name.type === 'Identifier' ? evaluator.scopes.variableOf(name) : undefined;
    const argument = args[index] ?? (param.type === 'AssignmentPattern' ? nodeAt(param, 'right') : undefined);
    if (variable) given.set(variable, argument && argument.type !== 'SpreadElement' ? evaluator.evaluate(argument, known) : because('the SQL is a value of the caller'));
  }
  const value = evaluator.evaluate(result, given);
  return isMissing(value) && value.missing === 'reason' ? undefined : value;
}

function functionOf(evaluator: Evaluator, callee: Node): Node | undefined {
  if (callee.type === 'MemberExpression' && unwrap(nodeAt(callee, 'object')!).type === 'ThisExpression') {
    const body = nodeAt(classAround(callee) ?? callee, 'body');
    const method = body && nodesAt(body, 'body').find((member) => member.type === 'MethodDefinition' && keyName(member) === keyName(callee));
    return method && nodeAt(method, 'value');
  }
  const variable = callee.type === 'Identifier' ? evaluator.scopes.variableOf(callee) : undefined;
  if (!variable || isCircle(evaluator, variable)) return undefined;
  if (variable.kind === 'function') return variable.declaration;
  const init = variable.kind === 'const' && variable.path.length === 0 && variable.init ? unwrap(variable.init) : undefined;
  return isFunction(init) ? init : undefined;
}
