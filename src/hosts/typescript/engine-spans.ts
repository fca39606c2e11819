import type { EngineSpan } from '../../core/types.ts';
import { leaves } from './branches.ts';
import { ALL, answersOf, answersOfName, enginesIn } from './engine-tests.ts';
import { keyName, nodeAt, nodesAt, unwrap, type Node } from './node.ts';
import type { Tree } from './tree.ts';
import { walk } from './walk.ts';

/** Without one of these words no condition of a file names an engine. */
const WORDS = /sqlite|libsql|turso|postgres|mysql|mariadb|mssql|pgsql|(?:is|uses?|using)_?pg|['"]pg['"]/i;

/** The parts of a file that run on some engines only, by the conditions around them and by the branches before them that leave. */
export function readEngineSpans(tree: Tree, text: string): readonly EngineSpan[] {
  if (!WORDS.test(text)) return [];
  const found: EngineSpan[] = [];
  const add = (start: number, end: number, mask: number): void => {
    if (mask !== ALL && start < end) found.push({ start, end, engines: enginesIn(mask) });
  };
  walk(tree.program as never, (visited) => {
    const node = visited as unknown as Node;
    switch (node.type) {
      case 'IfStatement':
      case 'ConditionalExpression': {
        const answers = answersOf(tree, nodeAt(node, 'test') ?? node);
        const [first, second] = [nodeAt(node, 'consequent'), nodeAt(node, 'alternate')];
        if (first) add(first.start, first.end, answers.yes);
        if (second) add(second.start, second.end, answers.no);
        if (node.type === 'IfStatement') addRest(tree, node, add);
        break;
      }
      case 'LogicalExpression': {
        const right = nodeAt(node, 'right');
        const answers = answersOf(tree, nodeAt(node, 'left') ?? node);
        if (right) add(right.start, right.end, node['operator'] === '&&' ? answers.yes : node['operator'] === '||' ? answers.no : ALL);
        break;
      }
      case 'SwitchStatement':
        addCases(node, add);
        break;
      case 'CallExpression':
        addSuite(tree, node, add);
    }
  });
  return found;
}

type Add = (start: number, end: number, mask: number) => void;

/** What follows an `if` in its block, for the engines that get past it. */
function addRest(tree: Tree, node: Node, add: Add): void {
  const block = tree.parentOf(node);
  if (block?.type !== 'BlockStatement' && block?.type !== 'Program') return;
  add(node.end, block.end, passing(tree, node));
}

function passing(tree: Tree, node: Node): number {
  const answers = answersOf(tree, nodeAt(node, 'test') ?? node);
  const [first, second] = [nodeAt(node, 'consequent'), nodeAt(node, 'alternate')];
  const after = !second ? answers.no : second.type === 'IfStatement' ? answers.no & passing(tree, second) : leaves(second) ? 0 : answers.no;
  return (first && leaves(first) ? 0 : answers.yes) | after;
}

/** Suites and tests that run on one engine only: `describe.skipIf(!isPg)(...)`, `(isPg ? describe : describe.skip)(...)`, the latter by a name too. */
function addSuite(tree: Tree, node: Node, add: Add): void {
  const callee = unwrap(nodeAt(node, 'callee') ?? node);
  const suite = callee.type === 'Identifier' ? tree.variableOf(callee)?.init : callee;
  const mask = suite ? suiteMask(tree, unwrap(suite)) : ALL;
  if (mask !== ALL) for (const own of nodesAt(node, 'arguments')) add(own.start, own.end, mask);
}

function suiteMask(tree: Tree, suite: Node): number {
  if (suite.type === 'ConditionalExpression') {
    const answers = answersOf(tree, nodeAt(suite, 'test') ?? suite);
    const isSkipped = (key: string): boolean => /\.(?:skip|todo)$/.test(tree.text(nodeAt(suite, key) ?? suite));
    return isSkipped('alternate') ? answers.yes : isSkipped('consequent') ? answers.no : ALL;
  }
  const callee = nodeAt(suite, 'callee');
  const [condition] = nodesAt(suite, 'arguments');
  const name = callee?.type === 'MemberExpression' ? keyName(callee) : undefined;
  if (!condition || (name !== 'skipIf' && name !== 'runIf')) return ALL;
  const answers = answersOf(tree, condition);
  return name === 'runIf' ? answers.yes : answers.no;
}

/** `case 'sqlite':`, with the empty cases before it; `default` is for the engines that no case names. */
function addCases(node: Node, add: Add): void {
  const cases = nodesAt(node, 'cases');
  const named = cases.map((own) => nodeAt(own, 'test')).map((test) => (test ? answersOfName(test['value']) : undefined));
  // A case that is no engine shows that the choice is of something else.
  if (named.some((answers) => answers?.yes === ALL)) return;
  if (!named.some((answers) => answers)) return;
  const rest = named.reduce((mask, answers) => mask & (answers?.no ?? ALL), ALL);
  let open = 0;
  for (const [index, own] of cases.entries()) {
    const mask = open | (named[index]?.yes ?? rest);
    add(own.start, own.end, mask);
    const last = nodesAt(own, 'consequent').at(-1);
    open = last && leaves(last) ? 0 : mask;
  }
}
