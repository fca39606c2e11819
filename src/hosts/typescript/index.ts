import type { DriverUse, Facts, Fragment, Origin, Site, Source, Unread } from '../../core/types.ts';
import { isTellingName } from '../../core/telling-names.ts';
import { driverOfModule, engineOfModule } from '../../drivers/lookup.ts';
import { emptyFacts, type Host } from '../host.ts';
import { numberSites, readSite } from './calls.ts';
import { readDrizzle } from './drizzle.ts';
import { readErrorTests } from './error-tests.ts';
import { exportsOf } from './exports.ts';
import { createFunctionIds } from './functions.ts';
import { createLinks } from './links.ts';
import { readModuleFacts } from './module.ts';
import { createOrigins } from './origins.ts';
import { adoptTree, loadParser, parseTypeScript } from './parse.ts';
import { readSettings } from './settings.ts';
import { createSql } from './sql.ts';
import { createTree } from './tree.ts';

/** Reads TypeScript, JavaScript and the scripts of components. */
export const host: Host = {
  load: () => loadParser(),
  read: (source, tree) => {
    try {
      return readScript(source, tree);
    } catch (error) {
      if (process.env['DBMIG_RETHROW']) throw error;
      const reason = `The file could not be analysed: ${error instanceof Error ? error.message : String(error)}`;
      return { ...emptyFacts(source), unread: [{ path: source.path, start: 0, end: 0, reason }] };
    }
  },
};

function readScript(source: Source, adopted: unknown): Facts {
  const parsed = adopted === undefined ? parseTypeScript(source) : adoptTree(adopted);
  const empty = emptyFacts(source);
  if (!parsed.program) return { ...empty, unread: parsed.unread };
  const tree = createTree(source.path, source.text, parsed.program);
  const sql = createSql(tree, source.text);
  const numbers = numberSites(tree);
  const ids = createFunctionIds(tree);
  const origins = createOrigins({ tree, ...ids, sqlOf: sql.sqlOf, siteOf: (node) => numbers.get(node) });
  const sites = [...numbers.keys()].map((node) => readSite({ tree, ids, origins, sqlAt: sql.at }, node));
  const links = createLinks({ tree, ids, origins }, sites);
  const module = readModuleFacts(tree, empty.isTest, exportsOf(tree, origins));
  const { settings, reads } = readSettings(tree);
  const drivers = driversOf(source.path, module.imports);
  const declarations = readDrizzle(source.path, tree.program);
  const typeParsers = readTypeParsers(source.text);
  const errorTests = readErrorTests(source, parsed);
  const fragments: readonly Fragment[] = sql.fragments();
  const unread: readonly Unread[] = parsed.unread;
  const needsModules = neededModules(sites, links.symbols, fragments.length > 0 || drivers.length > 0);
  const facts: Facts = { ...empty, fragments, settings, settingReads: reads, module, drivers, unread, links };
  return {
    ...facts,
    ...(sql.wantsPostgres() && { needsPostgres: true }),
    ...(declarations.length > 0 && { declarations }),
    ...(errorTests.length > 0 && { errorTests }),
    ...(typeParsers.length > 0 && { typeParsers }),
    ...(isAskingCallers(facts, sites) && { needsCallers: true }),
    ...(needsModules.length > 0 && { needsModules }),
  };
}

/** `types.setTypeParser(20, Number)` and `pg.defaults.parseInt8 = true` (https://github.com/brianc/node-pg-types#use). */
const readTypeParsers = (text: string): readonly string[] => [
  ...[...text.matchAll(/\bsetTypeParser\s*(?:<[^>()]*>)?\(\s*([\w.]+)/g)].map((match) => match[1]!),
  ...(/\bparseInt8\s*[=:]\s*true\b/.test(text) ? ['INT8'] : []),
];

function driversOf(path: string, imports: readonly { readonly specifier: string; readonly start: number; readonly end: number }[]): readonly DriverUse[] {
  return imports.flatMap(({ specifier, start, end }) => {
    const driver = driverOfModule(specifier);
    const engine = driver && engineOfModule(driver, specifier);
    return driver && engine ? [{ driver: driver.id, engine, path, via: 'import', start, end } as const] : [];
  });
}

/** The parameters that an origin may be, at any depth that a binding looks into. */
const parametersOf = (origin: Origin): readonly Extract<Origin, { kind: 'parameter' }>[] =>
  (origin.kind === 'parameter' ? [origin] : origin.kind === 'any' ? origin.of.flatMap(parametersOf) : origin.kind === 'member' ? parametersOf(origin.of) : []);

/** Whether a telling parameter of an exported function, of a type that only callers know, is handed to a call. */
function isAskingCallers({ links }: Facts, sites: readonly Site[]): boolean {
  return sites.some((site) => site.arguments.some((argument) =>
    [argument, ...(argument.elements ?? []), ...(argument.properties ?? [])].flatMap((part) => parametersOf(part.origin)).some((parameter) => {
      const own = links?.functions[parameter.function];
      const declared = own?.parameters[parameter.index];
      return own?.isExported === true && declared !== undefined && isTellingName(declared.name) && isOpen(declared.origin);
    })));
}

const isOpen = (origin: Origin): boolean =>
  origin.kind === 'unknown' || (origin.kind === 'host' && origin.type === 'string') || (origin.kind === 'any' && origin.of.every((option) => isOpen(option) || (option.kind === 'host' && /^(?:null|undefined)$/.test(option.type))));

/** Methods that databases have and little else. */
const DATABASE_METHOD = /^(?:prepare|query|exec|execute|executeMultiple|transaction|batch|unsafe|begin|each|iterate|raw|\$?(?:query|execute)Raw\w*)$/;
/** Methods of prepared statements that many things have. */
const STATEMENT_METHOD = /^(?:run|get|all|first|values|bind|one|many|any|none|oneOrNone|manyOrNone)$/;

/**
 * Modules of the project whose types or constants reach a call. In a file that holds SQL or a driver the calls of statements count too; elsewhere
 * they are mostly caches and routers.
 */
function neededModules(sites: readonly Site[], symbols: Readonly<Record<string, Origin>>, isOfDatabase: boolean): readonly string[] {
  const found = new Set<string>();
  const seen = new Set<Origin>();
  const visit = (origin: Origin): void => {
    if (seen.has(origin)) return;
    seen.add(origin);
    if (origin.kind === 'import' && /^[.@~#]/.test(origin.specifier) && !driverOfModule(origin.specifier)) found.add(origin.specifier);
    else if (origin.kind === 'member' || origin.kind === 'typed' || origin.kind === 'returned' || origin.kind === 'array') visit(origin.of);
    else if (origin.kind === 'any') origin.of.forEach(visit);
    else if (origin.kind === 'symbol' && symbols[origin.id]) visit(symbols[origin.id]!);
  };
  for (const site of sites) {
    const isQuery = site.fragments !== undefined || site.arguments.some((argument) => argument.isSql);
    const name = site.callee.kind === 'member' ? site.callee.name : '';
    if (!isQuery && !DATABASE_METHOD.test(name) && !(isOfDatabase && STATEMENT_METHOD.test(name))) continue;
    visit(site.callee);
    for (const argument of site.arguments) for (const part of [argument, ...(argument.elements ?? []), ...(argument.properties ?? [])]) visit(part.origin);
  }
  return [...found].sort();
}
