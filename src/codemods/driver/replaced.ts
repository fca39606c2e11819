import { ts } from 'ts-morph';
import { isTestPath } from '../../core/test-path.ts';
import type { Plan } from './plan.ts';

/**
 * A method of a handle that the program puts another function in the place of (`db.get = failing`, `vi.spyOn(db, 'prepare')`): nothing calls it any more. In
 * tests it is named for review, elsewhere the conversion would behave otherwise without a word.
 */
export function noteReplaced({ draft, handles }: Plan, node: ts.BinaryExpression | ts.CallExpression): void {
  const [holder, name] = ts.isBinaryExpression(node) ? assigned(node) : spied(node);
  const handle = holder && name !== undefined ? handles.of(holder) : undefined;
  if (!handle?.driver.handles[handle.kind]?.methods[name!] || handle.own) return;
  const note = isTestPath(draft.pathOf(node)) ? draft.review : draft.barrier;
  note(node, `Another function is put in the place of \`${name}\`, and nothing calls that any more: put it in the place of \`query\`, which gives a promise of \`{ rows, rowCount }\`.`);
}

type Named = readonly [holder?: ts.Expression, name?: string];

const assigned = ({ left, operatorToken }: ts.BinaryExpression): Named =>
  (operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isPropertyAccessExpression(left) ? [left.expression, left.name.text] : []);

/** `vi.spyOn(db, 'run')`, `jest.spyOn(...)`, `sinon.stub(...)`, `mock.method(...)`. */
function spied({ expression, arguments: [holder, name] }: ts.CallExpression): Named {
  const isSpy = ts.isPropertyAccessExpression(expression) && /^(?:spyOn|stub|method)$/.test(expression.name.text);
  return isSpy && holder && name && ts.isStringLiteralLike(name) ? [holder, name.text] : [];
}
