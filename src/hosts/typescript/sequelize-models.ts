import type { Declaration } from '../../core/types.ts';
import { defaultClause, toDeclarations, type EitherColumn, type OrmType } from '../declared.ts';
import { optionOf, toSnake } from './entities.ts';
import { keyName, nameOf, nodeAt, nodesAt, unwrap, type Node } from './node.ts';
import { SEQUELIZE } from './orm-types.ts';
import type { Tree } from './tree.ts';
import { nodesOf } from './walk.ts';

/** The argument with the attributes, and the one with the options, of the methods that declare a table. */
const METHODS: Readonly<Record<string, readonly [attributes: number, options: number]>> = { define: [1, 2], init: [0, 1], createTable: [1, 2] };

/** The models and tables that a file declares with Sequelize (https://sequelize.org/docs/v6/core-concepts/model-basics/), as the DDL for either engine. */
export function readSequelize(tree: Tree, text: string): readonly Declaration[] {
  if (!/\b(?:DataTypes|Sequelize)\.[A-Z]/.test(text)) return [];
  const found: Declaration[] = [];
  for (const node of nodesOf(tree.program, 'CallExpression')) {
    const callee = nodeAt(node, 'callee');
    const method = callee?.type === 'MemberExpression' ? keyName(callee) : undefined;
    const places = method !== undefined && Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
    if (callee && method !== undefined && places) found.push(...readModel(tree.path, node, callee, method, places));
  }
  return found;
}

function readModel(path: string, call: Node, callee: Node, method: string, places: readonly [number, number]): readonly Declaration[] {
  const given = nodesAt(call, 'arguments');
  const [attributes, options] = places.map((place) => given[place] && unwrap(given[place]));
  const model = method === 'init' ? nameOf(nodeAt(callee, 'object') ?? callee) : given[0]?.['value'];
  if (attributes?.type !== 'ObjectExpression' || typeof model !== 'string') return [];
  const option = (key: string): unknown => options && optionOf(options, key)?.['value'];
  const [tableName, modelName] = [option('tableName'), option('modelName')];
  const isModel = method !== 'createTable';
  const spell = option('underscored') === true ? toSnake : (written: string): string => written;
  const name = typeof tableName === 'string' ? tableName : !isModel || option('freezeTableName') === true ? model : spell(toPlural(typeof modelName === 'string' ? modelName : model));
  const own = nodesAt(attributes, 'properties').flatMap((property) => readAttribute(property, spell));
  if (own.length === 0) return [];
  const place = { start: callee.start, end: (given[0] ?? callee).end };
  const stamps = isModel && option('timestamps') !== false ? ['createdAt', 'updatedAt'].map((stamp) => added(spell(stamp), 'DATE', place, ['NOT NULL'])) : [];
  const id = isModel && !own.some((column) => column.isPrimaryKey) ? [added('id', 'INTEGER', place, ['PRIMARY KEY'])] : [];
  return toDeclarations(path, 'sequelize', { name, ...(isModel && { entity: model }), isMigration: !isModel, ...place, columns: [...id, ...own, ...stamps.filter((stamp) => own.every((column) => column.name !== stamp.name))] });
}

const added = (name: string, ormType: string, place: { readonly start: number; readonly end: number }, constraints: readonly string[]): EitherColumn =>
  ({ name, property: name, ormType, type: SEQUELIZE[ormType]!, isPrimaryKey: name === 'id', constraints, ...place });

/** The common English plurals, of what is none yet: https://sequelize.org/docs/v6/core-concepts/model-basics/#table-name-inference */
const toPlural = (name: string): string =>
  (/[^siu]s$/i.test(name) ? name : /[^aeiou]y$/i.test(name) ? `${name.slice(0, -1)}ies` : /(?:s|x|z|ch|sh)$/i.test(name) ? `${name}es` : `${name}s`);

function readAttribute(property: Node, spell: (written: string) => string): readonly EitherColumn[] {
  const key = keyName(property);
  const value = nodeAt(property, 'value') && unwrap(nodeAt(property, 'value')!);
  const written = value?.type === 'ObjectExpression' ? optionOf(value, 'type') : value;
  const named = written && typeNamed(unwrap(written));
  if (key === undefined || !value || !named) return [];
  const option = (name: string): unknown => (value.type === 'ObjectExpression' ? optionOf(value, name)?.['value'] : undefined);
  const isPrimaryKey = option('primaryKey') === true;
  const field = option('field');
  return [{
    name: typeof field === 'string' ? field : spell(key), property: key, ...named, isPrimaryKey, start: property.start, end: property.end,
    constraints: [
      ...(isPrimaryKey ? ['PRIMARY KEY'] : option('allowNull') === false ? ['NOT NULL'] : []), ...(option('unique') === true ? ['UNIQUE'] : []), ...defaultClause(option('defaultValue')),
    ],
  }];
}

/** `DataTypes.STRING`, `DataTypes.STRING(64)`, `DataTypes.INTEGER.UNSIGNED`. */
function typeNamed(node: Node): { readonly ormType: string; readonly type: OrmType } | undefined {
  const callee = node.type === 'CallExpression' ? unwrap(nodeAt(node, 'callee') ?? node) : node;
  const owner = callee.type === 'MemberExpression' ? unwrap(nodeAt(callee, 'object') ?? callee) : undefined;
  const name = owner?.type === 'MemberExpression' ? keyName(owner) : keyName(callee);
  const type = owner && name !== undefined && Object.hasOwn(SEQUELIZE, name) ? SEQUELIZE[name] : undefined;
  if (!type || name === undefined) return undefined;
  const [length] = node.type === 'CallExpression' ? nodesAt(node, 'arguments') : [];
  if (typeof length?.['value'] !== 'number' || !/^(?:STRING|CHAR)$/.test(name)) return { ormType: name, type };
  const size = `(${length['value']})`;
  return { ormType: `${name}${size}`, type: { sqlite: type.sqlite!.replace(/\(.*/, size), postgres: type.postgres!.replace(/\(.*/, size) } };
}
