import { ts } from 'ts-morph';
import type { Cascade } from '../cascade/index.ts';
import { declarationsOf, isAsync, type FunctionNode } from '../cascade/nodes.ts';
import { unwrap } from './handles.ts';
import type { Plan } from './plan.ts';

/** What a mock of a function that gives a promise now is told (https://vitest.dev/api/mock, https://jestjs.io/docs/mock-function-api). */
const PROMISED: Readonly<Record<string, string>> = { mockReturnValue: 'mockResolvedValue', mockReturnValueOnce: 'mockResolvedValueOnce' };

/** Mocks of functions that turned async give promises: `vi.mocked(find).mockReturnValue(x)`, `vi.spyOn(store, 'find').mockImplementation(() => x)`. */
export function convertMockedFunctions(plan: Plan, file: ts.SourceFile, turned: Cascade['turned']): void {
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && /^mock(?:ReturnValue|Implementation)(?:Once)?$/.test(node.expression.name.text)) {
      if (mockedBy(plan.checker, node.expression.expression).some((fn) => turned.has(fn))) convertMockCall(plan, node, node.expression.name);
    }
    ts.forEachChild(node, visit);
  };
  if (/\.mock(?:ReturnValue|Implementation)/.test(file.text)) visit(file);
}

function convertMockCall({ draft }: Plan, call: ts.CallExpression, name: ts.MemberName): void {
  const promised = PROMISED[name.text];
  const [work] = call.arguments;
  if (promised !== undefined) draft.replace(name, promised);
  else if (work && (ts.isArrowFunction(work) || ts.isFunctionExpression(work)) && !isAsync(work)) {
    draft.splice(work, { start: work.getStart(), end: work.getStart() }, 'async ');
  }
}

/** The functions that an expression mocks: `vi.mocked(f)`, `vi.spyOn(object, 'f')`, or a variable with either. */
function mockedBy(checker: ts.TypeChecker, expression: ts.Expression): readonly FunctionNode[] {
  const node = unwrap(expression);
  if (ts.isIdentifier(node)) {
    const declaration = checker.getSymbolAtLocation(node)?.valueDeclaration;
    return declaration && ts.isVariableDeclaration(declaration) && declaration.initializer ? mockedBy(checker, declaration.initializer) : [];
  }
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
  const [first, second] = node.arguments;
  const { text } = node.expression.name;
  if (first && text === 'mocked') return declarationsOf(checker.getTypeAtLocation(first));
  if (first && second && text === 'spyOn' && ts.isStringLiteral(second)) {
    const member = checker.getTypeAtLocation(first).getProperty(second.text);
    return member ? declarationsOf(checker.getTypeOfSymbolAtLocation(member, first)) : [];
  }
  return /^mock/.test(text) ? mockedBy(checker, node.expression.expression) : [];
}
