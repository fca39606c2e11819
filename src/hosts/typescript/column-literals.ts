import type { Fragment } from '../../core/types.ts';
import { parseSqlite } from '../../sql/grammar.ts';
import { operandsOf } from './evaluate.ts';
import type { Evaluator } from './evaluator.ts';
import { isTalk } from './literals.ts';
import { isFunction, keyName, nameOf, nodeAt, nodesAt, unwrap, type Node } from './node.ts';
import { parentOf, type Variable } from './scopes.ts';
import { glue, literalParts, rawParts, type HolePart, type Parts } from './text-parts.ts';
import { nodesOf } from './walk.ts';

/** A text that puts a column's declaration, or what follows its name, behind ADD COLUMN: `ALTER TABLE ${table} ADD COLUMN ${definition}`. */
interface Adder {
  readonly node: Node;
  /** As the text says it, or the expression that is put in. */
  readonly table: string | Node;
  /** Where a name is put in before the rest. */
  readonly name: Node | undefined;
}

const TYPE = String.raw`(?:BIG|SMALL|TINY|MEDIUM)?INT(?:EGER|2|4|8)?|TEXT|(?:VAR|N|NVAR)?CHAR|CLOB|REAL|DOUBLE|FLOAT|NUMERIC|DECIMAL|BOOL(?:EAN)?|DATE(?:TIME)?|TIME(?:STAMP)?|BLOB|JSON`;
const REST = new RegExp(String.raw`^\s*(?:${TYPE})\b`, 'i');
const WHOLE = new RegExp(String.raw`^\s*(?:\w+|"[^"]+"|\[[^\]]+\])\s+(?:${TYPE})\b`, 'i');

/**
 * The literals of a file that declare columns and that a helper or a loop of it puts behind ADD COLUMN, those in `taken` left out: each as the statement that
 * is sent. What the helper is given beside it (the table, the name) is taken from the call, the object or the list that the literal stands in.
 */
export function columnLiterals(evaluator: Evaluator, taken: readonly Fragment[]): readonly Parts[] {
  if (!/\bADD\s+(?:COLUMN\s+)?(?:\$\{|["'`]\s*\+)/i.test(evaluator.source)) return [];
  const adders = nodesOf(evaluator.scopes.program as never, 'TemplateLiteral', 'BinaryExpression').flatMap((node) => adderOf(node));
  if (adders.length === 0) return [];
  const shown = new Set(taken.flatMap(({ map }) => map.flatMap(({ kind, from }) => (kind === 'hole' ? [] : [from]))));
  return nodesOf(evaluator.scopes.program as never, 'Literal', 'TemplateLiteral').flatMap((literal): readonly Parts[] => {
    const text = isTalk(parentOf(literal)!, literal) || shown.has(literal.start + 1) ? undefined : textOf(literal);
    const wanted = text === undefined ? undefined : REST.test(text) ? 'rest' : WHOLE.test(text) ? 'whole' : undefined;
    const adder = wanted && chooseAdder(literal, adders.filter((own) => (own.name === undefined) === (wanted === 'whole')));
    if (!adder || !parseSqlite(`ALTER TABLE _x ADD COLUMN ${wanted === 'rest' ? '_x ' : ''}${text}`).ok) return [];
    return [statementParts(evaluator, literal, adder)];
  });
}

/** `ALTER TABLE <table> ADD COLUMN <declaration>`, `... ADD COLUMN <name> <rest>`: what the program puts in stands as \0. */
const SHAPE = /^\s*ALTER\s+TABLE\s+["`[]?(\w+|\0)["`\]]?\s+ADD\s+(?:COLUMN\s+)?(?:(["`[]?\0["`\]]?)\s+)?\0[\s;]*$/i;

function adderOf(node: Node): readonly Adder[] {
  const holes: Node[] = [];
  const hole = (expression: Node): string => {
    holes.push(unwrap(expression));
    return '\0';
  };
  const found = SHAPE.exec(piecesOf(node).map((piece) => (typeof piece === 'string' ? piece : textOf(piece) ?? hole(piece))).join(''));
  return found ? [{ node, table: found[1] === '\0' ? holes[0]! : found[1]!, name: found[2] === undefined ? undefined : holes.at(-2) }] : [];
}

/** The texts and expressions that a template or a sum is made of. */
function piecesOf(node: Node): readonly (string | Node)[] {
  if (node.type !== 'TemplateLiteral') return node['operator'] === '+' ? operandsOf(node).flatMap((operand) => (operand.type === 'TemplateLiteral' ? piecesOf(operand) : [operand])) : [];
  const expressions = nodesAt(node, 'expressions');
  return nodesAt(node, 'quasis').flatMap((quasi, index) => [(quasi['value'] as { readonly raw: string }).raw, ...(expressions[index] ? [expressions[index]] : [])]);
}

const textOf = (node: Node): string | undefined =>
  (node.type === 'Literal' ? (typeof node['value'] === 'string' ? node['value'] : undefined)
  : nodesAt(node, 'expressions').length === 0 ? (nodesAt(node, 'quasis')[0]?.['value'] as { readonly cooked?: string } | undefined)?.cooked : undefined);

/** The one whose function the literal is handed to, else one that stands in no function of its own. */
function chooseAdder(literal: Node, adders: readonly Adder[]): Adder | undefined {
  return adders.find((adder) => callTo(literal, adder) !== undefined) ?? adders.find((adder) => typeof adder.table === 'string') ?? adders[0];
}

/** The call of the adder's function that a literal stands in. */
function callTo(literal: Node, { node }: Adder): Node | undefined {
  const names = functionNames(node);
  for (let at = parentOf(literal); at; at = parentOf(at)) {
    if (at.type !== 'CallExpression') continue;
    const callee = unwrap(nodeAt(at, 'callee')!);
    const name = callee.type === 'MemberExpression' ? keyName(callee) : nameOf(callee);
    if (name !== undefined && names.includes(name)) return at;
  }
  return undefined;
}

/** The names of the functions around a node. */
function functionNames(node: Node): readonly string[] {
  const names: string[] = [];
  for (let at = parentOf(node); at; at = parentOf(at)) {
    if (!isFunction(at)) continue;
    const holder = parentOf(at);
    const name = nodeAt(at, 'id') ?? (holder && (nodeAt(holder, 'id') ?? nodeAt(holder, 'key')));
    if (name) names.push(nameOf(name) ?? '');
  }
  return names;
}

function statementParts(evaluator: Evaluator, literal: Node, adder: Adder): Parts {
  const at = literal.start;
  const given = (value: string | Node): Parts[number] => {
    const text = typeof value === 'string' ? value : givenTo(evaluator, value, literal, adder);
    return text === undefined ? ({ kind: 'hole', from: at, to: at, node: value as Node, likely: ['_x'], isExact: true } satisfies HolePart) : glue(text, at);
  };
  const name: Parts = adder.name ? [given(adder.name), glue(' ', at)] : [];
  const own = literal.type === 'Literal' ? literalParts(evaluator.source, literal.start, literal.end) : rawParts(evaluator.source, literal.start + 1, literal.end - 1, 'template');
  return [glue('ALTER TABLE ', at), given(adder.table), glue(' ADD COLUMN ', at), ...name, ...own];
}

/** What an expression of the adder is where the literal is put in: an argument of the same call, or what stands beside the literal in its object or list. */
function givenTo(evaluator: Evaluator, value: Node, literal: Node, adder: Adder): string | undefined {
  const variable = value.type === 'Identifier' ? evaluator.scopes.variableOf(value) : undefined;
  const call = callTo(literal, adder);
  const argument = variable?.kind === 'param' && variable.path.length === 0 && call ? nodesAt(call, 'arguments')[variable.index ?? -1] : undefined;
  const beside = argument ?? siblingOf(literal, variable ? variable.path.at(-1) : keyName(value));
  const text = beside && (beside.type === 'Identifier' && parentOf(beside)?.type === 'Property' ? nameOf(beside) : textOf(unwrap(beside)));
  return text !== undefined && /^\w+$/.test(text) ? text : undefined;
}

/** `{ name: 'a', definition: <literal> }`, `['a', <literal>]`, and the key of `{ a: <literal> }` for entries of an object. */
function siblingOf(literal: Node, key: Variable['path'][number] | undefined): Node | undefined {
  const holder = parentOf(literal);
  if (key === undefined || !holder) return undefined;
  if (holder.type === 'ArrayExpression') return nodesAt(holder, 'elements')[Number(key)];
  if (holder.type !== 'Property') return undefined;
  if (key === '0') return nodeAt(holder, 'key');
  const own = nodesAt(parentOf(holder)!, 'properties').find((property) => keyName(property) === key);
  return own && nodeAt(own, 'value');
}
