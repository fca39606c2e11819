import type { Node } from 'oxc-parser';
import type { Node as Syntax } from './node.ts';

export type { Node };

/** Keys of a node that hold no children of the program. */
const NOT_CHILDREN: ReadonlySet<string> = new Set(['type', 'start', 'end', 'parent', 'loc', 'range', 'tokens', 'comments', 'value', 'regex', 'name', 'raw']);
const VALUE_IS_NODE: ReadonlySet<string> = new Set([
  'Property', 'MethodDefinition', 'PropertyDefinition', 'AccessorProperty', 'TSAbstractMethodDefinition', 'TSAbstractPropertyDefinition',
  'TSAbstractAccessorProperty', 'JSXAttribute', 'ImportAttribute',
]);
const NAME_IS_NODE: ReadonlySet<string> = new Set([
  'JSXOpeningElement', 'JSXClosingElement', 'JSXAttribute', 'JSXNamespacedName', 'TSTypeParameter', 'MetaProperty',
]);

const isNode = (value: object): value is Node => typeof (value as { type?: unknown }).type === 'string';

/** Calls `visit` with each child of a node, in the order of the node's fields. Works on the trees of oxc, espree and typescript-eslint. */
export function forEachChild(node: Node, visit: (child: Node, key: string) => void): void {
  if (LEAVES.has(node.type)) return;
  const fields = node as unknown as Readonly<Record<string, unknown>>;
  for (const key in fields) {
    const child = fields[key];
    if (typeof child !== 'object' || child === null) continue;
    if (NOT_CHILDREN.has(key) && !(key === 'value' && VALUE_IS_NODE.has(node.type)) && !(key === 'name' && NAME_IS_NODE.has(node.type))) continue;
    if (Array.isArray(child)) {
      for (const item of child as readonly unknown[]) if (item !== null && typeof item === 'object' && isNode(item)) visit(item, key);
    } else if (isNode(child)) {
      visit(child, key);
    }
  }
}

/** Nodes that hold nothing. */
const LEAVES: ReadonlySet<string> = new Set(['Literal', 'TemplateElement', 'ThisExpression', 'Super', 'JSXIdentifier', 'JSXText', 'PrivateIdentifier', 'EmptyStatement']);

/** All nodes of a program, outer before inner, and for each where the nodes below it end in the list. */
interface Listing {
  readonly nodes: readonly Node[];
  readonly ends: readonly number[];
  /** The places in `nodes` of each type. */
  readonly byType: ReadonlyMap<string, readonly number[]>;
}

const listings = new WeakMap<Node, Listing>();

function list(program: Node): Listing {
  const nodes: Node[] = [];
  const ends: number[] = [];
  const byType = new Map<string, number[]>();
  const visit = (node: Node): void => {
    const index = nodes.push(node) - 1;
    const own = byType.get(node.type);
    if (own) own.push(index);
    else byType.set(node.type, [index]);
    forEachChild(node, visit);
    ends[index] = nodes.length;
  };
  visit(program);
  return { nodes, ends, byType };
}

function listingOf(program: Node): Listing {
  let listing = listings.get(program);
  if (!listing) listings.set(program, (listing = list(program)));
  return listing;
}

/** The nodes of some types in a program, outer before inner. */
export function nodesOf(program: Syntax, ...types: readonly string[]): readonly Syntax[] {
  const { nodes, byType } = listingOf(program as never);
  const places = types.flatMap((type) => byType.get(type) ?? []);
  return (types.length === 1 ? places : places.sort((a, b) => a - b)).map((place) => nodes[place] as unknown as Syntax);
}

/** Visits a node and all below it, outer before inner. `enter` may return false to leave out what is below. The nodes of a program are listed once. */
export function walk(root: Node, enter: (node: Node) => unknown): void {
  if (root.type !== 'Program') {
    if (enter(root) !== false) forEachChild(root, (child) => walk(child, enter));
    return;
  }
  const listing = listingOf(root);
  for (let at = 0; at < listing.nodes.length;) at = enter(listing.nodes[at]!) === false ? listing.ends[at]! : at + 1;
}

/** Parentheses of the type system: they change nothing at run time. */
export function unwrap(node: Node): Node {
  let inner = node;
  for (;;) {
    switch (inner.type) {
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'TSTypeAssertion':
      case 'TSInstantiationExpression':
      case 'ParenthesizedExpression':
      case 'ChainExpression':
        inner = inner.expression;
        break;
      default:
        return inner;
    }
  }
}

/** The static name of a property, method, field or enum member. */
export function keyName(node: { readonly key: Node; readonly computed: boolean }): string | undefined {
  return node.computed ? literalKey(node.key) : nameOf(node.key);
}

function literalKey(node: Node): string | undefined {
  const inner = unwrap(node);
  if (inner.type === 'Literal' && (typeof inner.value === 'string' || typeof inner.value === 'number')) return String(inner.value);
  if (inner.type === 'TemplateLiteral' && inner.expressions.length === 0) return inner.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}

function nameOf(node: Node): string | undefined {
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'PrivateIdentifier') return `#${node.name}`;
  return literalKey(node);
}
