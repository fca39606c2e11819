import { ts } from 'ts-morph';
import { insert, replace, spanOf, type LocalEdit } from './awaits.ts';
import { isCode, type CodeNode } from './nodes.ts';

/**
 * Handlers of Express 4, which does not look at the promise that one gives: a request whose handler rejects hangs
 * (https://expressjs.com/en/guide/error-handling.html). They hand their error to `next`, as Express 5 does by itself.
 */

const METHODS: ReadonlySet<string> = new Set(['use', 'all', 'get', 'post', 'put', 'patch', 'delete', 'head', 'options']);

const EXPRESS_TYPES = /[\\/](?:@types[\\/])?express(?:-serve-static-core)?[\\/]/;

/** Whether a function that is an argument of this call is a handler: by the types of Express, else by the names of its parameters. */
export function isHandlerCall(call: ts.CallExpression, signature: ts.Signature | undefined, fn: ts.Node): boolean {
  if (!ts.isPropertyAccessExpression(call.expression) || !METHODS.has(call.expression.name.text)) return false;
  if (signature) return signature.parameters.length > 1 && EXPRESS_TYPES.test(signature.declaration?.getSourceFile().fileName ?? '');
  return isCode(fn) && fn.parameters.some(({ name }) => /^_?res(?:ponse)?$/.test(name.getText()));
}

/** A function written in place becomes the argument of a helper; one with a name catches by itself, once for all its uses, where it has `next`. */
export type Catching = { readonly kind: 'wrap'; readonly site: ts.Expression } | { readonly kind: 'catch'; readonly fn: CodeNode; readonly next: string };

export function catchingOf(site: ts.Expression, fn: ts.Node): Catching {
  const next = isCode(fn) ? fn.parameters[fn.parameters.length - 1]?.name : undefined;
  const isNamed = ts.isIdentifier(site) || ts.isPropertyAccessExpression(site);
  return isNamed && isCode(fn) && ts.isBlock(fn.body!) && next && /^next$/.test(next.getText()) ? { kind: 'catch', fn, next: next.getText() } : { kind: 'wrap', site };
}

export function catchingEdits(catching: Catching): readonly LocalEdit[] {
  if (catching.kind === 'wrap') return [insert(catching.site.getStart(), 'forwardErrors('), insert(catching.site.end, ')')];
  const body = catching.fn.body!;
  return [replace(body, ['{ try ', spanOf(body), ` catch (error) { ${catching.next}(error); } }`])];
}
