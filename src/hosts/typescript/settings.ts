import type { Setting, SettingRead } from '../../core/types.ts';
import { openingAt } from './connections.ts';
import { isWrapper, keyName, nameOf, nodeAt, nodesAt, unwrap, type Node } from './node.ts';
import { requiredModule } from './origins.ts';
import { schemaSettings } from './setting-schemas.ts';
import { isEnvironment, type Tree } from './tree.ts';
import { literalText } from './types.ts';
import { nodesOf } from './walk.ts';

export interface SettingsFound {
  readonly settings: readonly Setting[];
  readonly reads: readonly SettingRead[];
}

const CONFIG_NAME = /^(?:\w*(?:config|settings|configuration|options|env)|CONFIG|SETTINGS|ENV)$/i;
const DEEPEST = 5;

/** Settings that code declares (configuration objects, schemas over the environment) and the places that read settings. */
export function readSettings(tree: Tree): SettingsFound {
  const settings: Setting[] = [];
  const reads: SettingRead[] = [];
  const into = new Map<Node, string>();
  for (const variable of tree.scopes.moduleVariables) {
    const object = variable.init && variable.path.length === 0 ? configObject(unwrap(variable.init)) : undefined;
    if (object && CONFIG_NAME.test(variable.name)) declare(tree, object, '', 0, settings, into);
  }
  const exported = CONFIG_FILE.test(tree.path) ? exportedObject(tree.program) : undefined;
  if (exported) declare(tree, exported, '', 0, settings, into);
  for (const node of nodesOf(tree.program, 'CallExpression', 'MemberExpression', 'VariableDeclarator', 'Identifier')) {
    if (node.type === 'CallExpression') settings.push(...schemaSettings(tree, node));
    for (const read of readKey(tree, node)) {
      reads.push({
        path: tree.path, start: read.node.start, end: read.node.end, key: read.key, ...filled(tree, node, into),
        inConnection: isInConnection(tree, node)
      });
    }
  }
  return { settings, reads };
}

/** Modules that are the configuration; those of tools (`vitest.config.ts`, `knexfile.js`) are read by the tools. */
const CONFIG_FILE = /(?:^|\/)(?:config|configuration|settings|env|environment)(?:\/index)?\.[cm]?[jt]s$/;

/** The object of `export default {...}` or `module.exports = {...}`. */
function exportedObject(program: Node): Node | undefined {
  for (const statement of nodesAt(program, 'body')) {
    const assignment = statement.type === 'ExpressionStatement' ? nodeAt(statement, 'expression') : undefined;
    const left = assignment?.type === 'AssignmentExpression' ? nodeAt(assignment, 'left') : undefined;
    const isModule = left?.type === 'MemberExpression' && keyName(left) === 'exports' && nameOf(nodeAt(left, 'object') ?? left) === 'module';
    const value = statement.type === 'ExportDefaultDeclaration' ? nodeAt(statement, 'declaration') : isModule ? nodeAt(assignment!, 'right') : undefined;
    const object = value && configObject(unwrap(value));
    if (object) return object;
  }
  return undefined;
}

/** The object of `{...}`, `Object.freeze({...})`, `defineConfig({...})`. */
function configObject(node: Node): Node | undefined {
  if (node.type === 'ObjectExpression') return node;
  const [first] = node.type === 'CallExpression' ? nodesAt(node, 'arguments') : [];
  const callee = node.type === 'CallExpression' ? nodeAt(node, 'callee') : undefined;
  const isPlain = callee !== undefined && /^(?:freeze|defineConfig|Object|registerAs)$/.test((callee.type === 'MemberExpression' ? keyName(callee) : nameOf(callee)) ?? '');
  return isPlain && first?.type === 'ObjectExpression' ? first : undefined;
}

function declare(tree: Tree, object: Node, prefix: string, depth: number, settings: Setting[], into: Map<Node, string>): void {
  for (const property of nodesAt(object, 'properties')) {
    const name = property.type === 'Property' ? keyName(property) : undefined;
    const value = nodeAt(property, 'value');
    if (name === undefined || !value) continue;
    const key = prefix + name;
    const inner = unwrap(value);
    if (inner.type === 'ObjectExpression' && depth < DEEPEST) declare(tree, inner, `${key}.`, depth + 1, settings, into);
    else {
      into.set(value, key);
      settings.push({ path: tree.path, key, kind: 'config-object', start: property.start, end: property.end, ...valueOf(tree, inner) });
    }
  }
}

/** The value of a setting, or its default: a literal, or what stands after `??` or `||`. */
function valueOf(tree: Tree, node: Node): { readonly value?: string } {
  const text = literalText(node);
  if (text !== undefined) return { value: text };
  if (node.type === 'Literal') return { value: String(node['value']) };
  if (node.type === 'LogicalExpression') return valueOf(tree, unwrap(nodeAt(node, 'right') ?? node));
  const [first] = node.type === 'CallExpression' ? nodesAt(node, 'arguments') : [];
  return first && /^(?:Number|parseInt|String|Boolean|Number\.parseInt)$/.test(tree.text(nodeAt(node, 'callee') ?? node)) ? valueOf(tree, unwrap(first)) : {};
}

/** The declared setting whose value holds the read. */
function filled(tree: Tree, node: Node, into: ReadonlyMap<Node, string>): { readonly into?: string } {
  for (let outer: Node | undefined = node; outer; outer = tree.parentOf(outer)) {
    const key = into.get(outer);
    if (key !== undefined) return { into: key };
    if (outer.type === 'FunctionDeclaration' || outer.type === 'Program') return {};
  }
  return {};
}

function isInConnection(tree: Tree, node: Node): boolean {
  for (let inner = node, outer = tree.parentOf(node); outer; inner = outer, outer = tree.parentOf(outer)) {
    if (outer.type === 'CallExpression' || outer.type === 'NewExpression') {
      if (nodeAt(outer, 'callee') !== inner && openingAt(tree, outer)) return true;
    } else if (/Function|Statement$/.test(outer.type)) return false;
  }
  return false;
}

interface KeyRead {
  readonly key: string;
  readonly node: Node;
}

const ENV_GETTER = /^(?:\w*(?:[eE]nv|ENV)\w*|getConfig|\w*[cC]onfig(?:Service)?|settings)(?:\.(?:get|getOrThrow|required|optional|string|number|int|bool|boolean|str))?$|^Deno\.env\.get$/;
const ENV_KEY = /^[A-Z][A-Z0-9_]{2,}$/;
const DOTTED_KEY = /^[a-z]\w*(?:\.\w+)+$/;

function readKey(tree: Tree, node: Node): readonly KeyRead[] {
  switch (node.type) {
    case 'MemberExpression':
      return memberKey(tree, node);
    case 'CallExpression': {
      const callee = nodeAt(node, 'callee');
      const key = literalText(nodesAt(node, 'arguments')[0]);
      const isGetter = callee !== undefined && key !== undefined && (ENV_KEY.test(key) || DOTTED_KEY.test(key)) && callee.end - callee.start < 60 && ENV_GETTER.test(tree.text(callee).replace(/^this\./, ''));
      return isGetter ? [{ key, node }] : [];
    }
    case 'VariableDeclarator': {
      const init = nodeAt(node, 'init');
      const pattern = nodeAt(node, 'id');
      if (!init || pattern?.type !== 'ObjectPattern' || !(isEnvironment(tree, unwrap(init)) || isConfigObject(tree, unwrap(init)))) return [];
      return nodesAt(pattern, 'properties').flatMap((property) => (keyName(property) === undefined ? [] : [{ key: keyName(property)!, node: property }]));
    }
    case 'Identifier':
      return isHandedOn(tree, node) && isConfigObject(tree, node) ? [{ key: '*', node }] : [];
    default:
      return [];
  }
}

/** A configuration object of this module or of another one of the project. */
function isConfigObject(tree: Tree, node: Node): boolean {
  const variable = node.type === 'Identifier' && CONFIG_NAME.test(nameOf(node) ?? '') ? tree.variableOf(node) : undefined;
  if (!variable) return false;
  return variable.import ? /^[.@~#]/.test(variable.import.specifier) : variable.init !== undefined && configObject(unwrap(variable.init)) !== undefined;
}

/** The whole object is an argument or is spread: what becomes of its keys cannot be seen. */
function isHandedOn(tree: Tree, node: Node): boolean {
  const parent = outerOf(tree, node);
  const isArgument = (parent?.type === 'CallExpression' || parent?.type === 'NewExpression') && nodesAt(parent, 'arguments').some((argument) => unwrap(argument) === node);
  return isArgument || parent?.type === 'SpreadElement';
}

/** `process.env.KEY`, `env.KEY`, `config.database.poolSize`: the longest chain of names. */
function memberKey(tree: Tree, node: Node): readonly KeyRead[] {
  const object = nodeAt(node, 'object');
  const name = keyName(node);
  if (!object || name === undefined) return [];
  if (isEnvironment(tree, object)) return isWritten(tree, node) ? [] : [{ key: name, node }];
  const outer = outerOf(tree, node);
  if (outer?.type === 'MemberExpression' && nodeAt(outer, 'object') !== undefined && unwrap(nodeAt(outer, 'object')!) === node && keyName(outer) !== undefined) return [];
  const path = pathOf(tree, node);
  return path === undefined || isWritten(tree, node) ? [] : [{ key: path, node }];
}

const outerOf = (tree: Tree, node: Node): Node | undefined => {
  let outer = tree.parentOf(node);
  while (outer && isWrapper(outer)) outer = tree.parentOf(outer);
  return outer;
};

const isWritten = (tree: Tree, node: Node): boolean => {
  const parent = tree.parentOf(node);
  return (parent?.type === 'AssignmentExpression' && nodeAt(parent, 'left') === node) || (parent?.type === 'UnaryExpression' && parent['operator'] === 'delete');
};

/** The dotted path below a configuration object; the name of a called method does not belong to it. */
function pathOf(tree: Tree, node: Node): string | undefined {
  const parts: string[] = [];
  let at = node;
  while (at.type === 'MemberExpression') {
    const name = keyName(at);
    const object = nodeAt(at, 'object');
    if (name === undefined || !object) return undefined;
    parts.unshift(name);
    at = unwrap(object);
  }
  const parent = tree.parentOf(node);
  if (parent?.type === 'CallExpression' && nodeAt(parent, 'callee') === node) parts.pop();
  const root = rootPath(tree, at, parts[0]);
  return root === undefined || parts.length === 0 ? undefined : [...root, ...parts].join('.');
}

/** Where a name stands in the configuration: at its top, or where it was taken out (`const { database } = config`). */
function rootPath(tree: Tree, node: Node, first: string | undefined): readonly string[] | undefined {
  if (node.type === 'ThisExpression') return undefined;
  const name = nameOf(node);
  const variable = name === undefined ? undefined : tree.variableOf(node);
  if (name === undefined || !variable) return undefined;
  if (variable.init && variable.path.length > 0 && !variable.path.includes('*')) {
    const inner = unwrap(variable.init);
    const outer = inner.type === 'Identifier' ? rootPath(tree, inner, undefined) : undefined;
    if (outer) return [...outer, ...variable.path];
  }
  const isConfig = CONFIG_NAME.test(name) && (variable.import !== undefined || variable.isModuleLevel || variable.kind === 'param' || (variable.init !== undefined && requiredModule(unwrap(variable.init)) !== undefined));
  return isConfig && first !== 'env' ? [] : undefined;
}
