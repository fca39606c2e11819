import type { Engine } from '../../core/types.ts';
import { defaultClause } from '../declared.ts';
import { keyName, nameOf, nodeAt, nodesAt, unwrap, type Node } from './node.ts';

/** A chain of calls taken apart: `text('a').notNull()` is the builder `text` with `notNull` in its chain. */
export interface Builder {
  readonly name: string;
  readonly arguments: readonly Node[];
  readonly chain: ReadonlyMap<string, readonly Node[]>;
}

/** https://orm.drizzle.team/docs/column-types/sqlite */
const SQLITE_TYPES: Readonly<Record<string, string>> = { integer: 'INTEGER', int: 'INTEGER', text: 'TEXT', real: 'REAL', blob: 'BLOB', numeric: 'NUMERIC' };

/** https://orm.drizzle.team/docs/column-types/pg */
const POSTGRES_TYPES: Readonly<Record<string, string>> = {
  integer: 'integer', smallint: 'smallint', bigint: 'bigint', serial: 'serial', bigserial: 'bigserial', smallserial: 'smallserial', boolean: 'boolean', text: 'text',
  varchar: 'varchar', char: 'char', numeric: 'numeric', decimal: 'numeric', real: 'real', doublePrecision: 'double precision', json: 'json', jsonb: 'jsonb',
  uuid: 'uuid', time: 'time', date: 'date', interval: 'interval', bytea: 'bytea', inet: 'inet', timestamp: 'timestamp',
};

/** The type that drizzle-kit writes for a column; undefined for a builder that is none. */
export function typeOf(builder: Builder, engine: Engine): string | undefined {
  if (engine === 'sqlite') return SQLITE_TYPES[builder.name];
  const type = POSTGRES_TYPES[builder.name];
  if (type === undefined) return undefined;
  const zone = builder.name === 'timestamp' && optionOf(builder.arguments, 'withTimezone') === true ? ' with time zone' : '';
  const length = builder.name === 'varchar' || builder.name === 'char' ? optionOf(builder.arguments, 'length') : undefined;
  return `${type}${zone}${typeof length === 'number' ? `(${length})` : ''}${builder.chain.has('array') ? '[]' : ''}`;
}

/** NOT NULL, keys and literal defaults, as DDL. */
export const constraintsOf = (builder: Builder, engine: Engine): readonly string[] => {
  const { chain } = builder;
  const key = chain.get('primaryKey');
  return [
    ...(key ? [`PRIMARY KEY${engine === 'sqlite' && optionOf(key, 'autoIncrement') === true ? ' AUTOINCREMENT' : ''}`] : []),
    ...(chain.has('notNull') ? ['NOT NULL'] : []),
    ...(chain.has('unique') ? ['UNIQUE'] : []),
    ...defaultOf(chain),
  ];
};

function defaultOf(chain: Builder['chain']): readonly string[] {
  if (chain.has('defaultNow')) return ['DEFAULT now()'];
  return defaultClause(chain.get('default')?.[0]?.['value']);
}

/** The value of a literal option of an object among the arguments: `mode`, `withTimezone`, `length`. */
function optionOf(nodes: readonly Node[], key: string): unknown {
  for (const node of nodes) {
    for (const property of node.type === 'ObjectExpression' ? nodesAt(node, 'properties') : []) {
      if (property.type === 'Property' && keyName(property) === key) return nodeAt(property, 'value')?.['value'];
    }
  }
  return undefined;
}

/** Takes a chain of calls apart; `resolve` gives the import's own name of a local one, or the builder that a helper function returns. */
export function readBuilder(value: Node, resolve: (name: string) => string | Builder | undefined): Builder | undefined {
  const chain = new Map<string, readonly Node[]>();
  let at = unwrap(value);
  for (let callee = calleeOf(at); callee?.type === 'MemberExpression'; callee = calleeOf(at)) {
    const object = nodeAt(callee, 'object');
    const name = keyName(callee);
    if (!object || name === undefined) return undefined;
    if (object.type !== 'CallExpression') return { name, arguments: nodesAt(at, 'arguments'), chain };
    chain.set(name, nodesAt(at, 'arguments'));
    at = unwrap(object);
  }
  const callee = calleeOf(at);
  const base = callee && resolve(nameOf(callee) ?? '');
  const given = nodesAt(at, 'arguments');
  if (typeof base === 'string') return { name: base, arguments: given, chain };
  if (!base) return undefined;
  return { name: base.name, arguments: given[0] ? [given[0], ...base.arguments.slice(1)] : base.arguments, chain: new Map([...base.chain, ...chain]) };
}

const calleeOf = (node: Node): Node | undefined => (node.type === 'CallExpression' ? nodeAt(node, 'callee') : undefined);
