import { ts } from 'ts-morph';
import type { Span } from '../../core/types.ts';
import { bindingOf, readParameters } from '../../sql/parameters.ts';
import type { Statement } from '../../sql/statement.ts';
import { isCode } from '../cascade/nodes.ts';
import { callsOf, type References } from './references.ts';

/** Finds the expression that fills a span of a file. */
export type NodeAt = (path: string, span: Span) => ts.Expression | undefined;

export const createNodeAt = (fileAt: (path: string) => ts.SourceFile | undefined): NodeAt => (path, { start, end }) => {
  const file = fileAt(path);
  let node: ts.Node | undefined = file;
  while (node) {
    if (node !== file && node.getStart() === start && node.end === end) return node as ts.Expression;
    node = ts.forEachChild(node, (child) => (child.getStart() <= start && end <= child.end ? child : undefined));
  }
  return undefined;
};

/** The values that a statement's parameter may be given; undefined where it cannot be told. */
export function valuesOf(references: References, nodeAt: NodeAt, statement: Statement, number: number): readonly ts.Expression[] | undefined {
  const { call, fragment } = statement;
  if (!call || fragment.conditional?.length) return undefined;
  const parameter = readParameters(statement).find((one) => one.number === number);
  const binding = parameter && bindingOf(call, parameter);
  const node = binding && !binding.spread ? nodeAt(binding.path, binding) : undefined;
  if (node) return [node];
  const sent = nodeAt(call.path, call);
  const list = sent && ts.isCallExpression(sent) ? sent.arguments[1] : undefined;
  return list && elementsAt(references, list, number - 1, 0);
}

const MOST_CALLS = 4;

/** The elements of a list at an index, where the list is written out or is what calls give for a parameter. */
function elementsAt(references: References, list: ts.Expression, index: number, depth: number): readonly ts.Expression[] | undefined {
  if (ts.isArrayLiteralExpression(list)) {
    const element = list.elements[index];
    return !element || list.elements.slice(0, index + 1).some(ts.isSpreadElement) ? undefined : [element];
  }
  const [holder] = ts.isIdentifier(list) ? references.declarationsAt(list) : [];
  if (!holder || depth > MOST_CALLS) return undefined;
  if (ts.isVariableDeclaration(holder)) {
    const isGrown = references.of(holder).some((name) => ts.isPropertyAccessExpression(name.parent) && name.parent.expression === name);
    return holder.initializer && !isGrown ? elementsAt(references, holder.initializer, index, depth + 1) : undefined;
  }
  if (!ts.isParameter(holder) || !isCode(holder.parent)) return undefined;
  const at = holder.parent.parameters.indexOf(holder);
  const given = callsOf(references, holder.parent)?.map((call): readonly ts.Expression[] | undefined => {
    if (!holder.dotDotDotToken) return call.arguments[at] && elementsAt(references, call.arguments[at], index, depth + 1);
    const own = call.arguments.slice(at);
    const spread = own.findIndex(ts.isSpreadElement);
    if (spread === 0 && own.length === 1) return elementsAt(references, (own[0] as ts.SpreadElement).expression, index, depth + 1);
    const value = own[index];
    if (spread >= 0 && spread <= index) return undefined;
    return value ? [value] : [];
  });
  return given?.every((one) => one !== undefined) ? given.flat() : undefined;
}
