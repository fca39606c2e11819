import { Node, SyntaxKind, type CallExpression, type ImportDeclaration, type SourceFile } from 'ts-morph';
import type { Draft } from '../draft.ts';
import { calleeName, importsOf, initializerOf, localNameNode, quoteOf, unwrap, usesOf, type Link } from '../syntax.ts';
import { convertColumn } from './columns.ts';
import { builderName, BYTEA, COLUMNS, RENAMES } from './tables.ts';

export const SQLITE_CORE = /^drizzle-orm\/sqlite-core$/;

/** A table as the queries need it: the properties of its key, and those that may be null. */
export interface TableModel {
  readonly key: readonly string[];
  readonly nullable: ReadonlySet<string>;
}

const BUILDERS = new Set(COLUMNS.map((row) => row.builder));

/** Rewrites the tables, columns and types of a module that imports the core for SQLite. */
export function convertSchema(draft: Draft, file: SourceFile): void {
  for (const declaration of importsOf(file, SQLITE_CORE)) convertImport(draft, file, declaration);
}

function convertImport(draft: Draft, file: SourceFile, declaration: ImportDeclaration): void {
  const quote = quoteOf(file);
  const names: string[] = [];
  let needsBytea = false;
  const convertCall = (callee: Node, builder: string): string | undefined => {
    const column = columnOf(callee);
    const row = column && convertColumn(draft, { builder, ...column }, quote);
    if (row && callee.getText() !== row.postgres) draft.replace(callee, row.postgres);
    needsBytea ||= row?.postgres === 'bytea';
    if (column && !row) draft.barrier(column.call, `The mode of this column is no literal that Drizzle documents: write its PostgreSQL column by hand.`);
    return row?.postgres;
  };
  draft.splice(file, { start: declaration.getModuleSpecifier().getStart() + 1, end: declaration.getModuleSpecifier().getEnd() - 1 }, 'drizzle-orm/pg-core');
  const namespace = declaration.getNamespaceImport();
  if (namespace) convertNamespace(draft, namespace, convertCall);
  for (const specifier of declaration.getNamedImports()) {
    const name = specifier.getName();
    const local = localNameNode(specifier);
    if (BUILDERS.has(builderName(name))) {
      const found = usesOf(local).map((use) => convertCall(use, name));
      names.push(...found.flatMap((one) => one ?? name));
      continue;
    }
    const renamed = RENAMES[name] ?? name;
    const prefix = specifier.isTypeOnly() ? 'type ' : '';
    names.push(specifier.getAliasNode() ? `${prefix}${renamed} as ${local.getText()}` : `${prefix}${renamed}`);
    if (renamed !== name) convertUses(draft, local, specifier.getAliasNode() ? undefined : renamed, name);
    if (DRIVEN.test(name)) names.push(declaration.isTypeOnly() || prefix !== '' ? `${prefix}PgQueryResultHKT` : 'type PgQueryResultHKT');
    if (/^sqliteTable/.test(name)) convertCallbacks(local, convertCall);
  }
  const written = needsBytea ? [...names.filter((name) => name !== 'bytea'), 'customType'] : names;
  if (declaration.getNamedImports().length > 0) writeNames(draft, declaration, written);
  if (needsBytea) addBytea(draft, file, quote);
}

/** Types whose first two arguments are those of the driver. */
const DRIVEN = /^(?:SQLiteTransaction|BaseSQLiteDatabase)$/;

/** The uses of a renamed export; the driver's arguments of a database or transaction go, since any driver of PostgreSQL's will do. */
function convertUses(draft: Draft, local: Node, renamed: string | undefined, original: string): void {
  for (const use of usesOf(local)) {
    const reference = use.getParent();
    const [mode, result] = DRIVEN.test(original) && reference && Node.isTypeReference(reference) ? reference.getTypeArguments() : [];
    if (mode && result) draft.splice(use.getSourceFile(), { start: mode.getStart(), end: result.getEnd() }, 'PgQueryResultHKT');
    if (renamed !== undefined) draft.replace(use, renamed);
  }
}

function convertNamespace(draft: Draft, namespace: Node, convertCall: (callee: Node, builder: string) => unknown): void {
  for (const use of usesOf(namespace)) {
    const parent = use.getParent();
    const member = parent && Node.isPropertyAccessExpression(parent) ? parent.getNameNode() : undefined;
    if (!member) continue;
    if (BUILDERS.has(builderName(member.getText()))) convertCall(member, member.getText());
    else if (RENAMES[member.getText()]) draft.replace(member, RENAMES[member.getText()]!);
  }
}

/** `sqliteTable('users', (t) => ({ id: t.integer() }))`. */
function convertCallbacks(factory: Node, convertCall: (callee: Node, builder: string) => unknown): void {
  for (const use of usesOf(factory)) {
    const call = use.getParent();
    const columns = call && Node.isCallExpression(call) ? call.getArguments()[1] : undefined;
    const parameter = columns && Node.isArrowFunction(columns) ? columns.getParameters()[0]?.getNameNode() : undefined;
    for (const own of parameter ? usesOf(parameter) : []) {
      const member = own.getParentIfKind(SyntaxKind.PropertyAccessExpression)?.getNameNode();
      if (member && BUILDERS.has(builderName(member.getText()))) convertCall(member, member.getText());
    }
  }
}

/** The call of a builder and what is chained to it. */
function columnOf(callee: Node): { readonly call: CallExpression; readonly chain: readonly Link[] } | undefined {
  const parent = callee.getParent();
  const called = parent && Node.isPropertyAccessExpression(parent) && parent.getNameNode() === callee ? parent : callee;
  const call = called.getParent();
  if (!call || !Node.isCallExpression(call) || call.getExpression() !== called) return undefined;
  const chain: Link[] = [];
  let at: Node = call;
  for (;;) {
    const access: Node | undefined = at.getParent();
    const next: Node | undefined = access && Node.isPropertyAccessExpression(access) ? access.getParent() : undefined;
    if (!access || !next || !Node.isCallExpression(next) || next.getExpression() !== access) return { call, chain };
    chain.push({ name: calleeName(next)!.getText(), call: next });
    at = next;
  }
}

/** Writes the list of imported names in the order and layout that it had. */
function writeNames(draft: Draft, declaration: ImportDeclaration, names: readonly string[]): void {
  const first = declaration.getNamedImports()[0]!;
  const last = declaration.getNamedImports().at(-1)!;
  const before = declaration.getNamedImports().map((one) => one.getText());
  const unique = [...new Set(names)];
  const isSorted = before.every((name, index) => index === 0 || compare(before[index - 1]!, name) <= 0);
  const text = declaration.getSourceFile().getFullText();
  const second = declaration.getNamedImports()[1];
  const gap = second ? text.slice(first.getEnd(), second.getStart()) : ', ';
  const separator = /^,\s*$/.test(gap) ? gap : ', ';
  draft.splice(declaration.getSourceFile(), { start: first.getStart(), end: last.getEnd() }, (isSorted ? unique.sort(compare) : unique).join(separator));
}

const compare = (a: string, b: string): number => {
  const [left, right] = [a.replace(/^type /, '').toLowerCase(), b.replace(/^type /, '').toLowerCase()];
  return left < right ? -1 : left > right ? 1 : 0;
};

function addBytea(draft: Draft, file: SourceFile, quote: string): void {
  const at = file.getImportDeclarations().at(-1)?.getEnd() ?? 0;
  draft.splice(file, { start: at, end: at }, `\n\n/** Drizzle has no builder for bytea of its own. */\n${BYTEA.replaceAll("'", quote)}`);
}

/** The tables of a module by the names of their variables. */
export function readTables(file: SourceFile): ReadonlyMap<string, TableModel> {
  const found = new Map<string, TableModel>();
  for (const declaration of file.getVariableDeclarations()) {
    const value = declaration.getInitializer();
    const call = value && unwrap(value);
    const object = call && Node.isCallExpression(call) && /[tT]able\w*$/.test(call.getExpression().getText()) ? columnsOf(call) : undefined;
    if (object) found.set(declaration.getName(), readTable(object));
  }
  return found;
}

function columnsOf(call: CallExpression): Node | undefined {
  const columns = call.getArguments()[1];
  const given = columns && Node.isArrowFunction(columns) ? unwrap(columns.getBody()) : columns;
  return given && Node.isObjectLiteralExpression(given) ? given : undefined;
}

const COLUMN = /^(?:\w+\.)?(?:integer|int|text|real|blob|numeric)\(/;

function readTable(object: Node): TableModel {
  const properties = propertiesOf(object, 0);
  const key = properties.filter(({ text }) => /\.primaryKey\(/.test(text)).map(({ name }) => name);
  const nullable = properties.filter(({ text }) => COLUMN.test(text) && !/\.(?:notNull|primaryKey)\(/.test(text));
  const named = properties.find(({ name }) => name === 'id') ?? properties[0];
  return { key: key.length > 0 ? key : named ? [named.name] : [], nullable: new Set(nullable.map(({ name }) => name)) };
}

const SPREADS_DEEP = 3;

/** The properties with those of objects that are spread into them. */
function propertiesOf(object: Node | undefined, depth: number): readonly { readonly name: string; readonly text: string }[] {
  if (!object || !Node.isObjectLiteralExpression(object) || depth > SPREADS_DEEP) return [];
  return object.getProperties().flatMap((property) => {
    if (Node.isSpreadAssignment(property)) return propertiesOf(initializerOf(property.getExpression()), depth + 1);
    return Node.isPropertyAssignment(property) ? [{ name: property.getName(), text: property.getInitializer()?.getText() ?? '' }] : [];
  });
}
