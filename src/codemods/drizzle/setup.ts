import { Node, SyntaxKind, type CallExpression, type ImportDeclaration, type SourceFile } from 'ts-morph';
import type { Pieces } from '../../core/types.ts';
import { spanOf, type Draft } from '../draft.ts';
import { awaitAround, importsOf, initializerOf, lineSpan, localNameNode, quoteOf, unwrap, usesOf } from '../syntax.ts';
import { removeStatement } from '../unused.ts';
import { OPEN_MEMORY } from './memory.ts';
import { DATABASE_TYPES, SQLITE_DRIVERS, type TargetRow } from './tables.ts';

/** `drizzle-orm/better-sqlite3`, and its migrator. */
export const DRIVER_MODULE = /^drizzle-orm\/(better-sqlite3|bun-sqlite|sql-js|libsql(?:\/node)?)(\/migrator)?$/;

export interface SetupWorld {
  readonly draft: Draft;
  readonly target: TargetRow;
  /** What tests and databases in memory run on. */
  readonly memory: TargetRow;
  readonly isSync: boolean;
  readonly isTest: (file: SourceFile) => boolean;
  readonly seeds: Node[];
  /** The specifier of the module that opens databases in memory. */
  readonly memoryModule: (file: SourceFile) => string;
  /** Some database of the project is in memory: what is shared must take either driver. */
  readonly hasMemory: boolean;
}

/** Rewrites how a module opens its database: imports, the client, pragmas, `drizzle(...)`, `migrate(...)` and types. */
export function convertSetup(world: SetupWorld, file: SourceFile): void {
  const declarations = importsOf(file, DRIVER_MODULE);
  const lines = new Set<string>();
  const coreTypes = new Set<string>();
  for (const declaration of declarations) for (const specifier of declaration.getNamedImports()) {
    const local = localNameNode(specifier);
    const name = specifier.getName();
    if (name === 'drizzle') for (const use of usesOf(local)) convertOpening(world, use, lines);
    if (name === 'migrate') for (const use of usesOf(local)) convertMigrate(world, use, lines);
    if (DATABASE_TYPES.has(name)) convertType(world, local, coreTypes);
  }
  if (declarations.length > 0) writeImports(world, file, declarations, lines, coreTypes);
}

function convertType(world: SetupWorld, local: Node, coreTypes: Set<string>): void {
  for (const name of ['PgDatabase', 'PgQueryResultHKT']) coreTypes.add(name);
  for (const use of usesOf(local)) {
    const reference = use.getParentIfKind(SyntaxKind.TypeReference);
    const [schema] = reference?.getTypeArguments() ?? [];
    if (reference) world.draft.replace(reference, schema ? ['PgDatabase<PgQueryResultHKT, ', spanOf(schema), '>'] : 'PgDatabase<PgQueryResultHKT>');
  }
}

const clientName = (row: TargetRow, world: SetupWorld, file: SourceFile, name: string): string =>
  (row === world.memory && row !== world.target && world.target.module !== world.memory.module && holdsServer(world, file) ? `${name}Pglite` : name);

/** Whether a module opens a database that is not in memory, beside those that are. */
const holdsServer = (world: SetupWorld, file: SourceFile): boolean =>
  file.getDescendantsOfKind(SyntaxKind.CallExpression).some((call) => call.getExpression().getText() === 'drizzle' && rowOf(world, call) === world.target);

function convertOpening(world: SetupWorld, use: Node, lines: Set<string>): void {
  const call = use.getParent();
  if (!call || !Node.isCallExpression(call) || call.getExpression() !== use) return;
  const file = use.getSourceFile();
  const row = rowOf(world, call);
  const name = clientName(row, world, file, 'drizzle');
  lines.add(`import { ${name === 'drizzle' ? name : `drizzle as ${name}`} } from 'drizzle-orm/${row.module}';`);
  if (name !== 'drizzle') world.draft.replace(use, name);
  const [first] = call.getArguments();
  if (!first) return;
  const client = clientOf(first);
  if (client.made) convertClient(world, client.made, row, lines);
  else if (client.url) world.draft.replace(client.url, urlOf(client.url));
  if (Node.isIdentifier(first) && client.made) convertHandle(world, first, row);
  const place = client.made ? placeOf(client.made) : client.url;
  if (world.hasMemory && row === world.target && place && isGiven(place)) openEither(world, call, place, lines);
  annotate(world, call, row);
  world.draft.converted(call, `The database is opened through drizzle-orm/${row.module}.`);
}

/** Who calls may ask for a database in memory: that is another driver. */
function openEither(world: SetupWorld, call: CallExpression, place: Node, lines: Set<string>): void {
  const quote = quoteOf(call.getSourceFile());
  const [, options] = call.getArguments();
  const open = openMemory(world, call.getSourceFile(), lines);
  lines.add(`import { drizzle as drizzlePglite } from 'drizzle-orm/${world.memory.module}';`);
  const rest: Pieces = options ? [', ', spanOf(options)] : [];
  world.draft.replace(call, [`${place.getText()} === ${quote}:memory:${quote} ? drizzlePglite(${open}`, ...rest, ') : ', spanOf(call)]);
}

interface Client {
  /** The expression that makes the client of the driver. */
  readonly made?: Node;
  /** The text that `drizzle` itself opens. */
  readonly url?: Node;
}

function clientOf(argument: Node): Client {
  const inner = unwrap(argument);
  if (Node.isNewExpression(inner) || (Node.isCallExpression(inner) && /^createClient$/.test(inner.getExpression().getText()))) return { made: inner };
  if (Node.isIdentifier(inner)) {
    const value = initializerOf(inner);
    return value && value !== inner ? clientOf(value) : {};
  }
  if (!Node.isObjectLiteralExpression(inner)) return { url: inner };
  const connection = propertyOf(inner, 'connection') ?? propertyOf(inner, 'client');
  if (connection && Node.isObjectLiteralExpression(connection)) return { url: propertyOf(connection, 'url') ?? propertyOf(connection, 'source') ?? connection };
  return connection ? clientOf(connection) : {};
}

function propertyOf(object: Node, name: string): Node | undefined {
  const property = Node.isObjectLiteralExpression(object) ? object.getProperty(name) : undefined;
  if (property && Node.isPropertyAssignment(property)) return property.getInitializer();
  return property && Node.isShorthandPropertyAssignment(property) ? property.getNameNode() : undefined;
}

/** Where the client's database is: the first argument, or its `url`. */
function placeOf(made: Node): Node | undefined {
  const [first] = Node.isNewExpression(made) || Node.isCallExpression(made) ? made.getArguments() : [];
  return first && Node.isObjectLiteralExpression(first) ? propertyOf(first, 'url') : first;
}

function rowOf(world: SetupWorld, call: CallExpression): TargetRow {
  const [first] = call.getArguments();
  const client = first ? clientOf(first) : {};
  const place = client.made ? placeOf(client.made) : client.url;
  const isMemory = place === undefined ? client.made !== undefined : /^['"`](?:file:)?:memory:/.test(unwrap(place).getText());
  return isMemory || world.isTest(call.getSourceFile()) ? world.memory : world.target;
}

/** A configuration's key for a URL stays; a path of a file becomes `DATABASE_URL`. */
function urlOf(place: Node | undefined): string {
  const text = place?.getText() ?? '';
  const isUrl = /\bDATABASE_URL|databaseUrl|DatabaseUrl|connectionString|POSTGRES/.test(text) || (place !== undefined && isGiven(place));
  return isUrl ? text.replace(/!$/, '') : 'process.env.DATABASE_URL';
}

/** A property of a parameter, `config.url`: who calls says where the database is. */
const isGiven = (place: Node): boolean => {
  const root = Node.isPropertyAccessExpression(place) ? place.getExpression() : place;
  return Node.isIdentifier(root) && (root.getSymbol()?.getDeclarations() ?? []).some((one) => Node.isParameterDeclaration(one));
};

function convertClient(world: SetupWorld, made: Node, row: TargetRow, lines: Set<string>): void {
  if (row === world.memory && row !== world.target) { world.draft.replace(made, openMemory(world, made.getSourceFile(), lines)); return; }
  lines.add(row.imports);
  world.draft.replace(made, row.open(row.module === 'pglite' ? '' : urlOf(placeOf(made))));
}

function openMemory({ memoryModule }: SetupWorld, file: SourceFile, lines: Set<string>): string {
  lines.add(`import { ${OPEN_MEMORY} } from '${memoryModule(file)}';`);
  return `${OPEN_MEMORY}()`;
}

/** What else is done with the client: pragmas go, closing has another name, the rest cannot be kept. */
function convertHandle(world: SetupWorld, handle: Node, row: TargetRow): void {
  const declaration = handle.getSymbol()?.getDeclarations().find((one) => Node.isVariableDeclaration(one));
  const name = declaration && Node.isVariableDeclaration(declaration) ? declaration.getNameNode() : undefined;
  for (const use of name ? usesOf(name) : []) {
    const access = use.getParent();
    const method = access && Node.isPropertyAccessExpression(access) && access.getExpression() === use ? access.getNameNode() : undefined;
    const statement = use.getFirstAncestorByKind(SyntaxKind.ExpressionStatement);
    if (method?.getText() === 'close' && row.close !== 'close') world.draft.replace(method, row.close);
    else if (statement && /^(?:await )?\w+\.(?:pragma\(|(?:exec|execute|run)\(\s*['"`]\s*pragma)/i.test(statement.getText())) removePragma(world.draft, statement);
    else if (statement && !method && Node.isCallExpression(access) && statement.getExpression() === access && access.getExpression() !== use) {
      removeStatement(world.draft, use.getSourceFile(), statement);
      world.draft.review(access, `\`${access.getExpression().getText()}\` worked on the client of SQLite: its call is gone, do for PostgreSQL's pool what it did.`);
    } else if (use !== handle && method && method.getText() !== 'close') world.draft.barrier(use, `\`${method.getText()}\` is a method of the client of SQLite: PostgreSQL's has none like it.`);
  }
}

/** A statement; where it was all that an `if` does, the `if` as well. */
function removePragma(draft: Draft, statement: Node): void {
  const condition = statement.getFirstAncestorByKind(SyntaxKind.IfStatement);
  const isAll = condition?.getDescendantsOfKind(SyntaxKind.ExpressionStatement).every((one) => /\.pragma\(/.test(one.getText()));
  removeStatement(draft, statement.getSourceFile(), isAll ? condition! : statement);
}

/** The exported database takes either driver where tests run on another. */
function annotate(world: SetupWorld, call: CallExpression, row: TargetRow): void {
  const declaration = call.getParentIfKind(SyntaxKind.VariableDeclaration);
  const isExported = declaration?.getVariableStatement()?.isExported() === true;
  if (!declaration || !isExported || row !== world.target || !world.hasMemory || declaration.getTypeNode()) return;
  const schema = call.getArguments().map((argument) => propertyOf(argument, 'schema')).find((one) => one !== undefined);
  if (schema && !Node.isIdentifier(schema)) return;
  const name = declaration.getNameNode();
  world.draft.splice(call.getSourceFile(), { start: name.getEnd(), end: name.getEnd() }, `: PgDatabase<PgQueryResultHKT${schema ? `, typeof ${schema.getText()}` : ''}>`);
}

const isOpening = (node: Node | undefined): node is CallExpression => Node.isCallExpression(node) && node.getExpression().getText() === 'drizzle';

/** `migrate(db, ...)` runs at once in a synchronous driver; PostgreSQL's gives a promise. */
function convertMigrate(world: SetupWorld, use: Node, lines: Set<string>): void {
  const call = use.getParent();
  if (!call || !Node.isCallExpression(call) || call.getExpression() !== use) return;
  const [database] = call.getArguments();
  const opened = database && initializerOf(database);
  const row = isOpening(opened) ? rowOf(world, opened) : world.isTest(call.getSourceFile()) ? world.memory : world.target;
  const name = clientName(row, world, call.getSourceFile(), 'migrate');
  lines.add(`import { ${name === 'migrate' ? name : `migrate as ${name}`} } from 'drizzle-orm/${row.module}/migrator';`);
  const renamed = name === 'migrate' ? [spanOf(use)] : [name];
  world.draft.converted(call, 'The migrations run on PostgreSQL.');
  const isTyped = !database || isOpening(opened) || !world.hasMemory;
  const rest: Pieces = isTyped ? [{ start: use.getEnd(), end: call.getEnd() }]
    : [{ start: use.getEnd(), end: database.getEnd() }, ` as Parameters<typeof ${name}>[0]`, { start: database.getEnd(), end: call.getEnd() }];
  if (!world.isSync || awaitAround(call)) { world.draft.replace(call, [...renamed, ...rest]); return; }
  world.seeds.push(call);
  world.draft.replace(call, ['await ', ...renamed, ...rest]);
}

/** The imports of the old drivers make room for those of the new. */
function writeImports(
  world: SetupWorld, file: SourceFile, declarations: readonly ImportDeclaration[], lines: Set<string>, coreTypes: ReadonlySet<string>,
): void {
  const clients = new Set(declarations.flatMap((one) => SQLITE_DRIVERS[DRIVER_MODULE.exec(one.getModuleSpecifierValue())?.[1] ?? '']?.client ?? []));
  const own = file.getImportDeclarations().filter((one) => clients.has(one.getModuleSpecifierValue()) && isUnused(world.draft, one));
  const isAnnotated = world.hasMemory && lines.size > 0 && [...lines].some((line) => line.includes(`drizzle-orm/${world.target.module}'`));
  const types = new Set([...coreTypes, ...(isAnnotated ? ['PgDatabase', 'PgQueryResultHKT'] : [])]);
  if (types.size > 0) lines.add(`import type { ${[...types].join(', ')} } from 'drizzle-orm/pg-core';`);
  const order = (line: string): string => /from '([^']+)'/.exec(line)![1]!.replace(/^\./, '~.');
  const sorted = [...lines].sort((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0)).map((line) => line.replaceAll("'", quoteOf(file)));
  const [first, ...others] = [...own, ...declarations].sort((a, b) => a.getStart() - b.getStart());
  if (!first) return;
  if (sorted.length > 0) world.draft.replace(first, sorted.join('\n'));
  else world.draft.splice(file, lineSpan(first), '');
  for (const other of others) world.draft.splice(file, lineSpan(other), '');
}

/** Nothing that stays in the file needs the import. */
const isUnused = (draft: Draft, declaration: ImportDeclaration): boolean =>
  [declaration.getDefaultImport(), declaration.getNamespaceImport(), ...declaration.getNamedImports().map(localNameNode)]
    .every((name) => name === undefined || usesOf(name).every((use) => draft.isGone(use)));
