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
/** The signs that `markQuestions` writes. */
export const MARKS = /[\ue000-\uf8ff]/g;

/** The text with a sign of one character for each `?`, of a range that no text has: edits may move and copy them. */
export const markQuestions = (text: string, questions: readonly Parameter[]): string =>
  questions.reduce((marked, { start, end, number }) => marked.slice(0, start) + String.fromCharCode(FIRST_MARK + number) + marked.slice(end), text);

/** The number of the parameter that a sign stands for. */
export const markedNumber = (mark: string): number => mark.charCodeAt(0) - FIRST_MARK;

/** The parameters that a call gives values by their places. */
export const questionsOf = (statement: Pick<Statement, 'tokens' | 'grammar' | 'text'>): readonly Parameter[] =>
  readParameters(statement).filter(({ style }) => style === 'question');

/** Whether edits leave every `?` where it is among the others, once or twice, or number them: the call gives values by their places. */
export function keepsOrder(statement: Pick<Statement, 'tokens' | 'grammar' | 'text'>, edits: readonly TextEdit[]): boolean {
  const questions = questionsOf(statement);
  const isNumbered = ({ start, end, text }: TextEdit): boolean =>
    typeof text === 'string' && /^\$\d+$/.test(text) && questions.some((one) => one.start === start && one.end === end);
  if (questions.length === 0 || edits.some(isNumbered)) return true;
  // What is left of `?` stands in texts; one behind the edits is a parameter that a fix wrote anew.
  const marked = markQuestions(statement.text, questions).replaceAll('?', '!');
  let next = 0;
  for (const [mark] of applyEdits(marked, edits).matchAll(/[\ue000-\uf8ff?]/g)) {
    const index = mark === '?' ? next : questions.findIndex(({ number }) => number === markedNumber(mark));
    if (index !== next && index !== next - 1) return false;
    next = index + 1;
  }
  return next === questions.length;
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
