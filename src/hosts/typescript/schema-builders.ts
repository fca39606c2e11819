import type { Declaration } from '../../core/types.ts';
import { defaultClause, toDeclarations, type EitherColumn, type OrmType } from '../declared.ts';
import { readBuilder, type Builder } from './drizzle-columns.ts';
import { isFunction, keyName, nameOf, nodeAt, nodesAt, unwrap, type Node } from './node.ts';
import { KNEX, KYSELY } from './orm-types.ts';
import type { Tree } from './tree.ts';
import { walk } from './walk.ts';

/**
 * The tables that a file creates with the schema builder of Knex (https://knexjs.org/guide/schema-builder.html) or Kysely
 * (https://kysely.dev/docs/migrations), as the DDL that the builder writes on either engine.
 */
export function readSchemaBuilders(tree: Tree, text: string): readonly Declaration[] {
  if (!/\bcreateTable/.test(text)) return [];
  const found: Declaration[] = [];
  walk(tree.program as never, (visited) => {
    const node = visited as unknown as Node;
    const callee = node.type === 'CallExpression' ? nodeAt(node, 'callee') : undefined;
    if (!callee || !/^createTable(?:IfNotExists)?$/.test((callee.type === 'MemberExpression' && keyName(callee)) || '')) return;
    const [name, callback] = nodesAt(node, 'arguments');
    if (typeof name?.['value'] !== 'string') return;
    const isKnex = callback !== undefined && isFunction(callback);
    const columns = isKnex ? knexColumns(callback) : callback ? [] : kyselyColumns(tree, node);
    const place = { start: nodeAt(callee, 'property')?.start ?? callee.start, end: name.end };
    if (columns.length > 0) found.push(...toDeclarations(tree.path, isKnex ? 'knex' : 'kysely', { name: name['value'], isMigration: true, ...place, columns }));
  });
  return found;
}

/** The columns that the callback of `createTable` declares on its parameter. */
function knexColumns(callback: Node): readonly EitherColumn[] {
  const table = nodesAt(callback, 'params')[0];
  const body = nodeAt(callback, 'body');
  const statements = body?.type === 'BlockStatement' ? nodesAt(body, 'body').map((statement) => nodeAt(statement, 'expression')) : [body];
  const owner = table && nameOf(table);
  return statements.flatMap((statement) => {
    const builder = statement && rootName(statement) === owner ? readBuilder(statement, () => undefined) : undefined;
    return statement && builder ? knexColumn(statement, builder) : [];
  });
}

function rootName(chain: Node): string | undefined {
  let at = unwrap(chain);
  for (let next = nodeAt(at, 'callee') ?? nodeAt(at, 'object'); next; next = nodeAt(at, 'callee') ?? nodeAt(at, 'object')) at = unwrap(next);
  return nameOf(at);
}

function knexColumn(place: Node, builder: Builder): readonly EitherColumn[] {
  const type = Object.hasOwn(KNEX, builder.name) ? KNEX[builder.name] : undefined;
  const name = builder.arguments[0]?.['value'] ?? (/ncrements$/.test(builder.name) ? 'id' : undefined);
  if (!type || typeof name !== 'string') return [];
  const isKey = builder.chain.has('primary');
  const isIncrementing = /ncrements$/.test(builder.name);
  return [{
    name, property: name, ormType: ormTypeOf(builder), type: withPrecision(type, builder), isPrimaryKey: isKey || isIncrementing,
    start: place.start, end: place.end,
    constraints: [
      ...(isKey && !isIncrementing ? ['PRIMARY KEY'] : []), ...(builder.chain.has('notNullable') || builder.chain.has('notNull') ? ['NOT NULL'] : []),
      ...(builder.chain.has('unique') ? ['UNIQUE'] : []), ...defaultClause(builder.chain.get('defaultTo')?.[0]?.['value']),
    ],
  }];
}

/** With what its arguments say: `decimal(10, 4)`, `string(64)`, `timestamp` with an own precision or without a zone. */
const ormTypeOf = ({ name, arguments: given }: Builder): string => {
  const sizes = given.slice(1).flatMap((argument) => (typeof argument['value'] === 'number' ? [argument['value']] : []));
  return sizes.length > 0 ? `${name}(${sizes.join(', ')})` : name;
};

const withPrecision = (type: OrmType, builder: Builder): OrmType => {
  const sizes = /\(.*\)$/.exec(ormTypeOf(builder))?.[0];
  return sizes !== undefined && type.postgres?.includes('(') ? { ...type, postgres: type.postgres.replace(/\(.*\)/, sizes.replace(' ', '')) } : type;
};

/** The columns of a chain `createTable('t').addColumn('a', 'integer', (col) => col.notNull())`. */
function kyselyColumns(tree: Tree, created: Node): readonly EitherColumn[] {
  const found: EitherColumn[] = [];
  for (let at = created, member = tree.parentOf(at); member?.type === 'MemberExpression'; member = tree.parentOf(at)) {
    const call = tree.parentOf(member);
    if (call?.type !== 'CallExpression') break;
    const [name, type, options] = nodesAt(call, 'arguments');
    if (keyName(member) === 'addColumn' && name && typeof name['value'] === 'string' && typeof type?.['value'] === 'string') {
      found.push(kyselyColumn(name['value'], type['value'], options && chainOf(options), { start: name.start, end: type.end }));
    }
    at = call;
  }
  return found;
}

const chainOf = (callback: Node): Builder['chain'] | undefined => {
  const body = isFunction(callback) ? nodeAt(callback, 'body') : undefined;
  const builder = body && readBuilder(body, () => undefined);
  return builder && new Map([...builder.chain, [builder.name, builder.arguments]]);
};

function kyselyColumn(name: string, ormType: string, chain: Builder['chain'] | undefined, place: { readonly start: number; readonly end: number }): EitherColumn {
  const isPrimaryKey = chain?.has('primaryKey') ?? false;
  const isCounted = chain?.has('autoIncrement') ?? false;
  return {
    name, property: name, ormType: isCounted ? `${ormType}, autoIncrement()` : ormType, type: KYSELY[ormType] ?? { sqlite: ormType, postgres: ormType }, isPrimaryKey, ...place,
    constraints: [
      ...(isPrimaryKey ? ['PRIMARY KEY'] : []), ...(chain?.has('notNull') ? ['NOT NULL'] : []), ...(chain?.has('unique') ? ['UNIQUE'] : []),
      ...defaultClause(chain?.get('defaultTo')?.[0]?.['value']),
    ],
  };
}
