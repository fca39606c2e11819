import type { MemberUse, ModuleFacts, ModuleImport, ModuleMock } from '../../core/types.ts';
import type { ExportsFound } from './exports.ts';
import { isFunction, isWrapper, keyName, nameOf, nodeAt, nodesAt, unwrap, type Node } from './node.ts';
import { requiredModule } from './origins.ts';
import type { Tree } from './tree.ts';
import { literalText } from './types.ts';
import { nodesOf } from './walk.ts';

/** What a module gives and takes. `resolved` is filled when the files are linked. */
export function readModuleFacts(tree: Tree, isTest: boolean, exported: ExportsFound): ModuleFacts {
  const imports: ModuleImport[] = [];
  const mocks: ModuleMock[] = [];
  const members: MemberUse[] = [];
  for (const statement of nodesAt(tree.program, 'body')) {
    const specifier = statement.type === 'ImportDeclaration' ? literalText(nodeAt(statement, 'source')) : undefined;
    if (specifier !== undefined) imports.push({ specifier, start: statement.start, end: statement.end, names: importedNames(statement) });
  }
  for (const node of nodesOf(tree.program, 'CallExpression', 'ImportExpression')) {
    const mock = node.type === 'CallExpression' ? toMock(tree, node) : undefined;
    if (mock) mocks.push(mock);
    const specifier = mock ? undefined : requiredModule(node);
    if (specifier === undefined) continue;
    const holder = heldBy(tree, node);
    imports.push({ specifier, start: node.start, end: node.end, names: holder?.type === 'ObjectPattern' ? patternNames(holder) : [] });
    if (holder?.type === 'Identifier') members.push(...usesOf(tree, holder, specifier, '*'));
  }
  for (const entry of imports) for (const name of entry.names) {
    const variable = tree.scopes.moduleVariable(name.local);
    if (variable?.import) members.push(...usesOf(tree, variable.identifier, entry.specifier, name.imported));
  }
  const inOrder = members.sort((a, b) => a.start - b.start);
  return { path: tree.path, isTest, exports: exported.list, exportsComplete: exported.isComplete, imports, mocks, members: inOrder };
}

const importedNames = (statement: Node): ModuleImport['names'] =>
  nodesAt(statement, 'specifiers').flatMap((entry) => {
    const local = nodeAt(entry, 'local');
    const imported = nodeAt(entry, 'imported');
    if (!local) return [];
    const name = entry.type === 'ImportNamespaceSpecifier' ? '*' : entry.type === 'ImportDefaultSpecifier' ? 'default' : imported ? (nameOf(imported) ?? literalText(imported) ?? '') : '';
    return [{ imported: name, local: nameOf(local) ?? '', span: { start: entry.start, end: entry.end } }];
  });

/** The pattern or name that a required module is given to. */
function heldBy(tree: Tree, node: Node): Node | undefined {
  let outer = tree.parentOf(node);
  while (outer && (isWrapper(outer) || outer.type === 'AwaitExpression')) outer = tree.parentOf(outer);
  if (outer?.type === 'VariableDeclarator') return nodeAt(outer, 'id');
  if (outer?.type !== 'AssignmentExpression') return undefined;
  const left = nodeAt(outer, 'left');
  return left?.type === 'Identifier' ? tree.variableOf(left)?.identifier : left;
}

const patternNames = (pattern: Node): ModuleImport['names'] =>
  nodesAt(pattern, 'properties').flatMap((property) => {
    const imported = keyName(property);
    const value = nodeAt(property, 'value');
    const local = value && nameOf(value.type === 'AssignmentPattern' ? (nodeAt(value, 'left') ?? value) : value);
    return imported === undefined || local === undefined ? [] : [{ imported, local, span: { start: property.start, end: property.end } }];
  });

const MOCKERS = /^(?:(?:vi|jest|vitest)\.(?:mock|doMock|unstable_mockModule|setMock)|mock\.module|td\.replace|td\.replaceEsm|proxyquire)$/;

function toMock(tree: Tree, node: Node): ModuleMock | undefined {
  const callee = nodeAt(node, 'callee');
  const by = callee ? tree.text(callee) : '';
  if (by.length > 40 || !MOCKERS.test(by)) return undefined;
  const [module, factory] = nodesAt(node, 'arguments');
  const specifier = module && (literalText(module) ?? requiredModule(module));
  if (specifier === undefined) return undefined;
  const members = factory && factoryMembers(tree, factory);
  return { specifier, by, start: node.start, end: node.end, ...(members && { members }) };
}

/** The keys of the object that a mock's factory gives; undefined where it spreads something or computes them. */
function factoryMembers(tree: Tree, factory: Node): ModuleMock['members'] {
  const inner = unwrap(factory);
  const named = inner.type === 'Identifier' ? tree.variableOf(inner) : undefined;
  const made = named?.init ? unwrap(named.init) : named?.kind === 'function' ? named.declaration : inner;
  const value = isFunction(made) ? givenBack(made) : mockOptions(made);
  const object = value && unwrap(value.type === 'AwaitExpression' ? (nodeAt(value, 'argument') ?? value) : value);
  if (object?.type !== 'ObjectExpression') return undefined;
  const members = nodesAt(object, 'properties').map((property) => ({ name: (property.type === 'Property' ? keyName(property) : undefined) ?? '', span: { start: property.start, end: property.end } }));
  return members.some((member) => member.name === '') ? undefined : members;
}

/** `mock.module(path, { namedExports: {...} })` of node:test. */
function mockOptions(node: Node): Node | undefined {
  const named = node.type === 'ObjectExpression' ? nodesAt(node, 'properties').find((property) => keyName(property) === 'namedExports') : undefined;
  return named ? nodeAt(named, 'value') : node;
}

function givenBack(node: Node): Node | undefined {
  const body = nodeAt(node, 'body');
  if (body?.type !== 'BlockStatement') return body;
  const returned = nodesAt(body, 'body').filter((statement) => statement.type === 'ReturnStatement');
  return returned.length === 1 ? nodeAt(returned[0]!, 'argument') : undefined;
}

/** The uses of members of an imported name. */
function usesOf(tree: Tree, identifier: Node, specifier: string, of: string): readonly MemberUse[] {
  const variable = tree.variableOf(identifier);
  return (variable?.references ?? []).flatMap(({ node }): readonly MemberUse[] => {
    let inner = node;
    let parent = tree.parentOf(node);
    while (parent && isWrapper(parent)) [inner, parent] = [parent, tree.parentOf(parent)];
    if (parent?.type === 'CallExpression') return spied(tree, parent, inner, specifier, of);
    const member = parent?.type === 'MemberExpression' && nodeAt(parent, 'object') === inner ? keyName(parent) : undefined;
    if (!parent || member === undefined) return [];
    return [{ resolved: '', specifier, of, member, use: useOf(tree, parent), start: parent.start, end: parent.end }];
  });
}

function useOf(tree: Tree, member: Node): MemberUse['use'] {
  const parent = tree.parentOf(member);
  if (parent?.type === 'AssignmentExpression' && nodeAt(parent, 'left') === member) return 'assign';
  return parent?.type === 'CallExpression' && nodeAt(parent, 'callee') === member ? 'call' : 'read';
}

/** `vi.spyOn(db, 'query')`. */
function spied(tree: Tree, call: Node, node: Node, specifier: string, of: string): readonly MemberUse[] {
  const callee = nodeAt(call, 'callee');
  const [object, name] = nodesAt(call, 'arguments');
  const isSpy = callee?.type === 'MemberExpression' && /^(?:spyOn|stub|method|replaceProperty)$/.test(keyName(callee) ?? '') && /^(?:vi|jest|sinon|mock|t\.mock|sandbox)$/.test(tree.text(nodeAt(callee, 'object') ?? callee));
  const member = isSpy && object === node ? literalText(name) : undefined;
  return member === undefined ? [] : [{ resolved: '', specifier, of, member, use: 'spy', start: call.start, end: call.end }];
}
