import { isNumberingName } from '../../core/telling-names.ts';
import { because, crossJoin, holeAt, isCircle, isMissing, MOST_VARIANTS, one, type Evaluated, type Evaluator, type Known } from './evaluator.ts';
import { arrayElements, valueOfVariable } from './flow.ts';
import { functionReturns, memberValues } from './members.ts';
import { isFunction, keyName, nameOf, nodeAt, nodesAt, returnedBy, unwrap, type Node } from './node.ts';
import type { Scopes } from './scopes.ts';
import { glue, literalParts, plainText, quasiSpans, rawParts, type HolePart, type Part, type Parts } from './text-parts.ts';

const MOST_DEPTH = 40;

/** Follows the texts of one file. What was followed once is remembered. */
export function createEvaluator(source: string, scopes: Scopes): Evaluator {
  const memo = new Map<Node, Evaluated>();
  let depth = 0;
  const evaluator: Evaluator = {
    source, scopes, active: new Set(), circles: 0, resolving: 0,
    evaluate: (node, known) => {
      const inner = unwrap(node);
      const memoised = known.size === 0 ? memo.get(inner) : undefined;
      if (memoised) return memoised;
      if (depth > MOST_DEPTH) return because('the SQL is built over too many steps');
      depth += 1;
      const circles = evaluator.circles;
      const result = EVALUATORS[inner.type]?.(evaluator, inner, known) ?? because('the SQL is computed at run time');
      depth -= 1;
      if (known.size === 0 && evaluator.circles === circles) memo.set(inner, result);
      return result;
    },
    inline: (node, known, hole) => {
      const value = evaluator.evaluate(node, known);
      if (isMissing(value)) return [{ kind: 'hole', ...hole, ...likelyOf(evaluator, unwrap(node), known) }];
      if (value.variants.length === 1) return value.variants[0]!;
      const options = value.variants.filter((parts, index) => index < MOST_VARIANTS || parts.length === 0);
      return [{ kind: 'choice', options: options.sort((a, b) => plainText(b, 'x').length - plainText(a, 'x').length) }];
    },
  };
  return evaluator;
}

/** `a + b`, with holes for what is not seen. */
function concatenate(evaluator: Evaluator, nodes: readonly Node[], known: Known): Evaluated {
  const values = nodes.map((node) => evaluator.evaluate(node, known));
  const first = values[0];
  if (first && isMissing(first) && values.every(isMissing)) return first;
  const isSum = values.some((value) => isMissing(value)) && values.every((value) => isMissing(value) || value.variants.every((parts) => parts.every((part) => part.kind === 'hole')));
  if (isSum) return because('the SQL is computed at run time');
  let variants: readonly Parts[] = [[]];
  values.forEach((value, index) => {
    variants = crossJoin(variants, isMissing(value) ? [evaluator.inline(nodes[index]!, known, holeAt(nodes[index]!))] : value.variants);
  });
  return { variants };
}

/** The operands of a chain of `+`, without recursion: such chains are long in generated code. */
export function operandsOf(node: Node): readonly Node[] {
  const operands: Node[] = [];
  let at: Node = node;
  while (at.type === 'BinaryExpression' && at['operator'] === '+') {
    operands.unshift(nodeAt(at, 'right')!);
    at = unwrap(nodeAt(at, 'left')!);
  }
  return [at, ...operands];
}

function template(evaluator: Evaluator, node: Node, holeOf: (expression: Node, hole: Omit<HolePart, 'kind'>) => Parts, isRaw = false): Evaluated {
  const quasis = nodesAt(node, 'quasis');
  const expressions = nodesAt(node, 'expressions');
  const spans = quasiSpans(node, quasis);
  const parts: Part[] = [];
  quasis.forEach((_, index) => {
    const span = spans[index]!;
    if (isRaw) parts.push({ kind: 'text', text: evaluator.source.slice(span.start, span.end), from: span.start, to: span.end, quoting: 'verbatim' });
    else parts.push(...rawParts(evaluator.source, span.start, span.end, 'template'));
    const expression = expressions[index];
    if (expression) parts.push(...holeOf(expression, { from: span.end, to: spans[index + 1]?.start ?? span.end, node: expression }));
  });
  return one(parts);
}

/** Tags that give back the text as it is, indented otherwise. */
const PLAIN_TAGS = /^(?:dedent|outdent|stripIndents?|trimIndent|oneLine|commaLists|multiline|undent|redent|endent)$/;

/** Methods that leave what the text says. */
const SAME_TEXT = new Set(['trim', 'trimStart', 'trimEnd', 'toString', 'replace', 'replaceAll', 'normalize', 'valueOf', 'concat', 'padEnd', 'slice', 'substring']);
/** Functions whose argument is the text: `raw`, `sql.raw`, `Prisma.raw`, `String`, `literal`, `text`. */
const TEXT_FUNCTIONS = /^(?:raw|unsafe|String|literal|text|unsafeRaw|__dangerous__rawValue|rawSql)$/;

function tagged(evaluator: Evaluator, node: Node, known: Known): Evaluated {
  const quasi = nodeAt(node, 'quasi')!;
  const tag = unwrap(nodeAt(node, 'tag')!);
  const text = evaluator.source.slice(tag.start, tag.end);
  if (text === 'String.raw') return template(evaluator, quasi, (expression, hole) => evaluator.inline(expression, known, hole), true);
  if (PLAIN_TAGS.test(text)) return evaluator.evaluate(quasi, known);
  const isBuilder = BUILDERS.test(evaluator.scopes.variableOf(tag.type === 'MemberExpression' ? nodeAt(tag, 'object')! : tag)?.import?.specifier ?? '');
  const holeOf = (expression: Node, hole: Omit<HolePart, 'kind'>): Parts => {
    const inner = unwrap(expression);
    const isText = inner.type === 'TaggedTemplateExpression' || (inner.type === 'CallExpression' && TEXT_FUNCTIONS.test(calleeName(inner) ?? ''));
    const held = inner.type === 'Identifier' ? evaluator.evaluate(inner, known) : undefined;
    const isSqlValue = held && !isMissing(held) && held.tagged;
    if (isText || isSqlValue) return evaluator.inline(expression, known, hole);
    const constant = inner.type === 'Identifier' ? evaluator.scopes.variableOf(inner) : undefined;
    const column = columnNamed(constant?.kind === 'const' && constant.init && constant.path.length === 0 ? unwrap(constant.init) : inner);
    if (column !== undefined) return [{ kind: 'hole', ...hole, likely: [`"${column}"`], isExact: true }];
    if (isBuilder ? inner.type === 'CallExpression' || inner.type === 'MemberExpression' : isCallOf(inner, tag)) return [{ kind: 'hole', ...hole, likely: ['?'] }];
    return [{ kind: 'hole', ...hole, isBinding: true, likely: ['?'] }];
  };
  const value = template(evaluator, quasi, holeOf);
  return isMissing(value) ? value : { ...value, tagged: true };
}

/** Functions that write a name into a template as the engine wants it spelled: `this.col('userId')`, `sql.identifier('user_id')`. */
const NAME_FUNCTIONS = /^(?:col|column|ident|identifier|quoteIdent(?:ifier)?|escapeId(?:entifier)?|wrapIdentifier)$/;

function columnNamed(node: Node): string | undefined {
  if (node.type !== 'CallExpression' || !NAME_FUNCTIONS.test(calleeName(node) ?? '')) return undefined;
  const given = nodesAt(node, 'arguments');
  const name = given.length === 1 ? given[0]!['value'] : undefined;
  return typeof name === 'string' && /^[A-Za-z_]\w*$/.test(name) ? name : undefined;
}

/** Libraries whose tags take columns and tables as well as values. */
const BUILDERS = /^(?:drizzle-orm|kysely|@mikro-orm|typeorm|@payloadcms\/)/;

/** `sql(...)`, `sql.join(...)`: what the tag's own functions give is text, not a value. */
function isCallOf(node: Node, tag: Node): boolean {
  const callee = node.type === 'CallExpression' ? unwrap(nodeAt(node, 'callee')!) : undefined;
  const root = callee?.type === 'MemberExpression' ? unwrap(nodeAt(callee, 'object')!) : callee;
  return root !== undefined && nameOf(root) !== undefined && nameOf(root) === nameOf(tag.type === 'MemberExpression' ? nodeAt(tag, 'object')! : tag);
}

export function calleeName(call: Node): string | undefined {
  const callee = nodeAt(call, 'callee');
  if (!callee) return undefined;
  const inner = unwrap(callee);
  return inner.type === 'MemberExpression' ? keyName(inner) : nameOf(inner);
}

function call(evaluator: Evaluator, node: Node, known: Known): Evaluated {
  const callee = unwrap(nodeAt(node, 'callee')!);
  const args = nodesAt(node, 'arguments');
  const name = calleeName(node);
  const receiver = callee.type === 'MemberExpression' ? nodeAt(callee, 'object') : undefined;
  if (receiver && name === 'join') {
    const elements = arrayElements(evaluator, receiver, known);
    if (elements) return joined(evaluator, elements, args[0], node, known);
  }
  if (receiver && name !== undefined && SAME_TEXT.has(name)) {
    return name === 'concat' ? concatenate(evaluator, [receiver, ...args], known) : evaluator.evaluate(receiver, known);
  }
  if (name !== undefined && TEXT_FUNCTIONS.test(name) && args[0]) return evaluator.evaluate(args[0], known);
  if (name !== undefined && /^readFile(?:Sync)?$/.test(name)) return because('the SQL is read from a file when the program runs');
  const numbered = name !== undefined && isNumberingName(name) && args[0] ? evaluator.evaluate(args[0], known) : undefined;
  if (numbered && !isMissing(numbered)) return numbered;
  const returned = functionReturns(evaluator, callee, args, known);
  if (returned) return returned;
  return because(`the SQL comes from the call of ${name ?? 'a function'}`);
}

function joined(evaluator: Evaluator, elements: readonly Part[][], separator: Node | undefined, node: Node, known: Known): Evaluated {
  const value = separator ? evaluator.evaluate(separator, known) : undefined;
  const text = value && !isMissing(value) ? plainText(value.variants[0] ?? [], '') : separator ? ' ' : ',';
  const parts: Part[] = [];
  elements.forEach((element) => {
    const isOptional = element.length === 1 && element[0]!.kind === 'choice' && element[0]!.options.some((option) => option.length === 0);
    const between = parts.length === 0 ? [] : [glue(text, parts.at(-1)!.kind === 'choice' ? node.end : (parts.at(-1) as HolePart).to)];
    if (isOptional && element[0]!.kind === 'choice') {
      parts.push({ kind: 'choice', options: element[0]!.options.map((option) => (option.length === 0 ? option : [...between, ...option])) });
    } else parts.push(...between, ...element);
  });
  return one(parts);
}

/** The variable that an identifier means. */
function identifier(evaluator: Evaluator, node: Node, known: Known): Evaluated {
  const variable = evaluator.scopes.variableOf(node);
  if (!variable) return because(`the SQL is in the variable ${nameOf(node) ?? ''}, which is not declared in this file`);
  const given = known.get(variable);
  if (given) return given;
  if (variable.import) return { missing: 'import', ...variable.import, path: [] };
  if (isCircle(evaluator, variable)) return because('the SQL refers to itself');
  evaluator.active.add(variable);
  const result = valueOfVariable(evaluator, variable, node, known);
  evaluator.active.delete(variable);
  return result;
}

function either(evaluator: Evaluator, nodes: readonly (Node | undefined)[], known: Known, orNothing = false): Evaluated {
  const values = nodes.flatMap((node) => (node ? [evaluator.evaluate(node, known)] : []));
  const found = values.filter((value) => !isMissing(value)).flatMap((value) => (isMissing(value) ? [] : value.variants));
  if (found.length === 0) return values[0] ?? because('the SQL is computed at run time');
  return { variants: orNothing ? [...found, []] : found };
}

type NodeEvaluator = (evaluator: Evaluator, node: Node, known: Known) => Evaluated;

const EVALUATORS: Readonly<Partial<Record<string, NodeEvaluator>>> = {
  Literal: (evaluator, node) => {
    if (typeof node['value'] === 'string') return one(literalParts(evaluator.source, node.start, node.end));
    if (typeof node['value'] === 'number') return one([{ kind: 'hole', ...holeAt(node), likely: [String(node['value'])], isExact: true }]);
    return node['value'] === null || node['value'] === false ? one([]) : because('the SQL is no text');
  },
  TemplateLiteral: (evaluator, node, known) => template(evaluator, node, (expression, hole) => evaluator.inline(expression, known, hole)),
  TaggedTemplateExpression: tagged,
  BinaryExpression: (evaluator, node, known) => (node['operator'] === '+' ? concatenate(evaluator, operandsOf(node), known) : because('the SQL is computed at run time')),
  ConditionalExpression: (evaluator, node, known) => either(evaluator, [nodeAt(node, 'consequent'), nodeAt(node, 'alternate')], known),
  LogicalExpression: (evaluator, node, known) =>
    (node['operator'] === '&&' ? either(evaluator, [nodeAt(node, 'right')], known, true) : either(evaluator, [nodeAt(node, 'left'), nodeAt(node, 'right')], known)),
  CallExpression: call,
  Identifier: identifier,
  MemberExpression: (evaluator, node, known) => memberValues(evaluator, node, known),
  AwaitExpression: (evaluator, node, known) => evaluator.evaluate(nodeAt(node, 'argument')!, known),
  SequenceExpression: (evaluator, node, known) => evaluator.evaluate(nodesAt(node, 'expressions').at(-1)!, known),
  AssignmentExpression: (evaluator, node, known) => evaluator.evaluate(nodeAt(node, 'right')!, known),
};

const PLACEHOLDERS = /placeholder|marks?$|binds?$|qs$|questions?/i;

/** What a hole most likely stands for, from the way it is written: `ids.map(() => '?').join(',')`, `'?,'.repeat(n)`, `Array(n).fill('?')`. */
function likelyOf(evaluator: Evaluator, node: Node, known: Known): { readonly likely?: readonly string[] } {
  if (node.type === 'Identifier') {
    const variable = evaluator.scopes.variableOf(node);
    const own = variable?.kind === 'const' && variable.init && variable.path.length === 0 ? likelyOf(evaluator, unwrap(variable.init), known) : {};
    return own.likely ? own : PLACEHOLDERS.test(nameOf(node) ?? '') ? { likely: ['?'] } : {};
  }
  if (node.type !== 'CallExpression') return {};
  const receiver = nodeAt(unwrap(nodeAt(node, 'callee')!), 'object');
  const name = calleeName(node) ?? '';
  if (name === 'join' && receiver) return likelyOf(evaluator, unwrap(receiver), known);
  if (receiver && SAME_TEXT.has(name)) return likelyOf(evaluator, unwrap(receiver), known);
  if (receiver && name === 'repeat') {
    const unit = evaluator.evaluate(receiver, known);
    return isMissing(unit) ? {} : { likely: [plainText(unit.variants[0] ?? [], '_x').replace(/[\s,]+$/, '')] };
  }
  const [first] = nodesAt(node, 'arguments');
  const text = name === 'fill' && first ? first : name === 'map' && first && isFunction(first) ? returnedBy(first) : undefined;
  const value = text && evaluator.evaluate(text, known);
  if (value && !isMissing(value)) return { likely: [plainText(value.variants[0] ?? [], '_x')] };
  return PLACEHOLDERS.test(name) || /\.fill\(\s*(['"`])\?\1/.test(evaluator.source.slice(node.start, node.end)) ? { likely: ['?'] } : {};
}
