import type { SiteOpening } from '../../core/types.ts';
import { driverOfModule } from '../../drivers/lookup.ts';
import { functionName } from './functions.ts';
import { isFunction, isWrapper, keyName, nameOf, nodeAt, nodesAt, unwrap, type Node } from './node.ts';
import { requiredModule } from './origins.ts';
import type { Tree } from './tree.ts';

/** How a call stands that may make a connection: one whose callee comes from a driver's module. */
export function openingAt(tree: Tree, node: Node): SiteOpening | undefined {
  const callee = nodeAt(node, 'callee');
  if (!callee || node.type === 'TaggedTemplateExpression' || !comesFromDriver(tree, unwrap(callee), 0)) return undefined;
  const holder = holderOf(tree, node);
  const around = functionsUpTo(tree, node);
  return {
    scope: scopeOf(tree, node, around), perRequest: around.some((own) => isRequestHandler(tree, own)),
    ...(holder !== undefined && { holder }), ...declarationOf(tree, node),
  };
}

/** The end and the indentation of `const pool = new Pool(...)`, so that a statement can be put after it. */
function declarationOf(tree: Tree, node: Node): Pick<SiteOpening, 'statementEnd' | 'indent'> {
  const declarator = tree.parentOf(node);
  const declaration = declarator?.type === 'VariableDeclarator' ? tree.parentOf(declarator) : undefined;
  if (!declaration || nodesAt(declaration, 'declarations').length !== 1) return {};
  const outer = tree.parentOf(declaration);
  const statement = outer?.type === 'ExportNamedDeclaration' ? outer : declaration;
  return { statementEnd: statement.end, indent: tree.indentOf(statement) };
}

const DEEPEST = 6;

function comesFromDriver(tree: Tree, node: Node, depth: number): boolean {
  if (depth > DEEPEST) return false;
  if (node.type === 'MemberExpression' || node.type === 'CallExpression' || node.type === 'AwaitExpression' || node.type === 'ImportExpression') {
    const specifier = requiredModule(node);
    if (specifier !== undefined) return driverOfModule(specifier) !== undefined;
    const next = nodeAt(node, 'object') ?? nodeAt(node, 'callee') ?? nodeAt(node, 'argument');
    return next !== undefined && comesFromDriver(tree, unwrap(next), depth + 1);
  }
  const variable = node.type === 'Identifier' ? tree.variableOf(node) : undefined;
  if (!variable) return false;
  if (variable.import) return driverOfModule(variable.import.specifier) !== undefined || /^[.@~#]/.test(variable.import.specifier);
  return variable.init !== undefined && comesFromDriver(tree, unwrap(variable.init), depth + 1);
}

/** The functions around a connection; those that run at once do not count. */
function functionsUpTo(tree: Tree, node: Node): readonly Node[] {
  const found: Node[] = [];
  for (let outer = tree.parentOf(node); outer; outer = tree.parentOf(outer)) {
    if (!isFunction(outer)) continue;
    const parent = tree.parentOf(outer);
    const isCalled = parent?.type === 'CallExpression' && unwrap(nodeAt(parent, 'callee') ?? parent) === outer;
    if (!isCalled) found.push(outer);
  }
  return found;
}

function scopeOf(tree: Tree, node: Node, around: readonly Node[]): SiteOpening['scope'] {
  const [own] = around;
  if (!own) return fieldAround(tree, node) ? 'class' : 'module';
  const definition = tree.parentOf(own);
  if (definition?.type === 'MethodDefinition' && definition['kind'] === 'constructor') return 'class';
  return isLazy(tree, node, own) ? 'lazy' : 'function';
}

function fieldAround(tree: Tree, node: Node): boolean {
  for (let outer = tree.parentOf(node); outer; outer = tree.parentOf(outer)) if (outer.type === 'PropertyDefinition') return outer['static'] !== true;
  return false;
}

/** Kept outside of the function and made behind a check: `if (!pool) pool = new Pool()`, `pool ??= new Pool()`, `if (pool) return pool`. */
function isLazy(tree: Tree, node: Node, own: Node): boolean {
  const target = assignedTo(tree, node);
  if (!target) return false;
  const inner = unwrap(target);
  const variable = inner.type === 'Identifier' ? tree.variableOf(inner) : undefined;
  const isOutside = inner.type === 'MemberExpression' || (variable !== undefined && (variable.declaration.start < own.start || variable.declaration.start > own.end));
  return isOutside && isChecked(tree, node, own, tree.text(inner));
}

function assignedTo(tree: Tree, node: Node): Node | undefined {
  let inner = node;
  for (let outer = tree.parentOf(node); outer; inner = outer, outer = tree.parentOf(outer)) {
    if (outer.type === 'AssignmentExpression' && nodeAt(outer, 'right') === inner) return nodeAt(outer, 'left');
    if (outer.type === 'VariableDeclarator') return keptLater(tree, outer);
    if (!isWrapper(outer) && outer.type !== 'AwaitExpression' && outer.type !== 'CallExpression' && outer.type !== 'MemberExpression' && outer.type !== 'LogicalExpression') return undefined;
  }
  return undefined;
}

/** `const db = new Database(); ...; instance = db`. */
function keptLater(tree: Tree, declarator: Node): Node | undefined {
  const id = nodeAt(declarator, 'id');
  const variable = id?.type === 'Identifier' ? tree.variableOf(id) : undefined;
  for (const { node } of variable?.references ?? []) {
    const parent = tree.parentOf(node);
    if (parent?.type === 'AssignmentExpression' && nodeAt(parent, 'right') === node) return nodeAt(parent, 'left');
  }
  return undefined;
}

function isChecked(tree: Tree, node: Node, own: Node, target: string): boolean {
  for (let outer = tree.parentOf(node); outer && outer !== own; outer = tree.parentOf(outer)) {
    if (outer.type === 'AssignmentExpression' && /^(?:\?\?=|\|\|=)$/.test(String(outer['operator']))) return true;
    if (outer.type === 'IfStatement' && tree.text(nodeAt(outer, 'test') ?? outer).includes(target)) return true;
    if (outer.type === 'LogicalExpression' && tree.text(nodeAt(outer, 'left') ?? outer).includes(target)) return true;
  }
  const body = nodeAt(own, 'body');
  return body !== undefined && nodesAt(body, 'body').some((statement) => statement.end <= node.start && statement.type === 'IfStatement' && tree.text(nodeAt(statement, 'test') ?? statement).includes(target));
}

/** The variable, field or property that the connection is given to. */
function holderOf(tree: Tree, node: Node): string | undefined {
  let inner = node;
  for (let outer = tree.parentOf(node); outer; inner = outer, outer = tree.parentOf(outer)) {
    switch (outer.type) {
      case 'VariableDeclarator':
        return nameOf(nodeAt(outer, 'id') ?? outer);
      case 'AssignmentExpression':
        return nodeAt(outer, 'right') === inner ? tree.text(nodeAt(outer, 'left') ?? outer).slice(0, 60) : undefined;
      case 'PropertyDefinition':
      case 'Property':
        return keyName(outer);
      case 'ReturnStatement':
      case 'ArrowFunctionExpression':
        return undefined;
      case 'ExportDefaultDeclaration':
        return 'default';
      default:
        if (!isWrapper(outer) && outer.type !== 'AwaitExpression' && outer.type !== 'LogicalExpression') return undefined;
    }
  }
  return undefined;
}

const ROUTE = /^(?:get|post|put|patch|delete|del|all|use|options|head|route|on|handle|register)$/;
const ROUTER = /(?:app|router|server|fastify|api|routes?|hono|web)$/i;
const HANDLER_NAME = /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|getServerSideProps|loader|action)$/;
const REQUEST_NAME = /^_?(?:req|request|ctx|context|c|event)$/;
const RESPONSE_NAME = /^_?(?:res|reply|response|next|h|env)$/;

/** A handler of requests by its shape: `(req, res)`, an argument of `app.get(path, ...)`, an exported `GET`. */
export function isRequestHandler(tree: Tree, node: Node): boolean {
  const names = nodesAt(node, 'params').map((parameter) => nameOf(parameter.type === 'AssignmentPattern' ? (nodeAt(parameter, 'left') ?? parameter) : parameter) ?? '');
  if (names.length >= 2 && REQUEST_NAME.test(names[0]!) && RESPONSE_NAME.test(names[1]!)) return true;
  const name = functionName(tree, node);
  if (HANDLER_NAME.test(name) && names.length > 0) return true;
  const call = tree.parentOf(node);
  const callee = call?.type === 'CallExpression' ? nodeAt(call, 'callee') : undefined;
  if (callee?.type !== 'MemberExpression' || !ROUTE.test(keyName(callee) ?? '')) return false;
  const object = nodeAt(callee, 'object');
  const isRouter = object !== undefined && ROUTER.test(tree.text(object));
  const [path] = nodesAt(call!, 'arguments');
  return isRouter && path !== node && names.length > 0;
}
