import type { Fragment } from '../../core/types.ts';
import { isPostgresGrammarLoaded } from '../../sql/grammar.ts';
import { isMissing, NOTHING_KNOWN, type Evaluated, type Evaluator } from './evaluator.ts';
import { errorAt, type Filled } from './fill.ts';
import { beginsLikeSql, looksLikeSql } from './looks-like-sql.ts';
import { keyName, nameOf, nodeAt, nodesAt, unwrap, type Node } from './node.ts';
import { parentOf } from './scopes.ts';
import { plainText, type Parts } from './text-parts.ts';
import { nodesOf } from './walk.ts';

type Fill = (parts: Parts, node: Node, value: Evaluated) => Filled;

/**
 * Fragments of the literals that are SQL although no call that is known carries them: migrations in arrays, exported constants, SQL for a function of
 * another module. `claimed` are the places of literals that a call carries, `startsOf` gives those of a text.
 */
export function literalFragments(
  evaluator: Evaluator, fill: Fill, claimed: ReadonlySet<number>, startsOf: (parts: Parts) => readonly number[],
): { readonly fragments: readonly Fragment[]; readonly wantsPostgres: boolean } {
  const fragments = new Set<Fragment>();
  let wantsPostgres = false;
  const taken = new Set(claimed);
  for (const literal of sqlLiterals(evaluator)) {
    const start = literal.start + 1;
    if (taken.has(start)) continue;
    const whole = wholeText(evaluator, literal);
    if (!whole) continue;
    const value = evaluator.evaluate(whole, NOTHING_KNOWN);
    if (isMissing(value)) continue;
    for (const parts of value.variants) {
      const starts = startsOf(parts);
      if (!starts.some((at) => at >= literal.start && at < literal.end) || starts.some((at) => claimed.has(at)) || !isOfEitherEngine(plainText(parts, '_x'))) continue;
      const { fragment, parses } = fill(parts, whole, value);
      const isRead = parses ?? errorAt(fragment.text) === undefined;
      if (!isRead && !isSurelySql(fragment.text)) {
        if (isPostgresGrammarLoaded()) continue;
        wantsPostgres = true;
      }
      fragments.add(fragment);
      for (const at of starts) taken.add(at);
    }
  }
  return { fragments: [...fragments], wantsPostgres };
}

/** SQL of a third engine says nothing about the way from one of ours to the other. */
const isOfEitherEngine = (text: string): boolean =>
  looksLikeSql(text) && !/\bENGINE\s*=|\bAUTO_INCREMENT\b|\bON\s+DUPLICATE\s+KEY\b|\bDEFAULT\s+CHARSET\b|\bCHARACTER\s+SET\b|\bIDENTITY\s*\(|\bNVARCHAR\b|\[dbo\]|\bMODIFY\s+COLUMN\b|\bUNIQUE\s+KEY\b|\b(?:LONG|MEDIUM)TEXT\b|\bDROP\s+FOREIGN\s+KEY\b|\bDROP\s+PRIMARY\s+KEY\b|\bADD\s+(?:SPATIAL|FULLTEXT)\b/i.test(text);

/** Text that is SQL even where no grammar reads it (PostgreSQL's, before its grammar is loaded; a mistake). */
const isSurelySql = (text: string): boolean =>
  /^\s*(?:CREATE\s+(?:TABLE|INDEX|UNIQUE|OR|TYPE|EXTENSION|FUNCTION|SCHEMA|SEQUENCE|TRIGGER|VIEW|MATERIALIZED)|ALTER\s+TABLE|INSERT\s+(?:OR\s+\w+\s+)?INTO|DELETE\s+FROM|WITH\s+\w+\s+AS|SELECT\b[\s\S]*\bFROM\b|UPDATE\b[\s\S]*\bSET\b)/.test(text)
  && /[\n;?=*,(]|\$\d/.test(text);

function sqlLiterals(evaluator: Evaluator): readonly Node[] {
  const literals: Node[] = [];
  for (const node of nodesOf(evaluator.scopes.program as never, 'Literal', 'TemplateLiteral')) {
    const text = node.type === 'Literal' ? node['value'] : nodesAt(node, 'quasis').map((quasi) => (quasi['value'] as { readonly raw: string }).raw).join('_x');
    if (typeof text === 'string' && beginsLikeSql(text) && !standsInNoValue(node)) literals.push(node);
  }
  return literals;
}

function standsInNoValue(node: Node): boolean {
  for (let outer = parentOf(node); outer; outer = parentOf(outer)) if (NOT_VALUES.has(outer.type)) return true;
  return false;
}

/** What holds literals that are no values. */
const NOT_VALUES = new Set([
  'ImportDeclaration', 'ExportAllDeclaration', 'TSTypeAnnotation', 'TSTypeAliasDeclaration', 'TSInterfaceDeclaration', 'TSTypeParameterInstantiation', 'JSXAttribute', 'ImportExpression',
]);

/** The outermost expression that builds a text with the literal in it; undefined where the text is only talked about. */
function wholeText(evaluator: Evaluator, literal: Node): Node | undefined {
  let node = literal;
  for (let parent = parentOf(node); parent; parent = parentOf(node)) {
    if (!isPartOfText(parent, node)) break;
    node = parent;
  }
  const parent = parentOf(node);
  if (!parent || parent.type === 'ExpressionStatement' || isTalk(parent, node)) return undefined;
  return lastUse(evaluator, parent, node) ?? node;
}

const PARTS: Readonly<Record<string, boolean>> = {
  BinaryExpression: true, ConditionalExpression: true, LogicalExpression: true, TSAsExpression: true, TSSatisfiesExpression: true, TSNonNullExpression: true,
  ParenthesizedExpression: true, TaggedTemplateExpression: true,
};

function isPartOfText(parent: Node, node: Node): boolean {
  if (parent.type === 'BinaryExpression') return parent['operator'] === '+';
  if (parent.type === 'ConditionalExpression') return nodeAt(parent, 'test') !== node;
  if (PARTS[parent.type]) return true;
  if (parent.type === 'ArrayExpression') {
    const member = parentOf(parent);
    return member?.type === 'MemberExpression' && keyName(member) === 'join';
  }
  if (parent.type === 'MemberExpression') return nodeAt(parent, 'object') === node && /^(?:join|trim|trimStart|trimEnd|replace|replaceAll|concat)$/.test(keyName(parent) ?? '');
  return parent.type === 'CallExpression' && nodeAt(parent, 'callee') === node && unwrap(node).type === 'MemberExpression';
}

/** A variable that is appended to holds the whole text where it is used last. */
function lastUse(evaluator: Evaluator, parent: Node, node: Node): Node | undefined {
  const id = parent.type === 'VariableDeclarator' && nodeAt(parent, 'init') === node ? nodeAt(parent, 'id')
    : parent.type === 'AssignmentExpression' && nodeAt(parent, 'right') === node ? nodeAt(parent, 'left') : undefined;
  const variable = id?.type === 'Identifier' ? evaluator.scopes.variableOf(id) : undefined;
  if (!variable?.references.some((reference) => reference.isWrite)) return undefined;
  return variable.references.filter((reference) => !reference.isWrite).at(-1)?.node;
}

const TALK = /^(?:log|warn|error|info|debug|trace|toBe|toEqual|toStrictEqual|toContain|toMatch|toThrow|toThrowError|toHaveBeenCalledWith|toHaveBeenLastCalledWith|toHaveBeenNthCalledWith|toMatchInlineSnapshot|toInclude|includes|startsWith|endsWith|indexOf|match|test|it|describe|equal|strictEqual|deepEqual|deepStrictEqual|t|split|stringContaining)$/;

/** Messages, titles of tests and expectations speak about SQL. */
export function isTalk(parent: Node, node: Node): boolean {
  if (parent.type === 'NewExpression') return /Error$/.test(nameOf(nodeAt(parent, 'callee') ?? parent) ?? '');
  if (parent.type === 'BinaryExpression') return true;
  if (parent.type !== 'CallExpression' || nodeAt(parent, 'callee') === node) return parent.type === 'SwitchCase';
  const callee = unwrap(nodeAt(parent, 'callee')!);
  return TALK.test((callee.type === 'MemberExpression' ? keyName(callee) : nameOf(callee)) ?? '');
}
