import type { HostType, Origin } from '../../core/types.ts';
import { keyName, nameOf, nodeAt, nodesAt, stringAt, unwrap, type Node } from './node.ts';
import { hostValue, literalText } from './types.ts';

const ISO_TEXT = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/** The host type of a literal. */
export function literalValue(node: Node): Origin | undefined {
  const value = node['value'];
  if (stringAt(node, 'bigint') !== undefined) return hostValue(node, 'bigint', 'literal');
  if (node['regex']) return undefined;
  if (typeof value === 'string') return hostValue(node, ISO_TEXT.test(value) ? 'iso-string' : 'string', 'literal', value);
  if (typeof value === 'number') return hostValue(node, value === 0 || value === 1 ? 'flag' : 'number', 'literal');
  if (typeof value === 'boolean') return hostValue(node, 'boolean', 'literal');
  return value === null ? hostValue(node, 'null', 'literal') : undefined;
}

/** Methods by what they give, whatever they are called on. */
const METHODS: Readonly<Record<string, HostType>> = {
  toISOString: 'iso-string', toISO: 'iso-string', toISODate: 'iso-string', toSQL: 'iso-string', toJSON: 'iso-string', toUTCString: 'string',
  toLocaleDateString: 'string', toLocaleTimeString: 'string', toDateString: 'string',
  getTime: 'epoch-ms', toMillis: 'epoch-ms', unix: 'epoch-s', toSeconds: 'epoch-s', toUnixInteger: 'epoch-s',
  getFullYear: 'number', getMonth: 'number', getDate: 'number', getHours: 'number', toJSDate: 'Date', toDate: 'Date',
  trim: 'string', toLowerCase: 'string', toUpperCase: 'string', padStart: 'string', padEnd: 'string', join: 'string', replace: 'string',
  replaceAll: 'string', substring: 'string', substr: 'string', toFixed: 'string', charAt: 'string', repeat: 'string', normalize: 'string', digest: 'string',
  includes: 'boolean', startsWith: 'boolean', endsWith: 'boolean', some: 'boolean', every: 'boolean', has: 'boolean', test: 'boolean',
  indexOf: 'number', lastIndexOf: 'number', findIndex: 'number', charCodeAt: 'number', localeCompare: 'number',
  split: 'array', map: 'array', filter: 'array', flatMap: 'array', concat: 'array', entries: 'array', arrayBuffer: 'bytes',
};

/** Those that every object has: they cannot be keys of a table that is asked by name. */
const INHERITED: ReadonlyMap<string, HostType> = new Map([['toString', 'string'], ['toLocaleString', 'string'], ['valueOf', 'epoch-ms'], ['hasOwnProperty', 'boolean']]);

const FUNCTIONS: Readonly<Record<string, HostType>> = {
  String: 'string', Number: 'number', Boolean: 'boolean', BigInt: 'bigint', parseInt: 'number', parseFloat: 'number', isNaN: 'boolean',
  encodeURIComponent: 'string', nanoid: 'string', uuid: 'string', uuidv4: 'string', uuidv7: 'string', randomUUID: 'string', ulid: 'string', cuid: 'string',
  createId: 'string', formatISO: 'iso-string', randomBytes: 'bytes', getUnixTime: 'epoch-s',
};

const STATICS: Readonly<Record<string, HostType>> = {
  'Date.now': 'epoch-ms', 'Date.UTC': 'epoch-ms', 'Date.parse': 'epoch-ms', 'JSON.stringify': 'json-string', 'Math.random': 'number', 'Math.max': 'number',
  'Math.min': 'number', 'Math.abs': 'number', 'Math.pow': 'number', 'Number.parseInt': 'number', 'Number.parseFloat': 'number', 'Number.isInteger': 'boolean',
  'Object.keys': 'array', 'Object.values': 'array', 'Object.entries': 'array', 'Array.from': 'array', 'Array.of': 'array', 'Array.isArray': 'boolean',
  'Buffer.from': 'bytes', 'Buffer.alloc': 'bytes', 'Buffer.concat': 'bytes', 'crypto.randomUUID': 'string', 'crypto.randomBytes': 'bytes', 'performance.now': 'number',
  'String.raw': 'string', 'path.join': 'string', 'path.resolve': 'string', 'process.hrtime': 'array', 'process.cwd': 'string',
};

const CONSTRUCTED: Readonly<Record<string, HostType>> = {
  Date: 'Date', Uint8Array: 'bytes', Buffer: 'bytes', Set: 'object', Map: 'object', Array: 'array', URL: 'object', Error: 'object',
};

const ROUNDING = new Set(['floor', 'round', 'trunc', 'ceil']);

/** The host type that a call or `new` of the language or its usual libraries gives; undefined for all others. */
export function calledValue(node: Node): Origin | undefined {
  const callee = nodeAt(node, 'callee');
  const target = callee && unwrap(callee);
  if (!target) return undefined;
  const type = node.type === 'NewExpression' ? CONSTRUCTED[nameOf(target) ?? ''] : typeOfCall(node, target);
  return type && hostValue(node, type);
}

function typeOfCall(node: Node, callee: Node): HostType | undefined {
  if (callee.type === 'Identifier') return own(FUNCTIONS, nameOf(callee) ?? '');
  if (callee.type !== 'MemberExpression') return undefined;
  const name = keyName(callee) ?? '';
  const of = nodeAt(callee, 'object');
  const object = of && nameOf(unwrap(of));
  if (object === 'Math' && ROUNDING.has(name)) return roundedType(nodesAt(node, 'arguments')[0]);
  if (name === 'format' && nodesAt(node, 'arguments').length === 0) return 'iso-string';
  if (name === 'slice' || name === 'at') return undefined;
  return (object !== undefined ? own(STATICS, `${object}.${name}`) : undefined) ?? own(METHODS, name) ?? INHERITED.get(name);
}

const own = (table: Readonly<Record<string, HostType>>, name: string): HostType | undefined => (Object.hasOwn(table, name) ? table[name] : undefined);

/** `Math.floor(Date.now() / 1000)` is seconds. */
const roundedType = (argument: Node | undefined): HostType => {
  const type = argument && numericType(unwrap(argument));
  return type === 'epoch-ms' || type === 'epoch-s' ? type : 'number';
};

function numericType(node: Node): HostType | undefined {
  if (node.type === 'CallExpression') {
    const origin = calledValue(node);
    return origin?.kind === 'host' ? origin.type : undefined;
  }
  return node.type === 'BinaryExpression' ? binaryType(node) : undefined;
}

const COMPARISON = new Set(['==', '===', '!=', '!==', '<', '<=', '>', '>=', 'in', 'instanceof']);

/** The host type of a binary expression; `+` is text as soon as one side is. */
export function binaryType(node: Node): HostType | undefined {
  const operator = stringAt(node, 'operator') ?? '';
  if (COMPARISON.has(operator)) return 'boolean';
  const left = nodeAt(node, 'left');
  const right = nodeAt(node, 'right');
  if (!left || !right) return undefined;
  if (operator === '+' && (isText(left) || isText(right))) return 'string';
  const base = numericType(unwrap(left)) ?? numericType(unwrap(right));
  if (operator === '/' && base === 'epoch-ms') return isThousand(right) ? 'epoch-s' : 'number';
  if (operator === '*' && base === 'epoch-s') return isThousand(right) ? 'epoch-ms' : 'number';
  if (operator === '+' || operator === '-') return base === 'epoch-ms' || base === 'epoch-s' ? base : operator === '-' || base === 'number' ? 'number' : undefined;
  return 'number';
}

const isThousand = (node: Node): boolean => unwrap(node)['value'] === 1000;

function isText(node: Node): boolean {
  const inner = unwrap(node);
  if (inner.type === 'TemplateLiteral' || literalText(inner) !== undefined) return true;
  return inner.type === 'BinaryExpression' && binaryType(inner) === 'string';
}

/** `x ? 1 : 0`. */
export const isFlag = (node: Node): boolean => {
  const values = ['consequent', 'alternate'].map((key) => nodeAt(node, key)?.['value']);
  return values.every((value) => value === 0 || value === 1) && values[0] !== values[1];
};

export function unaryType(node: Node): HostType | undefined {
  switch (stringAt(node, 'operator')) {
    case '!':
    case 'delete':
      return 'boolean';
    case 'typeof':
      return 'string';
    case 'void':
      return 'undefined';
    case '+':
      return /^(?:NewExpression)$/.test(nodeAt(node, 'argument')?.type ?? '') ? 'epoch-ms' : 'number';
    default:
      return 'number';
  }
}
