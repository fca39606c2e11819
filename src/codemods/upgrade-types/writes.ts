import { ts } from 'ts-morph';
import { isCode, unwrap } from '../cascade/nodes.ts';
import { block, isNullish, shorten, type Trail } from './trail.ts';

/** Settles what is written into the column, or into what holds its value: each value that the expression may have. */
export function settleWrite(trail: Trail, node: ts.Expression): void {
  const inner = unwrap(node);
  if (isNullish(inner) || trail.kind.write(trail, node)) return;
  if (ts.isAwaitExpression(inner)) settleWrite(trail, inner.expression);
  else if (ts.isConditionalExpression(inner)) [inner.whenTrue, inner.whenFalse].forEach((one) => settleWrite(trail, one));
  else if (ts.isBinaryExpression(inner) && CHOICES.has(inner.operatorToken.kind)) [inner.left, inner.right].forEach((one) => settleWrite(trail, one));
  else if (ts.isIdentifier(inner) || ts.isPropertyAccessExpression(inner)) settleName(trail, inner);
  else if (ts.isCallExpression(inner)) settleCall(trail, inner);
  else block(trail, node, `Nobody knows what \`${shorten(node)}\` is when the program runs.`);
}

const CHOICES: ReadonlySet<ts.SyntaxKind> = new Set([ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.BarBarToken]);

const hold = ({ pending, kind }: Trail, holder: ts.Declaration): number => pending.push({ holder, ...(kind.changesProgram && { path: [] }) });

/** A variable, a parameter or a member of the project holds the column's value then: all that is written there counts. */
function settleName(trail: Trail, node: ts.Identifier | ts.PropertyAccessExpression): void {
  const declarations = trail.references.declarationsAt(ts.isIdentifier(node) ? node : node.name).filter(trail.references.isOwn);
  const isKnown = declarations.length > 0 && declarations.every((one) => ts.isVariableDeclaration(one) || ts.isParameter(one));
  if (isKnown || declarations.some((one) => trail.holders.has(one))) declarations.forEach((holder) => hold(trail, holder));
  else trail.wanted.push({ node, declarations });
}

/** A function of the project that gives the value. */
function settleCall(trail: Trail, call: ts.CallExpression): void {
  const declaration = trail.references.checker.getResolvedSignature(call)?.declaration;
  if (declaration && isCode(declaration) && trail.references.isOwn(declaration)) hold(trail, declaration);
  else block(trail, call, `Nobody knows what \`${shorten(call)}\` gives.`);
}
