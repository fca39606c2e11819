import { ts } from 'ts-morph';
import type { Pieces } from '../../core/types.ts';
import { replace, spanOf, type LocalEdit } from './awaits.ts';
import { eolOf, indentOf, isCode, isTyped, type CodeNode } from './nodes.ts';

/** Default values of parameters: one that waits is set at the start of the body. */

/** The function whose parameter has this default, where the default can be set in its body instead. */
export function functionOfDefault(parameter: ts.ParameterDeclaration): CodeNode | undefined {
  const fn = parameter.parent;
  if (!isCode(fn) || !ts.isIdentifier(parameter.name)) return undefined;
  const { text } = parameter.name;
  const later = fn.parameters.slice(fn.parameters.indexOf(parameter) + 1);
  return later.some((one) => new RegExp(`\\b${text}\\b`).test(one.getText())) ? undefined : fn;
}

/** `(id = load(1)) => { ... }` becomes `(id?: number) => { if (id === undefined) id = load(1); ... }`. */
export function defaultEdits(checker: ts.TypeChecker, parameter: ts.ParameterDeclaration): readonly LocalEdit[] {
  const fn = parameter.parent as CodeNode & { readonly body: ts.ConciseBody };
  const { body } = fn;
  const initializer = parameter.initializer!;
  const name = parameter.name.getText();
  const rest = { start: parameter.end, end: ts.isBlock(body) ? body.getStart() + 1 : body.getStart() };
  const assignment: Pieces = [`if (${name} === undefined) ${name} = `, spanOf(initializer), ';'];
  const head: Pieces = [spanOf(parameter.name), ...typePieces(checker, parameter), rest];
  if (!ts.isBlock(body)) return [replaceFrom(parameter, fn.end, [...head, '{ ', ...assignment, ' return ', spanOf(body), '; }'])];
  const [first] = body.statements;
  const isOnLine = !first || !/[\r\n]/.test(body.getSourceFile().text.slice(body.getStart(), first.getStart()));
  const gap = isOnLine ? ' ' : eolOf(body.getSourceFile().text) + indentOf(first);
  return [replaceFrom(parameter, rest.end, [...head, gap, ...assignment])];
}

const replaceFrom = (parameter: ts.ParameterDeclaration, end: number, text: Pieces): LocalEdit => ({ ...replace(parameter, text), end });

/** The type, for callers that leave the value out. */
function typePieces(checker: ts.TypeChecker, parameter: ts.ParameterDeclaration): Pieces {
  if (!isTyped(parameter)) return [];
  const { parameters } = parameter.parent;
  const mustBeGiven = parameters.slice(parameters.indexOf(parameter) + 1).some((one) => !one.initializer && !one.questionToken && !one.dotDotDotToken);
  const inferred = checker.typeToString(checker.getTypeAtLocation(parameter.name), parameter, ts.TypeFormatFlags.NoTruncation);
  const type = parameter.type ? spanOf(parameter.type) : inferred;
  return mustBeGiven ? [': ', type, ' | undefined'] : ['?: ', type];
}
