import { ts } from 'ts-morph';
import { kept, use } from './draft.ts';
import { unwrap } from './handles.ts';
import type { Plan } from './plan.ts';
import { lineOf } from './scripts.ts';

/** What a method of a SQLite handle is called on the support module's `Database`; undefined: it goes. */
const RENAMED: Readonly<Record<string, string | undefined>> = {
  prepare: 'query', query: 'query', exec: 'exec', transaction: 'transaction', close: 'close', pragma: undefined,
};

/**
 * A project's own interface with the shape of a handle (`prepare`, `exec`, ...), and the objects that are made for it by binding the methods of a handle.
 * Returns whether the node was converted whole.
 */
export function convertOwnMember(plan: Plan, node: ts.PropertyAssignment | ts.TypeElement): boolean {
  return ts.isPropertyAssignment(node) ? convertProperty(plan, node) : convertSignature(plan, node);
}

function convertSignature(plan: Plan, node: ts.TypeElement): boolean {
  const { parent } = node;
  if (!ts.isInterfaceDeclaration(parent) && !ts.isTypeLiteralNode(parent)) return false;
  const own = plan.handles.of(parent);
  if (own?.own !== parent) return false;
  const name = node.name?.getText() ?? '';
  if (own.kind === 'statement') return convertStatementType(plan, parent);
  if (!(name in RENAMED)) return false;
  const target = RENAMED[name];
  plan.draft.converted(node, name);
  if (target === undefined) plan.draft.splice(node, lineOf(node), '');
  else plan.draft.replace(node, `${target}: ${use(plan.draft, node, 'Database')}['${target}']${/[;,]$/.exec(node.getText())?.[0] ?? ''}`);
  return true;
}

/** `interface Statement { run(); get(); all() }` is the type of a kept statement. */
function convertStatementType(plan: Plan, node: ts.InterfaceDeclaration | ts.TypeLiteralNode): boolean {
  const name = use(plan.draft, node, 'Query');
  if (ts.isTypeLiteralNode(node)) plan.draft.replace(node, name);
  else plan.draft.replace(node, `${node.modifiers?.some((one) => one.kind === ts.SyntaxKind.ExportKeyword) ? 'export ' : ''}type ${node.name.text} = ${name};`);
  return true;
}

function convertProperty(plan: Plan, node: ts.PropertyAssignment): boolean {
  if (!ts.isObjectLiteralExpression(node.parent)) return false;
  const name = node.name.getText();
  const type = name in RENAMED ? plan.checker.getContextualType(node.parent) : undefined;
  const own = type && plan.handles.ofType(type);
  if (own?.kind !== 'database' || !own.own) return false;
  const target = RENAMED[name];
  const source = boundHandle(plan, node.initializer);
  if (target === undefined) {
    plan.draft.splice(node, { start: node.getStart(), end: afterComma(node) }, '');
    return true;
  }
  if (!source) return false;
  plan.draft.converted(node, name);
  plan.draft.replace(node, kept(`${target}: `, source, `.${target}.bind(`, source, ')'));
  return true;
}

/** The handle of `handle.method.bind(handle)`. */
function boundHandle({ handles }: Plan, initializer: ts.Expression): ts.Expression | undefined {
  const call = unwrap(initializer);
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression) || call.expression.name.text !== 'bind') return undefined;
  const method = call.expression.expression;
  return ts.isPropertyAccessExpression(method) && handles.of(method.expression) ? method.expression : undefined;
}

/** The end of a property with its comma and the white space after it. */
function afterComma(node: ts.Node): number {
  const text = node.getSourceFile().text;
  return node.end + (/^\s*,\s*/.exec(text.slice(node.end))?.[0].length ?? 0);
}
