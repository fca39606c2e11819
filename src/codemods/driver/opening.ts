import { ts } from 'ts-morph';
import type { Opening } from '../../drivers/driver.ts';
import { isTestPath } from '../../core/test-path.ts';
import { DECLARATIONS, sources } from './declarations.ts';
import { openingCallback } from './callbacks.ts';
import { spanOf } from '../draft.ts';
import { kept, replaceAwaited, use } from './draft.ts';
import { awaitedType, RESULT, unwrap } from './handles.ts';
import { isLoaded } from './loading.ts';
import { isSourceModule } from './names.ts';
import type { Plan } from './plan.ts';
import type { SupportName } from './support.ts';
import { transactionType } from './transactions.ts';

/** Options of an opening that lose nothing when they go. */
const IDLE = /^(?:verbose|timeout|fileMustExist|create|readwrite|strict|enableForeignKeyConstraints|driver|filename|url|authToken|nativeBinding|open|intMode|concurrency|mode)$/;

/** `new Database(path)`, `createClient({ url })`, `open({ filename })`. */
export function convertOpening(plan: Plan, node: ts.NewExpression | ts.CallExpression): boolean {
  const { draft } = plan;
  const handle = ts.isNewExpression(node) || OPENING.has(calledName(node)) ? plan.handles.ofAwaited(node) : undefined;
  const opening = handle ? openingOf(plan, node) : isUntypedOpening(plan, node) ? { target: 0 } : undefined;
  if (!opening || (handle && opening.gives !== handle.kind)) return false;
  for (const option of optionNames(node)) {
    if (!IDLE.test(option)) draft.review(node, `The option \`${option}\` has no counterpart: set it on the server or leave it.`);
  }
  const name = nameOf(node, opening);
  const isName = name !== undefined && plan.checker.getTypeAtLocation(name).getCallSignatures().length === 0;
  draft.converted(node, 'open');
  if (isName && isGiven(plan, name) && !isTestPath(draft.pathOf(node))) draft.review(node, SEVERAL);
  const callback = openingCallback(plan, node);
  const given = isName ? [name] : callback ? ["''"] : [];
  if (callback) draft.isOrdered = true;
  const opened = [`${isLoaded(plan, node.expression) ? 'openDatabase' : use(draft, node, 'openDatabase')}(`, ...given, ...(callback ? [', ', callback] : []), ')'];
  replaceAwaited(draft, node, opened, awaitedType(plan.checker, node) !== plan.checker.getTypeAtLocation(node));
  return true;
}

/** The names of functions that open a database, without those of the objects that have them. */
const OPENING: ReadonlySet<string> = new Set(sources.flatMap(({ opens }) => Object.keys(opens).map((name) => name.split('.').at(-1)!)));

function calledName(node: ts.NewExpression | ts.CallExpression): string {
  const callee = unwrap(node.expression);
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : ts.isIdentifier(callee) ? callee.text : '';
}

const SEVERAL = 'All files that are opened here become the one database of DATABASE_URL: where they are several (one for each user), open it with a `postgres://` URL for each.';

/** Whether the file's name comes from a parameter: it may be another one each time. */
function isGiven(plan: Plan, name: ts.Node): boolean {
  if (!ts.isIdentifier(name)) return ts.forEachChild(name, (child) => isGiven(plan, child)) ?? false;
  const declaration = plan.checker.getSymbolAtLocation(name)?.valueDeclaration;
  if (!declaration || ts.isParameter(declaration)) return declaration !== undefined;
  return ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined && isGiven(plan, declaration.initializer);
}

/** `new sqlite3.Database(path)` of a variable without a type that a `require` of the driver is assigned to. */
function isUntypedOpening(plan: Plan, node: ts.NewExpression | ts.CallExpression): boolean {
  if (plan.isOpening(plan.draft.pathOf(node), spanOf(node))) return true;
  const callee = unwrap(node.expression);
  if (!ts.isNewExpression(node) || !ts.isPropertyAccessExpression(callee) || callee.name.text !== 'Database' || !ts.isIdentifier(callee.expression)) return false;
  const required = new RegExp(`\\b${callee.expression.text}\\s*=\\s*require\\(['"]([^'"]+)['"]`).exec(node.getSourceFile().text);
  return required !== null && isSourceModule(required[1]!);
}

type Opened = Partial<Pick<Opening, 'gives' | 'target' | 'targetKeys'>>;

/** The file name or URL that is given: an argument, or a key of the options. */
function nameOf(node: ts.NewExpression | ts.CallExpression, { target = 0, targetKeys = [] }: Opened): ts.Expression | undefined {
  const first = node.arguments?.[target];
  if (!first || !ts.isObjectLiteralExpression(first)) return first;
  const keyed = first.properties.find((property) => targetKeys.includes(property.name?.getText() ?? ''));
  return keyed && ts.isPropertyAssignment(keyed) ? keyed.initializer : keyed && ts.isShorthandPropertyAssignment(keyed) ? keyed.name : undefined;
}

function openingOf({ handles }: Plan, node: ts.NewExpression | ts.CallExpression): Opened | undefined {
  const driver = handles.ofAwaited(node)?.driver;
  const name = calledName(node);
  if (!driver || (ts.isCallExpression(node) && handles.method(node) !== undefined)) return undefined;
  // A proxy has the type of the handle that it stands before, and opens nothing.
  if (name === 'Proxy') return undefined;
  const named = driver.opens[name] ?? Object.entries(driver.opens).find(([key]) => key === 'default' || key.endsWith(`.${name}`))?.[1];
  return ts.isNewExpression(node) || driver.opens[name] ? named : undefined;
}

const optionNames = (node: ts.NewExpression | ts.CallExpression): readonly string[] =>
  [...(node.arguments ?? [])].flatMap((one) => (ts.isObjectLiteralExpression(one) ? one.properties.map((property) => property.name?.getText() ?? '...') : []));

const TYPE_NAMES: Readonly<Record<string, SupportName>> = { database: 'Database', client: 'Database', transaction: 'Database', statement: 'Query', [RESULT]: 'Result' };

/** `InstanceType<typeof Database>`, `ReturnType<typeof Database>`: what an opening gives. */
function isTypeOfOpening(plan: Plan, node: ts.TypeReferenceNode): boolean {
  const [of] = node.typeArguments ?? [];
  if (!of || !ts.isTypeQueryNode(of) || !/^(?:InstanceType|ReturnType)$/.test(node.typeName.getText())) return false;
  const declaration = plan.checker.getTypeAtLocation(of).getConstructSignatures()[0]?.getDeclaration();
  return declaration !== undefined && declaration.getSourceFile().fileName.startsWith(DECLARATIONS) && plan.handles.of(node)?.kind === 'database';
}

/** `ReturnType<typeof db.prepare>`: a statement that is kept. */
function isTypeOfPreparing({ handles }: Plan, node: ts.TypeReferenceNode): boolean {
  const [of] = node.typeArguments ?? [];
  if (node.typeName.getText() !== 'ReturnType' || !of || !ts.isTypeQueryNode(of) || !ts.isQualifiedName(of.exprName)) return false;
  return of.exprName.right.text === 'prepare' && handles.of(node)?.kind === 'statement';
}

/** A type of a driver in a signature: `Database.Database`, `Statement<[string], Row>`. */
export function convertType(plan: Plan, node: ts.TypeReferenceNode): boolean {
  const made = isTypeOfOpening(plan, node) ? 'Database' : isTypeOfPreparing(plan, node) ? 'Query' : undefined;
  if (made) {
    plan.draft.replace(node, use(plan.draft, node, made));
    return true;
  }
  const symbol = plan.checker.getSymbolAtLocation(node.typeName);
  const target = symbol && (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? plan.checker.getAliasedSymbol(symbol) : symbol;
  const declaration = target?.declarations?.[0];
  if (!declaration?.getSourceFile().fileName.startsWith(DECLARATIONS)) return false;
  const { draft } = plan;
  const kind = plan.handles.ofType(plan.checker.getDeclaredTypeOfSymbol(target!))?.kind;
  if (kind === 'transaction-function') {
    transactionType(draft, node);
    return true;
  }
  const name = kind === undefined ? undefined : TYPE_NAMES[kind];
  if (!name) {
    draft.replace(node, target!.name === 'SqliteError' ? use(draft, node, 'DatabaseError') : 'any');
    return true;
  }
  const row = kind === 'statement' ? node.typeArguments?.[plan.handles.ofType(plan.checker.getDeclaredTypeOfSymbol(target!))!.driver.id === 'bun-sqlite' ? 0 : 1] : undefined;
  draft.replace(node, row ? kept(`${use(draft, node, name)}<`, row, '>') : use(draft, node, name));
  return true;
}

/** `new Database.SqliteError`, `error instanceof Database.SqliteError`. */
export function convertErrorClass(plan: Plan, node: ts.PropertyAccessExpression): boolean {
  if (node.name.text !== 'SqliteError' && node.name.text !== 'SQLiteError' && node.name.text !== 'LibsqlError') return false;
  const symbol = plan.checker.getSymbolAtLocation(node.name);
  if (!symbol?.declarations?.[0]?.getSourceFile().fileName.startsWith(DECLARATIONS)) return false;
  plan.draft.replace(node, use(plan.draft, node, 'DatabaseError'));
  return true;
}

/** `result.changes` and `result.lastInsertRowid` of a write. */
export function convertResultRead(plan: Plan, node: ts.PropertyAccessExpression, keyAt: (node: ts.Node) => string): boolean {
  const name = node.name.text;
  if (!/^(?:changes|rowsAffected|lastInsertRowid|lastID)$/.test(name)) return false;
  if (!isResult(plan, node.expression) && !isOwnResult(plan, node)) {
    if (name === 'lastInsertRowid') plan.draft.review(node, ELSEWHERE);
    return false;
  }
  plan.draft.replace(node.name, /^last/.test(name) ? `rows[0].${keyAt(node)}` : 'rowCount');
  return true;
}

/** Whether a value is the result of a write, also where the program casts it to a shape of its own. */
function isResult(plan: Plan, node: ts.Node): boolean {
  if (plan.handles.of(node)?.kind === RESULT) return true;
  const shape = plan.checker.getTypeAtLocation(node).getSymbol()?.declarations?.[0];
  return shape !== undefined && ts.isAsExpression(shape.parent) && isCastResult(plan, shape.parent);
}

const isCastResult = ({ handles }: Plan, { expression, type }: ts.AsExpression): boolean =>
  ts.isTypeLiteralNode(type) && handles.ofAwaited(expression)?.kind === RESULT;

/** `insert.run() as { lastInsertRowid: number }` */
export function convertCast(plan: Plan, node: ts.AsExpression): void {
  if (isCastResult(plan, node)) plan.draft.replace(node.type, use(plan.draft, node, 'Result'));
}

const ELSEWHERE = 'Nothing shows that this is the result of an INSERT. If it is, let that one return its key (`RETURNING id`), and read it from `rows[0]`.';

/** The result of a statement whose type is the project's own. */
function isOwnResult({ checker }: Plan, node: ts.PropertyAccessExpression): boolean {
  const type = checker.getTypeAtLocation(node.expression);
  return checker.getPropertyOfType(type, 'changes') !== undefined && checker.getPropertyOfType(type, 'lastInsertRowid') !== undefined;
}

/** The names that a file takes from a driver, destructured from a write: `const { changes } = ...`. */
export function convertResultPattern(plan: Plan, node: ts.BindingElement, keyAt: (node: ts.Node) => string): boolean {
  const name = (node.propertyName ?? node.name).getText();
  if (!/^(?:changes|rowsAffected|lastInsertRowid|lastID)$/.test(name) || !ts.isObjectBindingPattern(node.parent)) return false;
  if (!isResult(plan, node.parent)) return false;
  const local = node.name.getText();
  plan.draft.replace(node, /^last/.test(name) ? `rows: [{ ${keyAt(node)}: ${local} }]` : `rowCount: ${local}`);
  return true;
}
