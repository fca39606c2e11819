import { branchAround, isRepeated, reach } from './branches.ts';
import { because, holeAt, isCircle, isMissing, MOST_VARIANTS, type Evaluated, type Evaluator, type Known } from './evaluator.ts';
import { elementsOf, valuesAlong } from './members.ts';
import { keyName, nodeAt, nodesAt, unwrap, type Node } from './node.ts';
import { functionAround, parentOf, type Reference, type Variable } from './scopes.ts';
import { plainText, type Part, type Parts } from './text-parts.ts';

/** The text that a variable holds where it is used: its declaration, and what was assigned or appended before. */
export function valueOfVariable(evaluator: Evaluator, variable: Variable, use: Node, known: Known): Evaluated {
  const iterated = iteratedBy(variable);
  if (iterated) return elementsOf(evaluator, iterated, variable.path, known);
  if (variable.kind === 'param') return { missing: 'parameter', parameter: variable, path: variable.path };
  if (variable.kind !== 'const' && variable.kind !== 'let' && variable.kind !== 'var') return because('the SQL is no text');
  if (variable.path.length > 0) return valuesAlong(evaluator, variable.init, variable.path, known);
  const writes = variable.references.filter((reference) => reference.isWrite);
  if (writes.length === 0) return variable.init ? evaluator.evaluate(variable.init, known) : because('the SQL is declared elsewhere');
  return assemble(evaluator, variable, writes, use, known);
}

/** What a loop or a callback of an array method goes over, when the variable is its element. */
function iteratedBy(variable: Variable): Node | undefined {
  if (variable.kind === 'param') {
    const call = parentOf(variable.declaration);
    const callee = call?.type === 'CallExpression' ? nodeAt(call, 'callee') : undefined;
    const isFirst = variable.index === 0 && callee?.type === 'MemberExpression' && nodesAt(call!, 'arguments')[0] === variable.declaration;
    return isFirst && /^(?:forEach|map|flatMap|every|some|filter)$/.test(keyName(callee) ?? '') ? nodeAt(callee, 'object') : undefined;
  }
  const loop = parentOf(parentOf(variable.declaration) ?? variable.declaration);
  return !variable.init && loop?.type === 'ForOfStatement' ? nodeAt(loop, 'right') : undefined;
}

/** One text that a variable may hold, and the conditional part in which it was assigned. */
interface State {
  readonly parts: Parts;
  readonly branch: Node | undefined;
}

/** Goes through the assignments before the use, in order; what happens in some cases only makes a second text or an optional part. */
function assemble(evaluator: Evaluator, variable: Variable, writes: readonly Reference[], use: Node, known: Known): Evaluated {
  const home = functionAround(variable.identifier);
  const isSameFunction = functionAround(use) === home;
  const first = variable.init ? evaluator.evaluate(variable.init, known) : undefined;
  let missing: Evaluated | undefined = first && isMissing(first) ? first : undefined;
  let states: State[] = first && !isMissing(first) ? first.variants.map((parts) => ({ parts, branch: undefined })) : [];
  for (const { node } of writes) {
    const assignment = parentOf(node);
    const right = assignment?.type === 'AssignmentExpression' && nodeAt(assignment, 'left') === node ? nodeAt(assignment, 'right') : undefined;
    if (!right || (isSameFunction && node.start >= use.start)) continue;
    const how = isSameFunction ? reach(node, use, home) : 'sometimes';
    if (how === 'never') continue;
    const branch = how === 'always' ? undefined : branchAround(node, use, home) ?? assignment;
    if (assignment!['operator'] === '+=') {
      const added = evaluator.inline(right, known, holeAt(right));
      const isMany = isRepeated(node, home) && !isRepeated(use, home);
      states = states.map((state) => append(state, isMany ? [frozen(added, right)] : added, branch));
      continue;
    }
    const before: Evaluated = states.length > 0 ? { variants: states.map((state) => state.parts) } : missing ?? because('the SQL is assigned elsewhere');
    const value = evaluator.evaluate(right, new Map([...known, [variable, before]]));
    if (isMissing(value)) {
      missing = value;
      if (how === 'always') states = [];
      continue;
    }
    const isOver = (state: State): boolean => how === 'always' || (state.branch !== undefined && branch !== undefined && isWithin(state.branch, branch));
    states = [...states.filter((state) => !isOver(state)), ...value.variants.map((parts) => ({ parts, branch }))].slice(-MOST_VARIANTS);
  }
  if (states.length === 0) return missing ?? because('the SQL is assigned elsewhere');
  return { variants: states.map((state) => state.parts) };
}

const isWithin = (inner: Node, outer: Node): boolean => outer.start <= inner.start && inner.end <= outer.end;

function append(state: State, added: Parts, branch: Node | undefined): State {
  if (
    branch === undefined || state.branch === branch || (state.branch && isWithin(state.branch, branch))
  ) return { ...state, parts: [...state.parts, ...added] };
  if (state.branch && !isWithin(branch, state.branch)) return state;
  return { ...state, parts: [...state.parts, { kind: 'choice', options: [added, []] }] };
}

/** Text that stands in the SQL several times: it has no single place that could be edited. */
const frozen = (parts: Parts, node: Node): Part => ({ kind: 'hole', ...holeAt(node), likely: [plainText(parts, '_x')] });

/** The elements of an array that is joined: those of its literal and what is pushed before the use. Undefined when it is no array of the file. */
export function arrayElements(evaluator: Evaluator, node: Node, known: Known): readonly Part[][] | undefined {
  const inner = unwrap(node);
  if (inner.type === 'ArrayExpression') return nodesAt(inner, 'elements').flatMap((element) => elementParts(evaluator, element, known));
  if (inner.type === 'CallExpression') {
    const callee = unwrap(nodeAt(inner, 'callee')!);
    const receiver = callee.type === 'MemberExpression' && keyName(callee) === 'filter' ? nodeAt(callee, 'object') : undefined;
    return receiver && arrayElements(evaluator, receiver, known);
  }
  if (inner.type !== 'Identifier') return undefined;
  const variable = evaluator.scopes.variableOf(inner);
  if (!variable?.init || variable.path.length > 0 || isCircle(evaluator, variable)) return undefined;
  evaluator.active.add(variable);
  const first = arrayElements(evaluator, variable.init, known);
  const elements = first && [...first, ...variable.references.flatMap((reference) => pushedAt(evaluator, reference.node, inner, variable, known))];
  evaluator.active.delete(variable);
  return elements;
}

function elementParts(evaluator: Evaluator, element: Node, known: Known): readonly Part[][] {
  if (element.type !== 'SpreadElement') return [[...evaluator.inline(element, known, holeAt(element))]];
  const argument = nodeAt(element, 'argument')!;
  const inner = unwrap(argument);
  if (inner.type === 'ConditionalExpression') {
    const branches = [nodeAt(inner, 'consequent')!, nodeAt(inner, 'alternate')!].map((branch) => arrayElements(evaluator, branch, known));
    const found = branches.find((branch) => branch && branch.length > 0);
    if (found) return found.map((parts) => [{ kind: 'choice', options: [parts, []] }]);
  }
  return arrayElements(evaluator, argument, known) ?? [[{ kind: 'hole', ...holeAt(argument) }]];
}

/** What `list.push(...)` at a reference adds to the list that is used later. */
function pushedAt(evaluator: Evaluator, node: Node, use: Node, variable: Variable, known: Known): readonly Part[][] {
  const member = parentOf(node);
  const call = member?.type === 'MemberExpression' && nodeAt(member, 'object') === node && keyName(member) === 'push' ? parentOf(member) : undefined;
  if (call?.type !== 'CallExpression' || nodeAt(call, 'callee') !== member || node.start >= use.start) return [];
  const home = functionAround(variable.identifier);
  const how = reach(node, use, home);
  if (how === 'never') return [];
  const isMany = isRepeated(node, home) && !isRepeated(use, home);
  return nodesAt(call, 'arguments').flatMap((argument) => elementParts(evaluator, argument, known).map((parts): Part[] => {
    const own = isMany ? [frozen(parts, argument)] : parts;
    return how === 'always' ? own : [{ kind: 'choice', options: [own, []] }];
  }));
}
