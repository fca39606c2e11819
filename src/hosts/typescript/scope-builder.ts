import type { Program } from 'oxc-parser';
import {
  assignPattern, declare, declarePattern, hoist, inner, link, refer, visit, visitChildren, type Builder as Base, type Handler, type OpenScope,
} from './scope-patterns.ts';
import { forEachChild, type Node } from './walk.ts';

export type Builder = Omit<Base, 'handlers'>;

/** Reads a program into the scope: what it declares, and the names that wait for it. */
export function readInto(builder: Builder, program: Program, scope: OpenScope): void {
  visit({ ...builder, handlers: HANDLERS }, program, scope, undefined);
}

type Handlers = { readonly [T in Node['type']]?: (builder: Base, node: Extract<Node, { type: T }>, scope: OpenScope) => void };

type AnyFunction = Extract<Node, { params: unknown; body: unknown }>;

const readFunction = (builder: Base, node: AnyFunction, scope: OpenScope): void => {
  const own = inner(scope, true);
  if ('id' in node && node.id) {
    if (node.type === 'FunctionExpression') declare(builder, own, node.id, 'function', node);
    else declare(builder, hoist(scope), node.id, 'function', node);
  }
  visit(builder, node.typeParameters, own, node);
  (node.params as readonly Node[]).forEach((param, index) =>
    declarePattern(builder, param, own, node, { kind: 'param', declaration: node, target: own, facts: { index } }));
  visit(builder, node.returnType, own, node);
  if (!node.body) return;
  link(node.body, node);
  if (node.body.type === 'BlockStatement') visitChildren(builder, node.body, own);
  else visit(builder, node.body, own, node);
};

const inBlock: Handler = (builder, node, scope) => visitChildren(builder, node, inner(scope));
const inFunction: Handler = (builder, node, scope) => visitChildren(builder, node, inner(scope, true));

const readClass: Handler = (builder, node, scope) => {
  if (node.type !== 'ClassDeclaration' && node.type !== 'ClassExpression') return;
  const own = inner(scope);
  if (node.id) declare(builder, node.type === 'ClassDeclaration' ? scope : own, node.id, 'class', node);
  visitChildren(builder, node, own, (key) => key === 'id');
};

const readMember: Handler = (builder, node, scope) => {
  const isComputed = (node as { readonly computed?: boolean }).computed === true;
  visitChildren(builder, node, scope, (key) => key === 'key' && !isComputed);
};

/** Signatures of types: names of their parameters are no variables. */
const readSignature: Handler = (builder, node, scope) => {
  const own = inner(scope, true);
  const isComputed = (node as { readonly computed?: boolean }).computed === true;
  forEachChild(node, (child, key) => {
    if (key === 'params' || key === 'parameters') declarePattern(builder, child, own, node, { kind: 'param', declaration: node, target: own, facts: {} });
    else if (key === 'key' && !isComputed) link(child, node);
    else visit(builder, child, own, node);
  });
};

const readTypeDeclaration: Handler = (builder, node, scope) => {
  if (node.type !== 'TSInterfaceDeclaration' && node.type !== 'TSTypeAliasDeclaration') return;
  declare(builder, scope, node.id, 'type', node);
  visitChildren(builder, node, inner(scope), (key) => key === 'id');
};

const readTypeName: Handler = (builder, node, scope) => {
  forEachChild(node, (child, key) => {
    if (key === 'typeName' || key === 'expression') referToType(builder, child, scope, node);
    else visit(builder, child, scope, node);
  });
};

function referToType(builder: Base, name: Node, scope: OpenScope, parent: Node): void {
  link(name, parent);
  if (name.type === 'Identifier') refer(builder, name, scope, false, true);
  else if (name.type === 'TSQualifiedName') {
    referToType(builder, name.left, scope, name);
    link(name.right, name);
  } else visit(builder, name, scope, parent);
}

const without = (...keys: readonly string[]): Handler => (builder, node, scope) => visitChildren(builder, node, scope, (key) => keys.includes(key));

const TYPED: Handlers = {
  ImportDeclaration: (builder, node, scope) => {
    for (const specifier of node.specifiers) {
      link(specifier, node);
      const imported = specifier.type === 'ImportNamespaceSpecifier' ? '*' : specifier.type === 'ImportDefaultSpecifier' ? 'default'
        : specifier.imported.type === 'Identifier' ? specifier.imported.name : specifier.imported.value;
      declare(builder, scope, specifier.local, 'import', specifier, { import: { specifier: node.source.value, imported } });
    }
    link(node.source, node);
  },
  TSImportEqualsDeclaration: (builder, node, scope) => {
    const module = node.moduleReference;
    const specifier = module.type === 'TSExternalModuleReference' ? module.expression.value : undefined;
    declare(builder, scope, node.id, specifier === undefined ? 'const' : 'import', node, specifier === undefined ? {} : { import: { specifier, imported: '*' } });
    visit(builder, module, scope, node);
  },
  VariableDeclaration: (builder, node, scope) => {
    const target = node.kind === 'var' ? hoist(scope) : scope;
    const kind = node.kind === 'let' || node.kind === 'var' ? node.kind : 'const';
    for (const declarator of node.declarations) {
      link(declarator, node);
      const facts = declarator.init ? { init: declarator.init } : {};
      declarePattern(builder, declarator.id, scope, declarator, { kind, declaration: declarator, target, facts });
      visit(builder, declarator.init, scope, declarator);
    }
  },
  CatchClause: (builder, node, scope) => {
    const own = inner(scope);
    if (node.param) declarePattern(builder, node.param, own, node, { kind: 'catch', declaration: node, target: own, facts: {} });
    link(node.body, node);
    visitChildren(builder, node.body, own);
  },
  TSEnumDeclaration: (builder, node, scope) => {
    declare(builder, scope, node.id, 'enum', node);
    visitChildren(builder, node, scope, (key) => key === 'id');
  },
  TSModuleDeclaration: (builder, node, scope) => {
    if (node.id.type === 'Identifier') declare(builder, scope, node.id, 'namespace', node);
    visitChildren(builder, node, inner(scope, true), (key) => key === 'id');
  },
  Identifier: (builder, node, scope) => refer(builder, node, scope),
  AssignmentExpression: (builder, node, scope) => {
    assignPattern(builder, node.left, scope, node);
    visit(builder, node.right, scope, node);
  },
  UpdateExpression: (builder, node, scope) => assignPattern(builder, node.argument, scope, node),
  MemberExpression: (builder, node, scope) => visitChildren(builder, node, scope, (key) => key === 'property' && !node.computed),
  Property: (builder, node, scope) => visitChildren(builder, node, scope, (key) => key === 'key' && !node.computed),
  ExportSpecifier: (builder, node, scope) => {
    const declaration = node.parent;
    const isOwn = declaration?.type === 'ExportNamedDeclaration' && !declaration.source;
    visitChildren(builder, node, scope, (key) => key === 'exported' || !isOwn);
  },
  JSXOpeningElement: (builder, node, scope) => {
    link(node.name, node);
    if (node.name.type === 'JSXIdentifier') refer(builder, node.name, scope);
    else visit(builder, node.name, scope, node);
    visitChildren(builder, node, scope, (key) => key === 'name');
  },
  TSTypeParameter: (builder, node, scope) => {
    declare(builder, scope, node.name, 'type', node);
    visitChildren(builder, node, scope, (key) => key === 'name');
  },
};

/** `for (x of y)` with a target of its own. */
const readLoop: Handler = (builder, node, scope) => {
  if (node.type !== 'ForOfStatement' && node.type !== 'ForInStatement') return;
  const own = inner(scope);
  if (node.left.type === 'VariableDeclaration') visit(builder, node.left, own, node);
  else assignPattern(builder, node.left, own, node);
  visitChildren(builder, node, own, (key) => key === 'left');
};

const HANDLERS: Readonly<Partial<Record<string, Handler>>> = {
  ...(TYPED as Readonly<Record<string, Handler>>),
  FunctionDeclaration: readFunction as Handler,
  FunctionExpression: readFunction as Handler,
  ArrowFunctionExpression: readFunction as Handler,
  TSDeclareFunction: readFunction as Handler,
  TSEmptyBodyFunctionExpression: readFunction as Handler,
  ClassDeclaration: readClass,
  ClassExpression: readClass,
  BlockStatement: inBlock,
  ForStatement: inBlock,
  ForOfStatement: readLoop,
  ForInStatement: readLoop,
  SwitchStatement: inBlock,
  StaticBlock: inFunction,
  MethodDefinition: readMember,
  PropertyDefinition: readMember,
  AccessorProperty: readMember,
  TSAbstractMethodDefinition: readMember,
  TSAbstractPropertyDefinition: readMember,
  TSAbstractAccessorProperty: readMember,
  TSPropertySignature: readMember,
  TSMethodSignature: readSignature,
  TSFunctionType: readSignature,
  TSConstructorType: readSignature,
  TSCallSignatureDeclaration: readSignature,
  TSConstructSignatureDeclaration: readSignature,
  TSIndexSignature: readSignature,
  TSInterfaceDeclaration: readTypeDeclaration,
  TSTypeAliasDeclaration: readTypeDeclaration,
  TSTypeReference: readTypeName,
  TSInterfaceHeritage: readTypeName,
  TSClassImplements: readTypeName,
  TSEnumMember: without('id'),
  TSNamedTupleMember: without('label'),
  TSTypePredicate: without('parameterName'),
  TSQualifiedName: without('right'),
  TSMappedType: (builder, node, scope) => visitChildren(builder, node, inner(scope), (key) => key === 'key'),
  LabeledStatement: without('label'),
  BreakStatement: without('label'),
  ContinueStatement: without('label'),
  MetaProperty: without('meta', 'property'),
  ImportAttribute: without('key'),
  ExportAllDeclaration: without('exported'),
  JSXAttribute: without('name'),
  JSXClosingElement: without('name'),
};
