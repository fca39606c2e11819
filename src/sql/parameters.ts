import { applyEdits, type TextEdit } from '../core/edits.ts';
import type { Binding, Call, Span } from '../core/types.ts';
import { readsPostgres } from './grammar.ts';
import type { Statement } from './statement.ts';
import { tokenize, type Token } from './tokens.ts';

/** A parameter of a statement. Offsets are those of `statement.text`. */
export interface Parameter extends Span {
  /** `?`, `?5`, `$5`, or `:a`, `@a`, `$a`. */
  readonly style: 'question' | 'numbered' | 'dollar' | 'named';
  /** Without its prefix, of a named one. */
  readonly name?: string;
  /**
   * The place of its value in the array of bindings, from 1, as SQLite counts: `?` takes the next after the highest so far, a repeated name shares
   * its number (https://sqlite.org/lang_expr.html#varparam). Of `$5` it is 5.
   */
  readonly number: number;
}

const VARIABLE = /^(?:\?(\d*)|\$(\d+)(?!\w)|([:@$#])([A-Za-z0-9_\u0080-\uffff]+))/;

/** The parameters of a statement in their order: read from its tokens, so nothing in a string, a comment or a quoted name is one. */
export function readParameters(statement: Pick<Statement, 'tokens' | 'grammar' | 'text'>): readonly Parameter[] {
  const { tokens } = statement;
  if (!tokens.some((token) => token.kind === 'VARIABLE')) return [];
  const found: Parameter[] = [];
  const numbers = new Map<string, number>();
  let highest = 0;
  tokens.forEach((token, index) => {
    const match = token.kind === 'VARIABLE' ? VARIABLE.exec(token.text) : null;
    if (!match || isPartOfOperator(tokens, index)) return;
    const [written, question, dollar, , name] = match;
    const span = { start: token.start, end: token.start + written.length };
    const known = name === undefined ? undefined : numbers.get(written);
    const number = dollar !== undefined ? Number(dollar) : question ? Number(question) : (known ?? highest + 1);
    highest = Math.max(highest, number);
    if (name !== undefined) numbers.set(written, number);
    const style = dollar !== undefined ? 'dollar' : question === undefined ? 'named' : question === '' ? 'question' : 'numbered';
    found.push({ ...span, style, number, ...(name !== undefined && { name }) });
  });
  return found;
}

/** A text with its parameters spelled `$1`, `$2`: as PostgreSQL gets it from whoever spells them on the way. */
export function numberParameters(text: string): string {
  const parameters = readParameters({ tokens: tokenize(text), grammar: 'none', text }).filter(({ style }) => style !== 'dollar');
  return parameters.reduceRight((written, { start, end, number }) => `${written.slice(0, start)}$${number}${written.slice(end)}`, text);
}

/** Whether PostgreSQL's grammar reads a text once its parameters are spelled `$1`, `$2`. Throws when that grammar is not loaded. */
export const readsNumbered = (text: string): boolean => readsPostgres(text) || (SPELLED_ELSE.test(text) && readsPostgres(numberParameters(text)));

const SPELLED_ELSE = /\?|[:@$#][A-Za-z_]/;
const ENDS_OPERAND = new Set(['ID', 'RP', 'STRING', 'INTEGER', 'FLOAT', 'BLOB', 'VARIABLE', 'NULL']);
const BEGINS_OPERAND = new Set(['ID', 'LP', 'STRING', 'VARIABLE', 'INTEGER', 'CAST', 'ILLEGAL']);
/** Words of PostgreSQL that are names to SQLite's tokenizer and want an operand after them. */
const WANTS_OPERAND = /^(?:ilike|interval|date|timestamp|timestamptz|time|any|some|similar|to|between|limit|offset|array|symmetric)$/i;

/** `::text` and `a[1:n]`, and the operators `?`, `?|`, `?&` of jsonb (https://www.postgresql.org/docs/current/functions-json.html). */
function isPartOfOperator(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index]!;
  const before = tokens[index - 1];
  if (!before) return false;
  if (token.text.startsWith(':')) return before.end === token.start && before.text === ':';
  if (token.text !== '?' || !ENDS_OPERAND.has(before.kind) || (before.kind === 'ID' && WANTS_OPERAND.test(before.text))) return false;
  const next = tokens[index + 1];
  if (!next) return false;
  const isDouble = next.start === token.end && /^(?:\||&)/.test(next.text);
  return isDouble || BEGINS_OPERAND.has(next.kind);
}

const FIRST_MARK = 0xe000;

/** Whether edits leave every `?` where it is among the others, once or twice, or number them: the call gives values by their places. */
export function keepsOrder(statement: Pick<Statement, 'tokens' | 'grammar' | 'text'>, edits: readonly TextEdit[]): boolean {
  const places = readParameters(statement).filter(({ style }) => style === 'question').map(({ start }) => start);
  if (places.length === 0) return true;
  const marks = new Map(places.map((start, index) => [start, String.fromCharCode(FIRST_MARK + index)]));
  const marked = statement.text.replace(/\?/g, (_, at: number) => marks.get(at) ?? '!');
  const isNumber = ({ start, end, text }: TextEdit): boolean => marks.has(start) && end === start + 1 && typeof text === 'string' && /^\$\d+$/.test(text);
  if (edits.some(isNumber)) return true;
  const left = applyEdits(marked, edits).match(/[\ue000-\uf8ff]|\?/g) ?? [];
  let next = 0;
  for (const mark of left) {
    const index = mark === '?' ? next : mark.charCodeAt(0) - FIRST_MARK;
    if (index !== next && index !== next - 1) return false;
    next = index + 1;
  }
  return next === places.length;
}

/** How many values the statement wants. */
export const countParameters = (parameters: readonly Parameter[]): number => parameters.reduce((highest, parameter) => Math.max(highest, parameter.number), 0);

/** The value that a call binds to a parameter; undefined where it cannot be told (a spread before it, an object that is not written out). */
export function bindingOf(call: Pick<Call, 'bindings' | 'bindingForm'>, parameter: Parameter): Binding | undefined {
  if (call.bindings.some((binding) => binding.name !== undefined)) {
    const name = parameter.name;
    return name === undefined ? undefined : call.bindings.find((binding) => binding.name !== undefined && bareName(binding.name) === name);
  }
  if (call.bindingForm !== 'positional' && call.bindingForm !== 'array') return undefined;
  const before = call.bindings.slice(0, parameter.number);
  return before.some((binding) => binding.spread) ? undefined : call.bindings[parameter.number - 1];
}

/** A property's name without the prefix that some drivers want in it (`{ ':id': 1 }`). */
export const bareName = (name: string): string => name.replace(/^[:@$]/, '');
