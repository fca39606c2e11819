import type { HostType } from '../../core/types.ts';

/** Answers what TypeScript's checker knows of an expression. */
export interface TypeDoor {
  /** The type of the expression at exactly `start..end` (UTF-16 offsets) of a file, as host type; `unknown` where there is no telling. */
  readonly typeAt: (path: string, start: number, end: number) => TypeAnswer;
}

export interface TypeAnswer {
  readonly type: HostType;
  readonly nullable: boolean;
}

export const UNKNOWN_TYPE: TypeAnswer = { type: 'unknown', nullable: false };

const NAMED: Readonly<Record<string, HostType>> = {
  string: 'string', number: 'number', bigint: 'bigint', boolean: 'boolean', true: 'boolean', false: 'boolean', Date: 'Date',
  Buffer: 'bytes', Uint8Array: 'bytes', ArrayBuffer: 'bytes', null: 'null', undefined: 'undefined',
};

/** A type as the checker prints it, in the words of the database: `string | null` is a nullable string, `0 | 1` a flag. */
export function toTypeAnswer(text: string): TypeAnswer {
  const parts = splitUnion(text).map((part) => part.replace(/<.*>$/, ''));
  const types = new Set(parts.map(toHostType));
  const nullable = types.delete('null') || types.delete('undefined') ? true : false;
  types.delete('undefined');
  if (types.size === 0) return { type: 'null', nullable: true };
  if (parts.some((part) => part === '0') && parts.every((part) => /^(?:0|1|null|undefined)$/.test(part))) return { type: 'flag', nullable };
  return types.size === 1 ? { type: [...types][0]!, nullable } : { type: 'unknown', nullable };
}

function toHostType(part: string): HostType {
  const named = NAMED[part];
  if (named) return named;
  if (/^["'`]/.test(part)) return 'string';
  if (/^-?[\d.]+(?:e[+-]?\d+)?$/i.test(part)) return 'number';
  if (/^-?\d+n$/.test(part)) return 'bigint';
  if (/\[\]$|^(?:readonly )?\[|^(?:Readonly)?Array$/.test(part)) return 'array';
  if (/^\{/.test(part)) return 'object';
  return 'unknown';
}

/** The members of a union at the top level of a printed type. */
function splitUnion(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (quote) {
      if (character === '\\') i += 1;
      else if (character === quote) quote = '';
    } else if (/["'`]/.test(character)) quote = character;
    else if (/[([{<]/.test(character)) depth += 1;
    else if (/[)\]}]/.test(character) || (character === '>' && text[i - 1] !== '=')) depth -= 1;
    else if (character === '|' && depth === 0) {
      parts.push(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  return [...parts, text.slice(from).trim()];
}
