import type { Node, SourceFile } from 'ts-morph';
import { isTestPath } from '../../core/test-path.ts';
import type { Codemod, CodemodContext, Component } from '../codemod.ts';
import { replaceDependencies } from '../dependencies.ts';
import { cascade } from '../cascade/index.ts';
import { createDraft, pathOf, spanOf } from '../draft.ts';
import { choiceComponents, readMoving } from '../moving.ts';
import { importsOf } from '../syntax.ts';
import { removeUnused } from '../unused.ts';
import { convertConfig } from './config.ts';
import { convertErrors } from './errors.ts';
import { createMemoryModules } from './memory.ts';
import { convertOperators } from './operators.ts';
import { convertQueries, type QueryWorld } from './queries.ts';
import { convertMocks, convertResults } from './results.ts';
import { convertSchema, readTables, SQLITE_CORE, type TableModel } from './schema.ts';
import { convertSetup, DRIVER_MODULE, type SetupWorld } from './setup.ts';
import { SQLITE_DRIVERS, TARGETS } from './tables.ts';

const ID = 'drizzle-to-postgres';

const isOfDrizzle = (specifier: string): boolean => SQLITE_CORE.test(specifier) || DRIVER_MODULE.test(specifier);

/** A package that also imports another engine's half of Drizzle serves both on purpose. */
const importOfOther = (file: SourceFile): Node | undefined =>
  file.getImportDeclarations().find((one) => /^drizzle-orm\/(?:pg-core|node-postgres|postgres-js|pglite|mysql)/.test(one.getModuleSpecifierValue()));

function run(context: CodemodContext): readonly Component[] {
  const { files, kept } = readMoving(context, importOfOther);
  const isOwn = (file: SourceFile): boolean => file.getImportDeclarations().some((one) => isOfDrizzle(one.getModuleSpecifierValue()));
  const choices = choiceComponents(ID, 'Drizzle on SQLite', [...kept].map(([file, choice]) => (isOwn(file) ? choice : undefined)));
  const own = files.filter(isOwn);
  return own.length === 0 ? choices : [convert(context, files, own), ...choices];
}

function convert(context: CodemodContext, files: readonly SourceFile[], own: readonly SourceFile[]): Component {
  const draft = createDraft(context, ID, 'Drizzle speaks to PostgreSQL');
  const tables = new Map<string, TableModel>(own.flatMap((file) => [...readTables(file)]));
  const homes = own.filter((file) => importsOf(file, DRIVER_MODULE).length > 0);
  const modules = homes.flatMap((file) => importsOf(file, DRIVER_MODULE).map((one) => DRIVER_MODULE.exec(one.getModuleSpecifierValue())![1]!));
  const isSync = modules.some((name) => SQLITE_DRIVERS[name]?.isSync === true);
  const target = TARGETS[context.options.target];
  const memory = context.options.testDatabase === 'pglite' ? TARGETS.pglite : target;
  const hasMemory = memory !== target && own.some((file) => /:memory:/.test(file.getFullText()) || isTestPath(pathOf(context, file)));
  const world: QueryWorld = { draft, tables, isSync, rows: target.rows, seeds: [], regions: [] };
  const isTest = (file: SourceFile): boolean => isTestPath(pathOf(context, file));
  const setup: SetupWorld = { draft, target, memory, isSync, isTest, seeds: world.seeds, hasMemory, memoryModule: createMemoryModules(context, draft) };
  for (const file of [...own].sort((a, b) => Number(isTest(a)) - Number(isTest(b)))) {
    convertSchema(draft, file);
    convertSetup(setup, file);
  }
  for (const file of files) convertCalls(context, world, file);
  spreadAsync(context, world);
  convertConfig(context, draft, files);
  for (const file of files) removeUnused(draft, file);
  const isShipped = draft.toComponent().created.some(({ path }) => !isTestPath(path));
  replaceDependencies(context, draft, {
    remove: [...new Set(modules.flatMap((name) => SQLITE_DRIVERS[name]?.client ?? []))],
    add: isShipped ? [...target.packages, ...memory.packages] : target.packages,
    addDev: hasMemory && !isShipped ? [...target.types, ...memory.packages] : target.types,
    homes: homes.map((file) => pathOf(context, file)),
  });
  draft.step('Make the migrations anew: move the old folder away, then `npx drizzle-kit generate`. Copy statements written by hand (data, triggers) from the old files.');
  draft.step('Create the database with a UTF-8 locale of the provider `builtin` or `C`, where the order of texts must stay as it was.');
  return draft.toComponent();
}

/** What calls the queries that are awaited now has to wait for them as well. */
function spreadAsync(context: CodemodContext, { draft, seeds, regions }: QueryWorld): void {
  if (seeds.length === 0) return;
  const places = regions.map((node) => ({ path: pathOf(context, node.getSourceFile()), ...spanOf(node) }));
  const { morph, toPath, readText } = context;
  const nodes = seeds.map((node) => node.compilerNode);
  for (const component of cascade({ morph, toPath, readText, seeds: nodes, regions: places }).components) draft.take(component);
}

/** Words without which a file holds nothing of what is rewritten. */
const MAY_CALL = /\b(?:drizzle-orm|get|all|run|values|sync|transaction|changes|rowsAffected|lastInsertRowid|SqliteError|LibsqlError|SQLITE_\w+)\b/;

function convertCalls(context: CodemodContext, world: QueryWorld, file: SourceFile): void {
  if (!MAY_CALL.test(file.getFullText())) return;
  convertResults(world, file);
  convertQueries(world, file);
  convertOperators(world, file);
  convertErrors({ draft: world.draft, isWrapped: isWrapped(context) }, file);
  if (isTestPath(pathOf(context, file))) convertMocks(world, file);
}

const OLD_DRIZZLE = /"drizzle-orm":\s*"[\^~]?0\.(?:[0-3]\d|4[0-3])\b/;

/** Whether the project's Drizzle wraps errors of queries: from 0.44 on. */
const isWrapped = (context: CodemodContext): boolean =>
  !context.project.facts.some(({ path }) => path.endsWith('package.json') && OLD_DRIZZLE.test(context.readText(path) ?? ''));

export const drizzle: Codemod = {
  id: ID,
  summary: 'Drizzle on SQLite becomes Drizzle on PostgreSQL: tables, columns, queries, results, set-up, configuration',
  applies: (project) => project.facts.some((facts) => facts.module?.imports.some((one) => isOfDrizzle(one.specifier))),
  run,
};
