import { ts } from 'ts-morph';
import type { Span } from '../../core/types.ts';
import { functionOfDefault } from './defaults.ts';
import { holdingOf, type Holding } from './members.ts';
import { importsFrom, type CodeNode } from './nodes.ts';

/** What an `await` at a place makes wait. */
export type Owner =
  | { readonly kind: 'function'; readonly fn: CodeNode | ts.GetAccessorDeclaration }
  /** The default value of a parameter, which can be set in the body. */
  | { readonly kind: 'default'; readonly fn: CodeNode; readonly parameter: ts.ParameterDeclaration }
  /** A field, which can hold the promise. */
  | { readonly kind: 'field'; readonly holding: Holding }
  /** The top level of a CommonJS module. */
  | { readonly kind: 'top' }
  /** Code that is async already, or that the caller of the cascade makes so. */
  | { readonly kind: 'async' }
  | { readonly kind: 'barrier'; readonly message: string };

/** What the cascade knows of a file beside its text. */
export interface Surroundings {
  /** Spans that the caller will wrap into an async function. */
  readonly regionsOf: (file: ts.SourceFile) => readonly Span[];
  /** Whether `await` may stand at the top level. */
  readonly allowsAwait: (file: ts.SourceFile) => boolean;
  /** Whether the file belongs to a package that is served by Express 4. */
  readonly isExpress4: (file: ts.SourceFile) => boolean;
}

export function ownerOf(checker: ts.TypeChecker, node: ts.Node, { regionsOf, allowsAwait }: Surroundings): Owner {
  const file = node.getSourceFile();
  const start = node.getStart(file);
  const regions = regionsOf(file).filter((region) => region.start <= start && node.end <= region.end);
  for (let at = node, up = node.parent; up; at = up, up = up.parent) {
    const isBorder = ts.isFunctionLike(up) || ts.isSourceFile(up) || ts.isPropertyDeclaration(up) || ts.isClassStaticBlockDeclaration(up) || ts.isParameter(up);
    if (!isBorder || ts.isDecorator(at) || ts.isComputedPropertyName(at)) continue;
    if (regions.some((region) => up.getStart(file) <= region.start && region.end <= up.end)) return { kind: 'async' };
    const owner = ts.isSourceFile(up) ? ownerAtTop(allowsAwait(file)) : ownerAt(checker, up, at, node);
    if (owner) return owner;
  }
  return { kind: 'async' };
}

function ownerAt(checker: ts.TypeChecker, up: ts.Node, from: ts.Node, node: ts.Node): Owner | undefined {
  if (ts.isParameter(up)) return up.initializer === from || up.name === from ? ownerOfDefault(up, from) : undefined;
  if (ts.isPropertyDeclaration(up) && up.initializer !== from) return undefined;
  if (ts.isPropertyDeclaration(up) || ts.isConstructorDeclaration(up)) {
    const holding = holdingOf(checker, node);
    if (holding) return { kind: 'field', holding };
    return barrier('A constructor cannot wait. Do this work in a static async factory (`static async create()`), or in an async method that is called first.');
  }
  if (ts.isClassStaticBlockDeclaration(up)) return barrier('A static block cannot wait. Do its work in an async function that is called at the start.');
  if (ts.isSetAccessor(up)) return barrier('A setter cannot wait. Make it a method, so that its callers can await it.');
  if (ts.isFunctionDeclaration(up) || ts.isFunctionExpression(up) || ts.isArrowFunction(up) || ts.isMethodDeclaration(up) || ts.isGetAccessorDeclaration(up)) {
    return { kind: 'function', fn: up };
  }
  return undefined;
}

function ownerOfDefault(parameter: ts.ParameterDeclaration, from: ts.Node): Owner {
  const fn = parameter.initializer === from ? functionOfDefault(parameter) : undefined;
  return fn ? { kind: 'default', fn, parameter } : barrier('The default value of a parameter cannot wait. Set it in the body of the function.');
}

const barrier = (message: string): Owner => ({ kind: 'barrier', message });

const ownerAtTop = (allowsAwait: boolean): Owner => ({ kind: allowsAwait ? 'async' : 'top' });

/** Whether the file is an ES module, and is not compiled to CommonJS. Vitest runs tests as ES modules, whatever the compiler makes of them. */
export function isEsModule(file: ts.SourceFile, options: ts.CompilerOptions): boolean {
  if (importsFrom(file, 'vitest')) return true;
  if (/\.[mc][jt]sx?$/.test(file.fileName)) return /\.m[jt]sx?$/.test(file.fileName);
  if (file.impliedNodeFormat !== undefined) return file.impliedNodeFormat === ts.ModuleKind.ESNext;
  const isCommonJs = 'commonJsModuleIndicator' in file && file.commonJsModuleIndicator !== undefined;
  return ts.isExternalModule(file) && !isCommonJs && (options.module ?? ts.ModuleKind.ESNext) >= ts.ModuleKind.ES2015;
}
