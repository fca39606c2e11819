import type { Hole } from '../../core/types.ts';
import type { HolePart } from './text-parts.ts';

/** How a hole stands in the text around it. */
export type Position = 'start' | 'quoted' | 'glued' | 'numbered' | 'after-operand' | 'operand' | 'name';

const KEYWORD_BEFORE = /(?:^|[^\w$])(select|distinct|all|from|join|into|update|table|exists|index|view|trigger|where|and|or|on|having|not|set|by|returning|values|in|as|union|except|intersect|limit|offset|like|glob|between|is|when|then|else|case|default|using|with|recursive|begin|add|column|to|rename|references|key|unique|if|collate|over|partition|pragma|only|cast|do|replace|ignore|escape|check|match|of|for|each|row|drop|alter|create|temp|temporary|constraint|type)\s*$/i;

/** Words that a name follows. */
const NAME_BEFORE = /(?:^|[^\w$])(?:from|join|into|update|table|exists|index|view|trigger|references|column|pragma|only|rename\s+to|add|as)$/i;

/** Where a hole stands, from the text before and after it. */
export function positionOf(before: string, after: string): Position {
  const last = before.at(-1) ?? '';
  const next = after[0] ?? '';
  if (isInsideQuotes(before)) return 'quoted';
  if (last === '$' || last === '?') return 'numbered';
  if (/[\w:@.#"`\]]/.test(last) || /[\w"`]/.test(next)) return last === '.' ? 'operand' : 'glued';
  const trimmed = withoutTail(before);
  if (trimmed === '' || trimmed.endsWith(';')) return 'start';
  if (NAME_BEFORE.test(trimmed)) return 'name';
  if (/[=<>+\-*/%|&,(~!^]$/.test(trimmed) && !/[\w)\]"'`.]\s*\*$|select\s+\*$/i.test(trimmed)) return 'operand';
  return KEYWORD_BEFORE.test(trimmed) ? 'operand' : 'after-operand';
}

/** Without the white space and comments at its end. */
function withoutTail(text: string): string {
  let result = text.trimEnd();
  for (;;) {
    const line = result.slice(result.lastIndexOf('\n') + 1);
    const comment = result.endsWith('*/') ? result.lastIndexOf('/*') : text.length > result.length && line.includes('--') ? result.length - line.length + line.indexOf('--') : -1;
    if (comment < 0) return result;
    result = result.slice(0, comment).trimEnd();
  }
}

/** Whether a text ends inside of a string, a quoted name or a comment. */
export function isInsideQuotes(text: string): boolean {
  let open = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (open !== '') {
      if (text.startsWith(open, at)) {
        at += open.length - 1;
        open = '';
      }
    } else if (character === "'" || character === '"' || character === '`') open = character;
    else if (text.startsWith('--', at)) open = '\n';
    else if (text.startsWith('/*', at)) open = '*/';
  }
  return open !== '';
}

/** A name for a hole, taken from its expression; it begins with `_` so that it is no name of the project's. */
export function holeName(expression: string): string {
  const words = expression.replace(/\(.*$/s, '').match(/[A-Za-z_$][\w$]*/g) ?? [];
  const word = (words.at(-1) ?? 'x').replace(/[^\w]/g, '').replace(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase();
  return `_${word.slice(0, 40) || 'x'}`;
}

/** Texts that a hole may be filled with, the likeliest first. */
export function fillersFor(hole: HolePart, position: Position, name: string, ordinal: number): readonly string[] {
  if (hole.isExact) return hole.likely ?? [''];
  const likely = hole.likely ?? [];
  const number = String(ordinal + 1);
  switch (position) {
    case 'quoted':
      return [name.slice(1) || 'x'];
    case 'numbered':
      return [number, name, ''];
    case 'glued':
      return [...likely, name, number, '', ` ${name}`, ` ${name} `, '?'];
    case 'start':
      return [...likely, '', 'SELECT 1', 'INSERT', 'CREATE', 'SELECT', 'EXPLAIN', name, `SELECT ${name} FROM`];
    case 'after-operand':
      return [
        ...(hole.isBinding ? ['?', `$${number}`] : []), ...likely, '', '=', `, ${name}`, `AND ${name} = ${name}`, `WHERE ${name} = ${name}`, name, ',', 'AND',
        `= ${name}`, `(${name})`, `VALUES (${name})`, `SET ${name} = ${name}`, `JOIN ${name}`, 'SELECT 1', `DEFAULT ${number}`, `LIMIT ${number}`,
      ];
    case 'name':
      return [name, ...likely, '(SELECT 1)', 'SELECT 1', `${name} ${name}`, '', '?'];
    case 'operand':
      return [
        ...(hole.isBinding ? ['?', `$${number}`] : likely), name, '?', `(${name})`, `${name} = ${name}`, 'SELECT 1', '(SELECT 1)', number, '',
        `${name} ${name}`, `${name} (${name})`, `${name} TEXT`,
      ];
  }
}

/** What a hole is, from how it had to be filled and what stands before it. */
export function roleOf(hole: HolePart, filler: string, before: string, position: Position): Hole['role'] {
  if (hole.isBinding) return 'binding';
  if (filler === '') return 'nothing';
  if (/^\(?SELECT 1/.test(filler)) return 'query';
  if (/ = /.test(filler)) return 'condition';
  if (position === 'quoted') return /'[^']*$/.test(before) ? 'value' : 'identifier';
  if (/^[?$]/.test(filler) || /\bin\s*\(\s*$/i.test(before)) return 'list';
  if (/^\d+$/.test(filler) && position === 'operand') return 'value';
  if (position === 'glued' || position === 'numbered') return 'identifier';
  if (/(?:\b(?:from|join|into|update|table|index|view|trigger|exists|references|as|column|pragma|on)|\.)\s*$/i.test(before)) return 'identifier';
  if (/\b(?:where|and|or|having|not)\s*$/i.test(before)) return 'condition';
  return /(?:[=<>+\-*/%|]|\b(?:limit|offset|like|glob|between|then|else|when|is|values\s*\())\s*$/i.test(before) ? 'value' : 'unknown';
}
