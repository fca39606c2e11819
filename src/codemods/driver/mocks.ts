import { ts } from 'ts-morph';
import { numberParameters } from '../../sql/parameters.ts';
import { isTyped, kept, use, type Part } from './draft.ts';
import { convertLoading, isLoaded, isOpeningFunction } from './loading.ts';
import { isSourceModule } from './names.ts';
import type { Plan } from './plan.ts';
import { isMethodName, isTypeName, type SupportName } from './support.ts';

const OPEN: SupportName = 'openDatabase';

/** What a file says of a driver's module beside its calls: loads of it, and mocks in tests. `support` is the specifier of the support module there. */
export function convertMocks(plan: Plan, file: ts.SourceFile, support: string, endingOfLoads: string): void {
  const mocks = mocksIn(file);
  const loaded = /\.[cm]?[jt]s$/.test(support) ? support : support + endingOfLoads;
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) convertLoading(plan, node, loaded);
    if (ts.isIdentifier(node)) convertName(plan, node);
    if (mocks.length > 0 && ts.isCallExpression(node)) convertAssertion(plan, node);
    if (mocks.length > 0 && ts.isObjectLiteralExpression(node)) convertClient(plan, node);
    ts.forEachChild(node, visit);
  };
  for (const mock of mocks) convertModule(plan, mock, support);
  visit(file);
}

/** `vi.mock('@libsql/client', ...)`, `jest.mock(...)`. */
function mocksIn(file: ts.SourceFile): readonly ts.CallExpression[] {
  const found: ts.CallExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(?:vi|jest)\.(?:mock|doMock)$/.test(node.expression.getText()) && isDriverName(node.arguments[0])) found.push(node);
    ts.forEachChild(node, visit);
  };
  if (/\b(?:vi|jest)\.(?:mock|doMock)\(/.test(file.text)) visit(file);
  return found;
}

const isDriverName = (node: ts.Node | undefined): node is ts.StringLiteral => node !== undefined && ts.isStringLiteral(node) && isSourceModule(node.text);

/** `createClient` where it is not called: `vi.mocked(createClient)`. */
function convertName(plan: Plan, node: ts.Identifier): void {
  const { parent } = node;
  const isCallee = (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression === node;
  if (isCallee || ts.isImportSpecifier(parent) || ts.isImportClause(parent) || ts.isPropertyAssignment(parent) || !isOpeningFunction(plan, node)) return;
  const isDeclared = ts.isBindingElement(parent) || isLoaded(plan, node);
  plan.draft.replace(node, isDeclared ? OPEN : use(plan.draft, node, OPEN));
}

/** The mock is one of the support module, which keeps what the mock says nothing of. */
function convertModule(plan: Plan, mock: ts.CallExpression, support: string): void {
  const [name, factory] = mock.arguments;
  const object = factory && ts.isArrowFunction(factory) ? objectOf(factory) : undefined;
  const opening = object?.properties.find((one) => one.name && isOpeningName(one.name.getText()));
  if (factory && (!object || !opening?.name || object.properties.length > 1)) {
    plan.draft.review(mock, 'This mock stands in for the SQLite driver, which the code no longer uses: mock what the support module exports.');
    return;
  }
  const quote = name!.getText()[0]!;
  plan.draft.converted(mock, 'mock');
  plan.draft.replace(name!, `${quote}${support}${quote}`);
  if (!object || !opening?.name || !factory) return;
  plan.draft.replace(opening.name, OPEN);
  const others = [...plan.draft.uses.values()].flatMap((names) => [...names]).filter((one) => one !== OPEN && !isTypeName(one) && !isMethodName(one));
  if (others.length > 0) plan.draft.replace(factory, kept(...withOriginal(mock, object, `${quote}${support}${quote}`)));
}

const isOpeningName = (name: string): boolean => name === 'createClient';

function objectOf({ body }: ts.ArrowFunction): ts.ObjectLiteralExpression | undefined {
  const inner = ts.isParenthesizedExpression(body) ? body.expression : body;
  return ts.isObjectLiteralExpression(inner) ? inner : undefined;
}

/** The factory with the exports of the module itself before those of the mock. */
function withOriginal(mock: ts.CallExpression, object: ts.ObjectLiteralExpression, module: string): readonly Part[] {
  const text = object.getText();
  const gap = /^\{(\s*)/.exec(text)![1]!;
  const isVitest = mock.expression.getText().startsWith('vi.');
  const type = isVitest && isTyped(mock) ? `<typeof import(${module})>` : '';
  const original = isVitest ? `...(await importOriginal${type}()),` : `...jest.requireActual(${module}),`;
  return [`${isVitest ? 'async (importOriginal)' : '()'} => ({${gap}${original}`, { start: object.getStart() + 1, end: object.end }, ')'];
}

/** An object that stands in for a client: it is asked with the text and the values now, and hands them on as it was given them. */
function convertClient({ draft }: Plan, object: ts.ObjectLiteralExpression): void {
  const execute = object.properties.find((one) => one.name?.getText() === 'execute');
  for (const one of object.properties) if (ts.isPropertyAssignment(one) && one.name.getText() === 'rowsAffected') draft.replace(one.name, 'rowCount');
  if (!execute || (!ts.isPropertyAssignment(execute) && !ts.isShorthandPropertyAssignment(execute))) return;
  const initializer = ts.isPropertyAssignment(execute) ? execute.initializer : execute.name;
  const isNamed = ts.isIdentifier(initializer) || ts.isPropertyAccessExpression(initializer);
  const readsParts = /\.sql\b|\{ *sql\b/.test(object.getSourceFile().text);
  const parameters = isTyped(object) ? '(sql: string, args?: readonly unknown[])' : '(sql, args)';
  draft.replace(execute, kept('query: ', ...(isNamed && readsParts ? [`${parameters} => `, initializer, '({ sql, args })'] : [initializer])));
}

/** `expect(sql).toContain('id = ?')`: the parameter has a number now. */
function convertAssertion({ draft }: Plan, call: ts.CallExpression): void {
  const callee = call.expression;
  const [given] = call.arguments;
  if (!given || !ts.isStringLiteralLike(given) || !given.text.includes('?') || !ts.isPropertyAccessExpression(callee)) return;
  if (!/^expect\((?:.*\b)?sql\)(?:\.not)?$/is.test(callee.expression.getText())) return;
  if (/^to(?:Be|Equal|StrictEqual)$/.test(callee.name.text)) draft.replace(given, JSON.stringify(numberParameters(given.text)));
  if (callee.name.text !== 'toContain') return;
  draft.replace(callee.name, 'toMatch');
  draft.replace(given, `/${given.text.replace(/[.*+^${}()|[\]\\/]/g, '\\$&').replaceAll('?', '\\$\\d+')}/`);
}
