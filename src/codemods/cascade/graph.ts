import { ts } from 'ts-morph';
import { collectFlows } from './flows.ts';
import { addTo, declarationsOf, unwrap, type FunctionNode } from './nodes.ts';

/** A function that is handed, as a value, to something that is not declared in the project (`signature`), or of which nothing is known. */
export interface Escape {
  /** The expression that is the function, or the member of a class or an object. */
  readonly site: ts.Node;
  readonly signature: ts.Signature | undefined;
}

/** Who calls whom, and which functions stand in for each other. Functions are the declarations of signatures, code or type. */
export interface Graph {
  readonly checker: ts.TypeChecker;
  readonly calls: ReadonlyMap<FunctionNode, ReadonlySet<ts.Expression>>;
  /** Functions and function types that flow into each other: overloads, members of interfaces and what implements them, parameters and arguments. */
  readonly links: ReadonlyMap<FunctionNode, ReadonlySet<FunctionNode>>;
  readonly escapes: ReadonlyMap<FunctionNode, ReadonlySet<Escape>>;
  /** `ReturnType<...>` of the function. */
  readonly returnTypes: ReadonlyMap<FunctionNode, ReadonlySet<ts.TypeReferenceNode>>;
}

/** Reads the graph in one walk over the files, with the type of each callee and of each value that may hold a function. */
export function readGraph(checker: ts.TypeChecker, files: readonly ts.SourceFile[]): Graph {
  const own = new Set(files);
  const isOwn = (node: ts.Node): boolean => own.has(node.getSourceFile());
  const calls = new Map<FunctionNode, Set<ts.Expression>>();
  const returnTypes = new Map<FunctionNode, Set<ts.TypeReferenceNode>>();
  const flows = collectFlows(checker, isOwn);
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isTaggedTemplateExpression(node)) {
      for (const fn of calleesOf(checker, node)) if (isOwn(fn)) addTo(calls, fn, node);
    } else if (isReturnType(node)) {
      for (const fn of declarationsOf(checker.getTypeAtLocation(node.typeArguments![0]!))) if (isOwn(fn)) addTo(returnTypes, fn, node);
    }
    flows.visit(node);
    ts.forEachChild(node, visit);
  };
  for (const file of files) visit(file);
  return { checker, calls, links: flows.links, escapes: flows.escapes, returnTypes };
}

const isReturnType = (node: ts.Node): node is ts.TypeReferenceNode =>
  ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName) && node.typeName.text === 'ReturnType' && node.typeArguments?.length === 1;

/** The declarations of what a call may reach. `f.call(...)` and `f.apply(...)` reach `f`. */
function calleesOf(checker: ts.TypeChecker, call: ts.CallExpression | ts.TaggedTemplateExpression): readonly FunctionNode[] {
  const callee = unwrap(ts.isCallExpression(call) ? call.expression : call.tag);
  const isIndirect = ts.isPropertyAccessExpression(callee) && (callee.name.text === 'call' || callee.name.text === 'apply');
  const direct = declarationsOf(checker.getTypeAtLocation(callee));
  return isIndirect ? [...direct, ...declarationsOf(checker.getTypeAtLocation(callee.expression))] : direct;
}
