import { ts } from 'ts-morph';
import type { Span } from '../../core/types.ts';
import { importsFrom, type CodeNode } from './nodes.ts';

/** What an `await` at a place makes wait. */
export type Owner =
  | { readonly kind: 'function'; readonly fn: CodeNode }
  /** Code that is async already, or that the caller of the cascade makes so. */
  | { readonly kind: 'async' }
  | { readonly kind: 'barrier'; readonly message: string };

/** What the cascade knows of a file beside its text. */
export interface Surroundings {
  /** Spans that the caller will wrap into an async function. */
  readonly regionsOf: (file: ts.SourceFile) => readonly Span[];
  /** Whether `await` may stand at the top level. */
  readonly allowsAwait: (file: ts.SourceFile) => boolean;
}

export function ownerOf(node: ts.Node, { regionsOf, allowsAwait }: Surroundings): Owner {
  const file = node.getSourceFile();
  const start = node.getStart(file);
  const regions = regionsOf(file).filter((region) => region.start <= start && node.end <= region.end);
  for (let at = node, up = node.parent; up; at = up, up = up.parent) {
    const isBorder = ts.isFunctionLike(up) || ts.isSourceFile(up) || ts.isPropertyDeclaration(up) || ts.isClassStaticBlockDeclaration(up) || ts.isParameter(up);
    if (!isBorder || ts.isDecorator(at) || ts.isComputedPropertyName(at)) continue;
    if (regions.some((region) => up.getStart(file) <= region.start && region.end <= up.end)) return { kind: 'async' };
    const owner = ts.isSourceFile(up) ? ownerAtTop(allowsAwait(file)) : ownerAt(up, at);
    if (owner) return owner;
  }
  return { kind: 'async' };
}

function ownerAt(up: ts.Node, from: ts.Node): Owner | undefined {
  if (ts.isParameter(up)) return up.initializer === from || up.name === from ? barrier('The default value of a parameter cannot wait. Set it in the body of the function.') : undefined;
  if (ts.isPropertyDeclaration(up)) return up.initializer === from ? barrier('The initial value of a field cannot wait. Load it in an async method, or hand it to the constructor.') : undefined;
  if (ts.isClassStaticBlockDeclaration(up)) return barrier('A static block cannot wait. Do its work in an async function that is called at the start.');
  if (ts.isConstructorDeclaration(up)) {
    return barrier('A constructor cannot wait. Do this work in a static async factory (`static async create()`), or in an async method that is called first.');
  }
  if (ts.isGetAccessor(up)) return barrier('A getter cannot wait. Make it a method, so that its callers can await it.');
  if (ts.isSetAccessor(up)) return barrier('A setter cannot wait. Make it a method, so that its callers can await it.');
  if (ts.isFunctionDeclaration(up) || ts.isFunctionExpression(up) || ts.isArrowFunction(up) || ts.isMethodDeclaration(up)) return { kind: 'function', fn: up };
  return undefined;
}

const barrier = (message: string): Owner => ({ kind: 'barrier', message });

const ownerAtTop = (allowsAwait: boolean): Owner =>
  allowsAwait ? { kind: 'async' } : barrier('The top level of a CommonJS module cannot wait. Do this work in an async function that is called at the start.');

/** Whether the file is an ES module, and is not compiled to CommonJS. Vitest runs tests as ES modules, whatever the compiler makes of them. */
export function isEsModule(file: ts.SourceFile, options: ts.CompilerOptions): boolean {
  if (importsFrom(file, 'vitest')) return true;
  if (/\.[mc][jt]sx?$/.test(file.fileName)) return /\.m[jt]sx?$/.test(file.fileName);
  if (file.impliedNodeFormat !== undefined) return file.impliedNodeFormat === ts.ModuleKind.ESNext;
  const isCommonJs = 'commonJsModuleIndicator' in file && file.commonJsModuleIndicator !== undefined;
  return ts.isExternalModule(file) && !isCommonJs && (options.module ?? ts.ModuleKind.ESNext) >= ts.ModuleKind.ES2015;
}
