import type { Node as Syntax } from './node.ts';
import type { Reference, Variable, VariableKind } from './scopes.ts';
import { forEachChild, keyName, type Node } from './walk.ts';

/** A scope while it is read. Its maps are made when the first name is declared. */
export interface OpenScope {
  readonly outer?: OpenScope;
  /** `var` is declared here. */
  readonly isFunction: boolean;
  readonly isModule: boolean;
  values?: Map<string, OpenVariable>;
  types?: Map<string, OpenVariable>;
}

type OpenVariable = Omit<Variable, 'references'> & { readonly references: Reference[] };

export interface Pending {
  readonly node: Syntax;
  readonly scope: OpenScope;
  readonly isWrite: boolean;
  readonly isType: boolean;
}

export interface Builder {
  readonly handlers: Readonly<Partial<Record<string, Handler>>>;
  readonly root: OpenScope;
  readonly pending: Pending[];
  readonly declared: Map<Syntax, OpenVariable>;
}

type Facts = Partial<Pick<Variable, 'index' | 'import' | 'path'>> & { readonly init?: Node; readonly fallback?: Node };

/** The same node, as the readers above see it. */
const toSyntax = (node: Node): Syntax => node as unknown as Syntax;

export const inner = (outer: OpenScope, isFunction = false): OpenScope => ({ outer, isFunction, isModule: false });

export function declare(builder: Builder, scope: OpenScope, identifier: Node, kind: VariableKind, declaration: Node, facts: Facts = {}): void {
  if (identifier.type !== 'Identifier') return;
  link(identifier, declaration);
  const isType = kind === 'type';
  const map = isType ? (scope.types ??= new Map<string, OpenVariable>()) : (scope.values ??= new Map<string, OpenVariable>());
  const known = map.get(identifier.name);
  const isAgain = known !== undefined && (kind === 'var' || kind === 'function' || kind === 'type' || kind === 'namespace');
  if (isAgain) {
    builder.declared.set(toSyntax(identifier), known);
    if (kind === 'var' && facts.init) known.references.push({ node: toSyntax(identifier), isWrite: true });
    if (!(kind === 'function' && known.declaration.type !== 'FunctionDeclaration')) return;
  }
  const variable: OpenVariable = {
    name: identifier.name, kind, identifier: toSyntax(identifier), declaration: toSyntax(declaration), path: [], isModuleLevel: scope.isModule,
    ...(facts as Partial<Variable>), references: known && isAgain ? known.references : [],
  };
  map.set(identifier.name, variable);
  builder.declared.set(toSyntax(identifier), variable);
}

/** Sets what later readers rely on: the parent, and offsets where a tree has only ranges. */
export function link(node: Node, parent: Node | undefined): void {
  const open = node as { parent?: Node; start?: number; end?: number; range?: readonly [number, number] };
  if (open.parent === undefined && parent) open.parent = parent;
  if (open.start === undefined && open.range) [open.start, open.end] = open.range;
}

export const hoist = (scope: OpenScope): OpenScope => {
  let at = scope;
  while (!at.isFunction && at.outer) at = at.outer;
  return at;
};

export function visit(builder: Builder, node: Node | null | undefined, scope: OpenScope, parent: Node | undefined): void {
  if (!node) return;
  link(node, parent);
  const handler = builder.handlers[node.type];
  if (handler) handler(builder, node, scope);
  else visitChildren(builder, node, scope);
}

export function visitChildren(builder: Builder, node: Node, scope: OpenScope, except: (key: string) => boolean = () => false): void {
  forEachChild(node, (child, key) => {
    if (except(key)) link(child, node);
    else visit(builder, child, scope, node);
  });
}

export const refer = (builder: Builder, node: Node, scope: OpenScope, isWrite = false, isType = false): void => {
  builder.pending.push({ node: toSyntax(node), scope, isWrite, isType });
};

export type Handler = (builder: Builder, node: Node, scope: OpenScope) => void;

export type PatternFacts = { readonly kind: VariableKind; readonly declaration: Node; readonly target: OpenScope; readonly facts: Facts };

/** Declares the names of a pattern; default values and computed keys are read as expressions. */
export function declarePattern(builder: Builder, pattern: Node, scope: OpenScope, parent: Node, given: PatternFacts): void {
  link(pattern, parent);
  const path = given.facts.path ?? [];
  const at = (key: string): PatternFacts => ({ ...given, facts: { ...given.facts, path: [...path, key] } });
  switch (pattern.type) {
    case 'Identifier':
      declare(builder, given.target, pattern, given.kind, given.declaration, given.facts);
      visit(builder, pattern.typeAnnotation, scope, pattern);
      for (const decorator of pattern.decorators ?? []) visit(builder, decorator, scope, pattern);
      break;
    case 'TSParameterProperty':
      for (const decorator of pattern.decorators ?? []) visit(builder, decorator, scope, pattern);
      declarePattern(builder, pattern.parameter, scope, pattern, given);
      break;
    case 'AssignmentPattern':
      declarePattern(builder, pattern.left, scope, pattern, { ...given, facts: { ...given.facts, fallback: pattern.right } });
      visit(builder, pattern.right, scope, pattern);
      break;
    case 'RestElement':
      declarePattern(builder, pattern.argument, scope, pattern, at('*'));
      visit(builder, pattern.typeAnnotation, scope, pattern);
      break;
    case 'ArrayPattern':
      pattern.elements.forEach((element, index) => element && declarePattern(builder, element, scope, pattern, at(String(index))));
      visit(builder, pattern.typeAnnotation, scope, pattern);
      break;
    case 'ObjectPattern':
      for (const property of pattern.properties) declareProperty(builder, property, scope, pattern, at);
      visit(builder, pattern.typeAnnotation, scope, pattern);
      break;
    default:
      visit(builder, pattern, scope, parent);
  }
}

function declareProperty(builder: Builder, property: Node, scope: OpenScope, pattern: Node, at: (key: string) => PatternFacts): void {
  link(property, pattern);
  if (property.type !== 'Property') {
    if (property.type === 'RestElement') declarePattern(builder, property.argument, scope, property, at('*'));
    return;
  }
  link(property.key, property);
  if (property.computed) visit(builder, property.key, scope, property);
  declarePattern(builder, property.value, scope, property, at(keyName(property) ?? '*'));
}

/** Marks the targets of an assignment as written. */
export function assignPattern(builder: Builder, pattern: Node, scope: OpenScope, parent: Node): void {
  link(pattern, parent);
  switch (pattern.type) {
    case 'Identifier':
      refer(builder, pattern, scope, true);
      break;
    case 'AssignmentPattern':
      assignPattern(builder, pattern.left, scope, pattern);
      visit(builder, pattern.right, scope, pattern);
      break;
    case 'RestElement':
      assignPattern(builder, pattern.argument, scope, pattern);
      break;
    case 'ArrayPattern':
      for (const element of pattern.elements) if (element) assignPattern(builder, element, scope, pattern);
      break;
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        link(property, pattern);
        if (property.type !== 'Property') assignPattern(builder, property, scope, pattern);
        else {
          link(property.key, property);
          if (property.computed) visit(builder, property.key, scope, property);
          assignPattern(builder, property.value, scope, property);
        }
      }
      break;
    default:
      visit(builder, pattern, scope, parent);
  }
}

