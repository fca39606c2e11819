import { dirname, join } from 'node:path/posix';
import { ts } from 'ts-morph';
import { inferringChecker } from '../untyped.ts';
import { assignedMember, readAssigned, type Assigned } from './assigned.ts';
import { collectFlows } from './flows.ts';
import { memberNames, readsOf } from './members.ts';
import { addTo, declarationsOf, unwrap, type FunctionNode, type TurningNode } from './nodes.ts';

/** A function that is handed, as a value, to something that is not declared in the project (`signature`), or of which nothing is known. */
export interface Escape {
  /** The expression that is the function, or the member of a class or an object. */
  readonly site: ts.Node;
  readonly signature: ts.Signature | undefined;
}

/** Who calls whom, and which functions stand in for each other. Functions are the declarations of signatures, code or type. */
export interface Graph {
  readonly checker: ts.TypeChecker;
  /** Calls of functions, reads of members that may be promises. */
  readonly calls: ReadonlyMap<TurningNode, ReadonlySet<ts.Expression>>;
  /** Functions and function types that flow into each other: overloads, members of interfaces and what implements them, parameters and arguments. */
  readonly links: ReadonlyMap<TurningNode, ReadonlySet<TurningNode>>;
  readonly escapes: ReadonlyMap<FunctionNode, ReadonlySet<Escape>>;
  /** Where such a member is read or written, and no `await` can stand: `const { total } = store`, `store.total++`. */
  readonly unwaitable: ReadonlyMap<TurningNode, ReadonlySet<ts.Expression>>;
  /** `ReturnType<...>` of the function. */
  readonly returnTypes: ReadonlyMap<FunctionNode, ReadonlySet<ts.TypeReferenceNode>>;
  /** Paths of modules that others load, without their endings. */
  readonly loaded: ReadonlySet<string>;
}

/** The graph of a program, which is read once: a codemod asks again with other regions. */
const graphs = new WeakMap<ts.Program, Graph>();

/** The graph of the project's own files. */
export function graphOf(program: ts.Program): Graph {
  const isForeign = (file: ts.SourceFile): boolean =>
    program.isSourceFileDefaultLibrary(file) || program.isSourceFileFromExternalLibrary(file) || file.fileName.includes('/node_modules/');
  const files = program.getSourceFiles().filter((file) => !isForeign(file));
  const graph = graphs.get(program) ?? readGraph(inferringChecker(program.getTypeChecker(), files), files);
  graphs.set(program, graph);
  return graph;
}

/** Reads the graph in one walk over the files, with the type of each callee and of each value that may hold a function. */
function readGraph(checker: ts.TypeChecker, files: readonly ts.SourceFile[]): Graph {
  const own = new Set(files);
  const isOwn = (node: ts.Node): boolean => own.has(node.getSourceFile());
  const calls = new Map<TurningNode, Set<ts.Expression>>();
  const unwaitable = new Map<TurningNode, Set<ts.Expression>>();
  const returnTypes = new Map<FunctionNode, Set<ts.TypeReferenceNode>>();
  const members = memberNames(files);
  const assigned = readAssigned(checker, files);
  const flows = collectFlows(checker, isOwn, members);
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isTaggedTemplateExpression(node)) {
      for (const fn of calleesOf(checker, assigned, node)) if (isOwn(fn)) addTo(calls, fn, node);
    } else if (ts.isNewExpression(node)) {
      const made = checker.getResolvedSignature(node)?.declaration;
      if (made && ts.isConstructorDeclaration(made) && isOwn(made)) addTo<TurningNode, ts.Expression>(calls, made, node);
    } else if (isReturnType(node)) {
      for (const fn of declarationsOf(checker.getTypeAtLocation(node.typeArguments![0]!))) if (isOwn(fn)) addTo(returnTypes, fn, node);
    }
    for (const { member, place, canWait } of readsOf(checker, node, members)) {
      if (isOwn(member)) addTo<TurningNode, ts.Expression>(canWait ? calls : unwaitable, member, place);
    }
    flows.visit(node);
    ts.forEachChild(node, visit);
  };
  for (const file of files) visit(file);
  return { checker, calls, links: flows.links, escapes: flows.escapes, unwaitable, returnTypes, loaded: loadedModules(files) };
}

/** The paths of modules that others load, without their endings. */
export function loadedModules(files: readonly ts.SourceFile[]): ReadonlySet<string> {
  const loaded = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) && isSpecifier(node)) loaded.add(withoutEnding(join(dirname(node.getSourceFile().fileName), node.text)));
    ts.forEachChild(node, visit);
  };
  for (const file of files) visit(file);
  return loaded;
}

/** The relative path in an import, an export or a call of `require` or `import`. */
function isSpecifier(node: ts.StringLiteral): boolean {
  const { parent } = node;
  if (!node.text.startsWith('.')) return false;
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || ts.isExternalModuleReference(parent)) return true;
  return ts.isCallExpression(parent) && (parent.expression.kind === ts.SyntaxKind.ImportKeyword || parent.expression.getText() === 'require');
}

export const withoutEnding = (path: string): string => path.replace(/\.[mc]?[jt]sx?$/, '').replace(/\/index$/, '');

const isReturnType = (node: ts.Node): node is ts.TypeReferenceNode =>
  ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName) && node.typeName.text === 'ReturnType' && node.typeArguments?.length === 1;

/** The declarations of what a call may reach. `f.call(...)` and `f.apply(...)` reach `f`. */
function calleesOf(checker: ts.TypeChecker, assigned: Assigned, call: ts.CallExpression | ts.TaggedTemplateExpression): readonly FunctionNode[] {
  const callee = unwrap(ts.isCallExpression(call) ? call.expression : call.tag);
  const isIndirect = ts.isPropertyAccessExpression(callee) && (callee.name.text === 'call' || callee.name.text === 'apply');
  const known = declarationsOf(checker.getTypeAtLocation(callee));
  const member = known.length === 0 ? assignedMember(checker, assigned, callee) : undefined;
  const direct = member ? declarationsOf(member) : known;
  return isIndirect ? [...direct, ...declarationsOf(checker.getTypeAtLocation(callee.expression))] : direct;
}
