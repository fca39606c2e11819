import type { Program } from 'oxc-parser';
import { isFunction, nodeAt, type Node } from './node.ts';
import { readInto, type Builder } from './scope-builder.ts';

export type VariableKind =
  | 'import' | 'const' | 'let' | 'var' | 'param' | 'function' | 'class' | 'catch' | 'enum' | 'namespace' | 'type';

/** A use of a variable. */
export interface Reference {
  readonly node: Node;
  /** It is assigned here (`x = 1`, `x += 1`, `x++`, `[x] = y`, `for (x of y)`). */
  readonly isWrite: boolean;
}

export interface Variable {
  readonly name: string;
  readonly kind: VariableKind;
  /** The identifier that declares it. */
  readonly identifier: Node;
  /** The declarator, function, class, import specifier, catch clause, interface...; of a parameter: the function. */
  readonly declaration: Node;
  /** The expression it is declared with; where it is destructured, the expression that is taken apart along `path`. */
  readonly init?: Node;
  /** Keys into `init` or into the parameter; `*` stands for a rest element. */
  readonly path: readonly string[];
  /** The value where the destructured key is missing, or the parameter's default. */
  readonly fallback?: Node;
  /** Of a parameter: its number. */
  readonly index?: number;
  /** Of an import: `imported` is `*` for a namespace and `default` for the default. */
  readonly import?: { readonly specifier: string; readonly imported: string };
  readonly references: readonly Reference[];
  readonly isModuleLevel: boolean;
}

export interface Scopes {
  readonly program: Program;
  /** The variable that an identifier declares or refers to; undefined for globals and names that are no variables. */
  readonly variableOf: (identifier: Node) => Variable | undefined;
  /** The interface, alias, class, enum or import that a name in a type refers to. */
  readonly typeOf: (identifier: Node) => Variable | undefined;
  /** The variable of that name at module level. */
  readonly moduleVariable: (name: string) => Variable | undefined;
  readonly moduleVariables: readonly Variable[];
}

/**
 * Resolves all names of a program. Sets `parent` on nodes that have none, and `start` and `end` on nodes that have only `range` (typescript-eslint's).
 */
export function readScopes(program: Program): Scopes {
  const builder: Builder = { root: { isFunction: true, isModule: true }, pending: [], declared: new Map() };
  readInto(builder, program, builder.root);
  const values = new Map<Node, Variable>();
  const types = new Map<Node, Variable>();
  for (const { node, scope, isWrite, isType } of builder.pending) {
    const name = node['name'] as string;
    for (let at: typeof scope | undefined = scope; at; at = at.outer) {
      const variable = (isType ? at.types?.get(name) : undefined) ?? at.values?.get(name) ?? undefined;
      if (!variable) continue;
      variable.references.push({ node, isWrite });
      (isType ? types : values).set(node, variable);
      break;
    }
  }
  const root = builder.root;
  return {
    program,
    variableOf: (identifier) => values.get(identifier) ?? builder.declared.get(identifier),
    typeOf: (identifier) => types.get(identifier) ?? values.get(identifier) ?? builder.declared.get(identifier),
    moduleVariable: (name) => root.values?.get(name) ?? root.types?.get(name),
    moduleVariables: [...(root.values?.values() ?? []), ...(root.types?.values() ?? [])],
  };
}

/** The node around a node; undefined for the program. */
export const parentOf = (node: Node): Node | undefined => nodeAt(node, 'parent');

/** The innermost function around a node; undefined at module level. */
export function functionAround(node: Node): Node | undefined {
  for (let at = parentOf(node); at; at = parentOf(at)) if (isFunction(at)) return at;
  return undefined;
}
