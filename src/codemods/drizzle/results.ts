import {
  Node, SyntaxKind, type ArrowFunction, type CallExpression, type FunctionDeclaration, type FunctionExpression, type MethodDeclaration, type SourceFile,
} from 'ts-morph';
import { calleeName, initializerOf, unwrapAwait, withParentheses } from '../syntax.ts';
import { readQuery, type Query, type QueryWorld } from './queries.ts';

/** What the drivers of SQLite say of a write. https://orm.drizzle.team/docs/insert#insert-returning is what PostgreSQL has, whatever the driver. */
const COUNTS = new Set(['changes', 'rowsAffected']);
const ROW_ID = 'lastInsertRowid';

const isRead = (name: string): boolean => COUNTS.has(name) || name === ROW_ID;

/** Rewrites `result.changes`, `result.rowsAffected` and `result.lastInsertRowid` to the rows that the write returns. */
export function convertResults(world: QueryWorld, file: SourceFile): void {
  for (const access of file.getDescendantsOfKind(SyntaxKind.PropertyAccessExpression)) {
    const name = access.getName();
    if (!isRead(name)) continue;
    const writes = writesBehind(world, access.getExpression(), 0);
    if (!writes) continue;
    const kinds = writes.map((write) => returning(world, write));
    if (kinds.includes(false)) world.draft.barrier(access, `\`${name}\` is read of a write that returns rows of its own: count those.`);
    else rewriteRead(world, access, writes);
  }
  for (const pattern of file.getDescendantsOfKind(SyntaxKind.ObjectBindingPattern)) convertPattern(world, pattern);
}

const DEEPEST = 3;

/** The writes whose result a value is; undefined where it is something else. */
function writesBehind(world: QueryWorld, node: Node, depth: number): readonly Query[] | undefined {
  const inner = unwrapAwait(node);
  const query = readQuery(world, inner);
  if (query) return query.kind === 'select' || query.kind === 'find' ? undefined : [query];
  if (depth >= DEEPEST) return undefined;
  const value = initializerOf(inner);
  if (value) return writesBehind(world, value, depth + 1);
  if (!Node.isCallExpression(inner)) return undefined;
  const given = givenBack(inner);
  const found = given.map((one) => writesBehind(world, one, depth + 1));
  return found.length > 0 && found.every((one) => one !== undefined) ? found.flat() : undefined;
}

/** What the function that a call runs gives back: that of a transaction's work, or of a function of the project. */
function givenBack(call: Node): readonly Node[] {
  if (!Node.isCallExpression(call)) return [];
  const callee = call.getExpression();
  const work = Node.isPropertyAccessExpression(callee) && callee.getName() === 'transaction' ? call.getArguments()[0] : undefined;
  const declared = work ? [work] : (callee.getSymbol()?.getDeclarations() ?? []).map((one) => (Node.isVariableDeclaration(one) ? one.getInitializer() : one));
  return declared.flatMap((one) => {
    if (!one || !isBodied(one)) return [];
    const body = one.getBody();
    if (body && !Node.isBlock(body)) return [body];
    const returns = one.getDescendantsOfKind(SyntaxKind.ReturnStatement).filter((statement) => functionAround(statement) === one);
    return returns.flatMap((statement) => statement.getExpression() ?? []);
  });
}

const isBodied = (node: Node): node is ArrowFunction | FunctionDeclaration | FunctionExpression | MethodDeclaration =>
  Node.isArrowFunction(node) || Node.isFunctionDeclaration(node) || Node.isFunctionExpression(node) || Node.isMethodDeclaration(node);

const functionAround = (node: Node): Node | undefined =>
  node.getFirstAncestor((above) => Node.isFunctionLikeDeclaration(above) || Node.isArrowFunction(above) || Node.isFunctionExpression(above));

/** Makes a write return its key, once; false where it returns something already. */
function returning(world: QueryWorld, write: Query): boolean {
  const { links, call } = write.chain;
  if (links.some((link) => link.name === 'returning')) return false;
  const [key] = world.tables.get(write.table)?.key ?? [];
  const argument = links.find((link) => /^(?:insert|update|delete)$/.test(link.name))?.call.getArguments()[0]?.getText();
  const text = `.returning(${key === undefined || argument === undefined ? '' : `{ ${key}: ${argument}.${key} }`})`;
  const last = links.at(-1)!;
  const isRun = last.name === 'run' && last.call === call;
  const end = isRun ? call.getExpressionIfKindOrThrow(SyntaxKind.PropertyAccessExpression).getExpression().getEnd() : call.getEnd();
  world.draft.splice(call.getSourceFile(), { start: end, end }, `${lineBefore(links.at(isRun ? -2 : -1)!.call)}${text}`);
  world.draft.converted(call, 'The write returns the keys of its rows: their number is what the driver said before.');
  return true;
}

/** The line break and indent that stand before the last call of a chain that goes over lines. */
function lineBefore(call: CallExpression): string {
  const name = calleeName(call);
  const text = call.getSourceFile().getFullText();
  return name ? (/(\r?\n[ \t]*)\.$/.exec(text.slice(0, name.getStart()))?.[1] ?? '') : '';
}

const isZero = (node: Node): boolean => node.getText() === '0';

/** `(result.rowsAffected || 0) > 0` needs no default any more: an array has a length. */
function rewriteRead(world: QueryWorld, access: Node, writes: readonly Query[]): void {
  if (!Node.isPropertyAccessExpression(access)) return;
  const object = access.getExpression();
  if (access.getName() === ROW_ID) { rewriteRowId(world, access, writes); return; }
  const parent = access.getParent();
  const isDefaulted = parent && Node.isBinaryExpression(parent) && /^(?:\|\||\?\?)$/.test(parent.getOperatorToken().getText()) && isZero(parent.getRight());
  const whole = isDefaulted ? withParentheses(parent) : access;
  world.draft.replace(whole, [{ start: object.getStart(), end: object.getEnd() }, '.length']);
}

/** `Number(result.lastInsertRowid)` is a number anyway. */
function rewriteRowId(world: QueryWorld, access: Node, writes: readonly Query[]): void {
  if (!Node.isPropertyAccessExpression(access)) return;
  const object = access.getExpression();
  const [key] = world.tables.get(writes[0]!.table)?.key ?? [];
  if (key === undefined) { world.draft.barrier(access, 'The key of the table is not known: return it with `.returning()`.'); return; }
  const parent = access.getParent();
  const isCast = parent && Node.isCallExpression(parent) && parent.getExpression().getText() === 'Number';
  const mark = /\.[cm]?tsx?$/.test(access.getSourceFile().getBaseName()) ? '!' : '';
  world.draft.replace(isCast ? parent : access, [{ start: object.getStart(), end: object.getEnd() }, `[0]${mark}.${key}`]);
}

/** `const { changes } = await db.delete(t)`. */
function convertPattern(world: QueryWorld, pattern: Node): void {
  const declaration = pattern.getParent();
  if (!Node.isObjectBindingPattern(pattern) || !declaration || !Node.isVariableDeclaration(declaration)) return;
  const [element, ...others] = pattern.getElements();
  const value = declaration.getInitializer();
  const property = element?.getPropertyNameNode()?.getText() ?? element?.getName();
  if (!element || !value || property === undefined || !isRead(property)) return;
  const writes = writesBehind(world, value, 0);
  if (!writes) return;
  if (others.length > 0 || property === ROW_ID || writes.map((write) => returning(world, write)).includes(false)) {
    world.draft.barrier(pattern, 'More than the number of rows is taken from the result of a write: name the rows that it returns.'); return;
  }
  world.draft.replace(element, `length: ${element.getName()}`);
}

/** `where: vi.fn().mockResolvedValue({ rowsAffected: 2 })`: a mocked write now has `returning`, which gives as many rows; so do its failures. */
export function convertMocks(world: QueryWorld, file: SourceFile): void {
  const mocks = file.getDescendantsOfKind(SyntaxKind.CallExpression).flatMap((call) => readMock(call) ?? []);
  const counted = new Set(mocks.filter((mock) => mock.count !== undefined).map((mock) => mock.of));
  for (const { call, method, maker, of, count, isEmpty } of mocks) {
    if (!counted.has(of) || (count === undefined && !isEmpty && !/Rejected/.test(method.getText()))) continue;
    const [argument] = call.getArguments();
    const answer = count === undefined && !isEmpty ? `mockRejectedValue(${argument?.getText() ?? ''})` : `mockResolvedValue(${rowsOf(count ?? 0)})`;
    const text = `${method.getText().replace(/Resolved|Rejected/, 'Return')}({ returning: ${maker}.${answer} })`;
    world.draft.splice(file, { start: method.getStart(), end: call.getEnd() }, text);
  }
}

interface Mock {
  readonly call: CallExpression;
  readonly method: Node;
  /** `vi.fn()`. */
  readonly maker: string;
  /** The variable and the property that hold it: `mockDelete.where`. */
  readonly of: string;
  /** The number of rows it says were changed. */
  readonly count: number | undefined;
  readonly isEmpty: boolean;
}

const WRITES = /^(?:insert|update|delete)$/;

function readMock(call: CallExpression): Mock | undefined {
  const callee = call.getExpression();
  const holder = call.getParentIfKind(SyntaxKind.PropertyAssignment);
  const maker = Node.isPropertyAccessExpression(callee) ? /^(?:vi|jest)\.fn\(\)$/.exec(callee.getExpression().getText())?.[0] : undefined;
  if (!holder || maker === undefined || !Node.isPropertyAccessExpression(callee) || !/^mock(?:Resolved|Rejected)Value(?:Once)?$/.test(callee.getName())) return undefined;
  const [value] = call.getArguments();
  const properties = value && Node.isObjectLiteralExpression(value) ? value.getProperties() : undefined;
  const [only, ...others] = properties ?? [];
  const isCount = others.length === 0 && Node.isPropertyAssignment(only) && COUNTS.has(only.getName());
  const number = isCount ? Number(only.getInitializer()?.getText()) : undefined;
  const owner = holder.getFirstAncestor((above) => Node.isVariableDeclaration(above) || (Node.isPropertyAssignment(above) && WRITES.test(above.getName())));
  const name = Node.isVariableDeclaration(owner) || Node.isPropertyAssignment(owner) ? owner.getName() : '';
  return { call, method: callee.getNameNode(), maker, of: `${name}.${holder.getName()}`, count: Number.isInteger(number) ? number : undefined, isEmpty: properties?.length === 0 };
}

const rowsOf = (count: number): string => (count <= 3 ? `[${Array.from({ length: count }, () => '{}').join(', ')}]` : `Array.from({ length: ${count} }, () => ({}))`);
