import type { Declaration } from '../../core/types.ts';
import { defaultClause, toDeclarations, type EitherColumn, type OrmType } from '../declared.ts';
import { keyName, nameOf, nodeAt, nodesAt, stringAt, unwrap, type Node } from './node.ts';
import { MIKRO_ORM, TYPEORM } from './orm-types.ts';

/** How an ORM that decorates classes names things. */
interface Dialect {
  readonly id: string;
  readonly modules: RegExp;
  readonly types: Readonly<Record<string, OrmType>>;
  /** Decorators that declare a column; the type that one has without saying so. */
  readonly columns: Readonly<Record<string, string | undefined>>;
  readonly keys: ReadonlySet<string>;
  /** The option with the table's or column's name. */
  readonly tableName: string;
  readonly columnName: string;
  readonly nameColumn: (property: string) => string;
}

/** `firstName` as `first_name`. */
export const toSnake = (name: string): string => name.replace(/([a-z\d])([A-Z])/g, '$1_$2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2').toLowerCase();

const DIALECTS: readonly Dialect[] = [
  {
    // https://typeorm.io/docs/entity/entities
    id: 'typeorm', modules: /^typeorm$/, types: TYPEORM, tableName: 'name', columnName: 'name', nameColumn: (property) => property,
    columns: {
      Column: undefined, PrimaryColumn: undefined, PrimaryGeneratedColumn: 'Number', CreateDateColumn: 'Date', UpdateDateColumn: 'Date', DeleteDateColumn: 'Date', VersionColumn: 'Number',
    },
    keys: new Set(['PrimaryColumn', 'PrimaryGeneratedColumn']),
  },
  {
    // https://mikro-orm.io/docs/decorators, https://mikro-orm.io/docs/naming-strategy
    id: 'mikro-orm', modules: /^@mikro-orm\//, types: MIKRO_ORM, tableName: 'tableName', columnName: 'fieldName', nameColumn: toSnake,
    columns: { Property: undefined, PrimaryKey: undefined }, keys: new Set(['PrimaryKey']),
  },
];

/** The entities that a module declares with TypeORM or MikroORM, as the DDL that the ORM writes on either engine. */
export function readEntities(path: string, program: Node): readonly Declaration[] {
  return DIALECTS.flatMap((dialect) => {
    const names = importedNames(program, dialect.modules);
    if (names.size === 0) return [];
    return classesOf(program).flatMap((own) => readEntity(path, own, dialect, names));
  });
}

/** Local names of what is imported from the ORM, to their own. */
function importedNames(program: Node, modules: RegExp): ReadonlyMap<string, string> {
  const imports = nodesAt(program, 'body').filter((node) => node.type === 'ImportDeclaration' && modules.test(stringAt(nodeAt(node, 'source') ?? node, 'value') ?? ''));
  return new Map(imports.flatMap((node) => nodesAt(node, 'specifiers').map((one) =>
    [nameOf(nodeAt(one, 'local') ?? one) ?? '', nameOf(nodeAt(one, 'imported') ?? one) ?? ''] as const)));
}

const classesOf = (program: Node): readonly Node[] =>
  nodesAt(program, 'body').map((node) => nodeAt(node, 'declaration') ?? node).filter((node) => node.type === 'ClassDeclaration');

interface Decorator {
  readonly name: string;
  readonly arguments: readonly Node[];
  readonly node: Node;
}

function decoratorsOf(node: Node, names: ReadonlyMap<string, string>): readonly Decorator[] {
  return nodesAt(node, 'decorators').flatMap((decorator) => {
    const expression = unwrap(nodeAt(decorator, 'expression') ?? decorator);
    const name = names.get(nameOf(nodeAt(expression, 'callee') ?? expression) ?? '');
    return name === undefined ? [] : [{ name, arguments: nodesAt(expression, 'arguments'), node: decorator }];
  });
}

function readEntity(path: string, own: Node, dialect: Dialect, names: ReadonlyMap<string, string>): readonly Declaration[] {
  const entity = decoratorsOf(own, names).find((decorator) => decorator.name === 'Entity');
  const className = nameOf(nodeAt(own, 'id') ?? own);
  if (!entity || className === undefined) return [];
  const written = entity.arguments.map((argument) => argument['value'] ?? optionOf(argument, dialect.tableName)?.['value']).find((value) => typeof value === 'string');
  const columns = nodesAt(nodeAt(own, 'body') ?? own, 'body').flatMap((member) => readColumn(member, dialect, names));
  const name = typeof written === 'string' ? written : toSnake(className);
  return columns.length === 0 ? [] : toDeclarations(path, dialect.id, { name, entity: className, start: entity.node.start, end: entity.node.end, columns });
}

function readColumn(member: Node, dialect: Dialect, names: ReadonlyMap<string, string>): readonly EitherColumn[] {
  const decorator = member.type === 'PropertyDefinition' ? decoratorsOf(member, names).find((own) => Object.hasOwn(dialect.columns, own.name)) : undefined;
  const property = keyName(member);
  if (!decorator || property === undefined) return [];
  const options = decorator.arguments.find((argument) => argument.type === 'ObjectExpression');
  const option = (key: string): unknown => options && optionOf(options, key)?.['value'];
  const ormType = typeNameOf(member, decorator, dialect, options);
  const type = ormType === undefined ? undefined : dialect.types[ormType] ?? { sqlite: ormType, postgres: ormType };
  if (ormType === undefined || !type) return [];
  const isPrimaryKey = dialect.keys.has(decorator.name);
  const name = option(dialect.columnName);
  const isNullable = option('nullable') === true || decorator.name === 'DeleteDateColumn';
  return [{
    name: typeof name === 'string' ? name : dialect.nameColumn(property), property, ormType, type: sized(type, option('length')), isPrimaryKey, start: decorator.node.start, end: member.end,
    constraints: [...(isPrimaryKey ? ['PRIMARY KEY'] : isNullable ? [] : ['NOT NULL']), ...(option('unique') === true ? ['UNIQUE'] : []), ...defaultClause(option('default'))],
  }];
}

const sized = (type: OrmType, length: unknown): OrmType =>
  (typeof length === 'number' ? Object.fromEntries(Object.entries(type).map(([engine, name]) => [engine, `${name.replace(/\(.*/, '')}(${length})`])) : type);

/** The type that the options name, or that of the property; undefined where it is computed, an entity or an embedded class. */
function typeNameOf(member: Node, decorator: Decorator, dialect: Dialect, options: Node | undefined): string | undefined {
  const [first] = decorator.arguments;
  if (decorator.name === 'PrimaryGeneratedColumn' && first?.['value'] === 'uuid') return 'uuid';
  if (typeof first?.['value'] === 'string') return first['value'].toLowerCase();
  if (first && first !== options) return undefined;
  const type = options && optionOf(options, 'type');
  if (type) return typeof type['value'] === 'string' ? type['value'].toLowerCase() : undefined;
  if (options && optionOf(options, 'columnType')) return undefined;
  return dialect.columns[decorator.name] ?? typeOfProperty(member);
}

const KEYWORDS: Readonly<Record<string, string>> = { TSNumberKeyword: 'Number', TSStringKeyword: 'String', TSBooleanKeyword: 'Boolean' };

function typeOfProperty(member: Node): string | undefined {
  const annotation = nodeAt(nodeAt(member, 'typeAnnotation') ?? member, 'typeAnnotation');
  const known = annotation && KEYWORDS[annotation.type];
  if (known !== undefined || annotation?.type !== 'TSTypeReference') return known;
  const name = nameOf(nodeAt(annotation, 'typeName') ?? annotation);
  return name === 'Date' || name === 'Buffer' ? name : undefined;
}

/** The value of a key of an object in the code. */
export function optionOf(object: Node, key: string): Node | undefined {
  for (const property of object.type === 'ObjectExpression' ? nodesAt(object, 'properties') : []) {
    if (property.type === 'Property' && keyName(property) === key) return nodeAt(property, 'value');
  }
  return undefined;
}
