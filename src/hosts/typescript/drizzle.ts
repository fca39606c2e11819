import type { Declaration, Engine, Span } from '../../core/types.ts';
import { columnList, toDeclaration, type DeclaredTable } from '../declared.ts';
import { constraintsOf, readBuilder, typeOf, type Builder } from './drizzle-columns.ts';
import { keyName, nameOf, nodeAt, nodesAt, returnedBy, stringAt, unwrap, type Node } from './node.ts';

const CORE = /^drizzle-orm\/(?:sqlite|pg)-core$/;
const FACTORY = /^(sqlite|pg)Table$/;
const CREATOR = /^(sqlite|pg)TableCreator$/;

interface Module {
  /** Local names of what is imported from the core, to their own names; `*` for a namespace. */
  readonly imports: ReadonlyMap<string, string>;
  /** Variables and functions at the top of the module. */
  readonly declared: ReadonlyMap<string, Node>;
}

/**
 * The tables that a module declares with Drizzle (https://orm.drizzle.team/docs/sql-schema-declaration), as the DDL that drizzle-kit would write.
 * None where it imports no Drizzle core for SQLite or PostgreSQL.
 */
export function readDrizzle(path: string, program: Node): readonly Declaration[] {
  const module = readModule(program);
  if (module.imports.size === 0) return [];
  return [...module.declared].flatMap(([entity, value]) => {
    const callee = value.type === 'CallExpression' ? nodeAt(value, 'callee') : undefined;
    const engine = callee && engineOf(callee, module);
    const table = engine && readTable(value, callee, engine, module);
    return table ? [toDeclaration(path, 'drizzle', engine, { ...table, entity })] : [];
  });
}

function readModule(program: Node): Module {
  const imports = new Map<string, string>();
  const declared = new Map<string, Node>();
  for (const statement of nodesAt(program, 'body')) {
    if (statement.type === 'ImportDeclaration' && CORE.test(stringAt(nodeAt(statement, 'source') ?? statement, 'value') ?? '')) {
      for (const specifier of nodesAt(statement, 'specifiers')) {
        const local = nodeAt(specifier, 'local');
        const imported = nodeAt(specifier, 'imported');
        if (local) imports.set(nameOf(local) ?? '', imported ? (nameOf(imported) ?? '') : '*');
      }
    }
    for (const [name, value] of declarationsOf(statement)) declared.set(name, value);
  }
  return { imports, declared };
}

function declarationsOf(statement: Node): readonly (readonly [string, Node])[] {
  const declaration = statement.type === 'ExportNamedDeclaration' ? nodeAt(statement, 'declaration') : statement;
  if (declaration?.type === 'FunctionDeclaration') return toEntry(nodeAt(declaration, 'id'), declaration);
  if (declaration?.type !== 'VariableDeclaration') return [];
  return nodesAt(declaration, 'declarations').flatMap((declarator) => toEntry(nodeAt(declarator, 'id'), nodeAt(declarator, 'init')));
}

function toEntry(id: Node | undefined, value: Node | undefined): readonly (readonly [string, Node])[] {
  const name = id && nameOf(id);
  return name !== undefined && value ? [[name, unwrap(value)]] : [];
}

/** What a function gives back, without casts around it. */
const resultOf = (node: Node): Node | undefined => {
  const result = returnedBy(node);
  return result && unwrap(result);
};

function readTable(call: Node, callee: Node, engine: Engine, module: Module): DeclaredTable | undefined {
  const [name, columns, extras] = nodesAt(call, 'arguments');
  if (!name || !columns || typeof name['value'] !== 'string') return undefined;
  const object = columns.type === 'ObjectExpression' ? columns : resultOf(columns);
  if (object?.type !== 'ObjectExpression') return undefined;
  const read = propertiesOf(object, module).flatMap(({ key, value, span }) => readColumn(key, value, span, engine, module) ?? []);
  return { name: name['value'], start: callee.start, end: name.end, columns: read, constraints: extras ? readExtras(extras, read, module) : [] };
}

/** The engine of what makes a table: `sqliteTable`, `pgCore.pgTable`, `mySchema.table`, or what a `pgTableCreator` of the module gave. */
function engineOf(callee: Node, module: Module): Engine | undefined {
  const name = nameOf(callee);
  if (name !== undefined) return toEngine(FACTORY.exec(module.imports.get(name) ?? '') ?? CREATOR.exec(makerOf(module.declared.get(name), module)));
  const owner = nameOf(nodeAt(callee, 'object') ?? callee) ?? '';
  const member = keyName(callee) ?? '';
  if (module.imports.get(owner) === '*') return toEngine(FACTORY.exec(member));
  return member === 'table' && makerOf(module.declared.get(owner), module) === 'pgSchema' ? 'postgres' : undefined;
}

const toEngine = (match: RegExpExecArray | null): Engine | undefined => (match ? (match[1] === 'pg' ? 'postgres' : 'sqlite') : undefined);

/** The import that a variable's value was made by. */
const makerOf = (value: Node | undefined, module: Module): string =>
  (value?.type === 'CallExpression' ? module.imports.get(nameOf(nodeAt(value, 'callee') ?? value) ?? '') : undefined) ?? '';

interface Property {
  readonly key: string;
  readonly value: Node;
  readonly span: Span;
}

/** The properties of an object, with those of objects of the module that are spread into it. */
function propertiesOf(object: Node, module: Module): readonly Property[] {
  return nodesAt(object, 'properties').flatMap((property): readonly Property[] => {
    if (property.type === 'SpreadElement') {
      const spread = module.declared.get(nameOf(nodeAt(property, 'argument') ?? property) ?? '');
      return spread?.type === 'ObjectExpression' && spread !== object ? propertiesOf(spread, module) : [];
    }
    const key = keyName(property);
    const value = nodeAt(property, 'value');
    return key === undefined || !value ? [] : [{ key, value, span: { start: property.start, end: property.end } }];
  });
}

const HELPERS_DEEP = 3;

function builderOf(value: Node, module: Module, depth = 0): Builder | undefined {
  return readBuilder(value, (name) => {
    const imported = module.imports.get(name);
    const helper = imported === undefined && depth < HELPERS_DEEP ? module.declared.get(name) : undefined;
    const result = helper && resultOf(helper);
    return imported ?? (result && builderOf(result, module, depth + 1));
  });
}

function readColumn(key: string, value: Node, span: Span, engine: Engine, module: Module): DeclaredTable['columns'][number] | undefined {
  const builder = builderOf(value, module);
  const type = builder && typeOf(builder, engine);
  if (!builder || type === undefined) return undefined;
  return {
    name: nameFrom(builder, key, module), property: key, isPrimaryKey: builder.chain.has('primaryKey'), type,
    constraints: constraintsOf(builder, engine), ...(engine === 'postgres' && { postgresType: type }), ...span,
  };
}

/** The first argument, or the default of the helper's parameter it is; without either, the key. */
function nameFrom(builder: Builder, key: string, module: Module): string {
  const [first] = builder.arguments;
  if (typeof first?.['value'] === 'string') return first['value'];
  const parameter = first && nameOf(first);
  if (parameter === undefined) return key;
  for (const helper of module.declared.values()) {
    const own = nodesAt(helper, 'params').find((param) => param.type === 'AssignmentPattern' && nameOf(nodeAt(param, 'left') ?? param) === parameter);
    const value = own && nodeAt(own, 'right')?.['value'];
    if (typeof value === 'string') return value;
  }
  return key;
}

/** Composite keys and unique constraints of the third argument: `primaryKey({ columns: [t.a, t.b] })`, `unique().on(t.a, t.b)`, `uniqueIndex('x').on(t.a)`. */
function readExtras(extras: Node, columns: DeclaredTable['columns'], module: Module): readonly string[] {
  const result = resultOf(extras);
  const items = result?.type === 'ArrayExpression' ? nodesAt(result, 'elements') : result?.type === 'ObjectExpression' ? propertiesOf(result, module).map(({ value }) => value) : [];
  const namesOf = (nodes: readonly Node[]): readonly string[] =>
    nodes.flatMap((node) => columns.find((column) => column.property === keyName(node))?.name ?? []);
  return items.flatMap((item) => {
    const builder = builderOf(item, module);
    const on = builder?.chain.get('on');
    if (on && /^unique(?:Index)?$/.test(builder!.name) && !builder!.chain.has('where')) return toKey('UNIQUE', namesOf(on));
    if (builder?.name !== 'primaryKey') return [];
    const [options] = builder.arguments;
    const list = options?.type === 'ObjectExpression' ? propertiesOf(options, module).find(({ key }) => key === 'columns')?.value : undefined;
    return toKey('PRIMARY KEY', namesOf(list ? nodesAt(list, 'elements') : builder.arguments));
  });
}

const toKey = (kind: string, names: readonly string[]): readonly string[] => (names.length > 0 ? [`${kind} ${columnList(names)}`] : []);
