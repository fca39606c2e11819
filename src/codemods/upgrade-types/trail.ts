import { ts } from 'ts-morph';
import type { ProposedEdit, Related } from '../../core/types.ts';
import type { References } from './references.ts';

/** The steps from a value to what a column holds: names of members, `[]` for an element. Empty for the column's value itself. */
export type Path = readonly string[];

export const ELEMENT = '[]';

/** What of the program must follow when a column gets its richer type. */
export interface ValueKind {
  /** Whether the program sees other values than before: then types, writes and expectations change too. */
  readonly changesProgram: boolean;
  /** Settles a read where it stands: true when nothing more is to be done there. */
  readonly read: (trail: Trail, node: ts.Expression) => boolean;
  /** Settles a value that is written: true when it is one that the column takes, perhaps after an edit. */
  readonly write: (trail: Trail, node: ts.Expression) => boolean;
  /** The same for a value that a test expects. */
  readonly expected: (trail: Trail, node: ts.Expression) => boolean;
}

/** What is found out about one column while its values are followed through the program. */
export interface Trail {
  readonly references: References;
  readonly kind: ValueKind;
  readonly pathOf: (node: ts.Node) => string;
  /** The columns that a value bound at a place goes into. */
  readonly boundAt: (node: ts.Expression) => readonly string[];
  readonly edits: Map<string, ProposedEdit & { readonly path: string }>;
  readonly blocks: Map<string, Related>;
  /** Columns that must be upgraded with this one. */
  readonly columns: Set<string>;
  /** Declarations that hold the column's value: two columns with one of them go together. */
  readonly holders: Set<ts.Node>;
  readonly seen: Map<ts.Node, Set<string>>;
  /** Declarations whose readers are still to be followed; of those without a path only what is written into them is of interest. */
  readonly pending: { readonly holder: ts.Declaration; readonly path?: Path }[];
  /** Declarations that a value of the column has reached. */
  readonly given: Set<ts.Node>;
  /** Members that are written into the column, of which it must turn out that they hold its value. */
  readonly wanted: { readonly node: ts.Expression; readonly declarations: readonly ts.Declaration[] }[];
}

export function edit(trail: Trail, node: { readonly start: number; readonly end: number; readonly of: ts.Node }, text: string): void {
  const path = trail.pathOf(node.of);
  trail.edits.set(`${path}\0${node.start}\0${node.end}`, { path, start: node.start, end: node.end, text });
}

export const replaceNode = (trail: Trail, node: ts.Node, text: string): void => edit(trail, { start: node.getStart(), end: node.end, of: node }, text);

export function block(trail: Trail, node: ts.Node, message: string): void {
  const path = trail.pathOf(node);
  const span = { start: node.getStart(), end: node.end };
  trail.blocks.set(`${path}\0${span.start}`, { path, span, message });
}

/** Whether this is the first visit of a node with a path. */
export function isNew({ seen }: Trail, node: ts.Node, path: Path): boolean {
  const key = path.join('\0');
  const own = seen.get(node) ?? new Set();
  seen.set(node, own);
  return !own.has(key) && own.add(key) !== undefined;
}

export const shorten = (node: ts.Node): string => {
  const text = node.getText().replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

/** Whether a node decides a branch or is negated: only whether it is true matters. */
export function isCondition(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent)) return isCondition(parent);
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken;
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent) || ts.isDoStatement(parent)) return parent.expression === node;
  if (ts.isConditionalExpression(parent) || ts.isForStatement(parent)) return parent.condition === node;
  if (ts.isBinaryExpression(parent) && LOGICAL.has(parent.operatorToken.kind)) return isCondition(parent);
  return ts.isCallExpression(parent) && parent.expression.getText() === 'Boolean' && parent.arguments[0] === node;
}

const LOGICAL: ReadonlySet<ts.SyntaxKind> = new Set([ts.SyntaxKind.AmpersandAmpersandToken, ts.SyntaxKind.BarBarToken]);

const EQUALITIES: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsToken, ts.SyntaxKind.EqualsEqualsEqualsToken, ts.SyntaxKind.ExclamationEqualsToken, ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);

/** The other side of `===` and its like. */
export function comparedWith(node: ts.Expression): ts.Expression | undefined {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent)) return comparedWith(parent);
  if (!ts.isBinaryExpression(parent) || !EQUALITIES.has(parent.operatorToken.kind)) return undefined;
  return parent.left === node ? parent.right : parent.left;
}

export const isNullish = (node: ts.Node): boolean => node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === 'undefined');
