import type { DriverUse, Facts, Fragment, Source, Unread } from '../../core/types.ts';
import { driverOfModule, engineOfModule } from '../../drivers/lookup.ts';
import { emptyFacts, type Host } from '../host.ts';
import { readBuilderUses } from './builder-uses.ts';
import { numberSites, readSite } from './calls.ts';
import { readDrizzle } from './drizzle.ts';
import { readEngineBranches } from './engine-branches.ts';
import { readEngineSpans } from './engine-spans.ts';
import { readEntities } from './entities.ts';
import { readErrorTests } from './error-tests.ts';
import { exportsOf } from './exports.ts';
import { readFallbacks } from './fallbacks.ts';
import { readFanOuts } from './fan-outs.ts';
import { createFunctionIds } from './functions.ts';
import { createLinks } from './links.ts';
import { readModuleFacts } from './module.ts';
import { createOrigins } from './origins.ts';
import { askedCallers, entityNames, neededModules, syncFunctions } from './needs.ts';
import { adoptTree, loadParser, parseTypeScript } from './parse.ts';
import { readProviderSettings } from './provider-settings.ts';
import { readSchemaBuilders } from './schema-builders.ts';
import { readSequelize } from './sequelize-models.ts';
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
  const { settings: own, reads } = readSettings(tree);
  const settings = [...own, ...readProviderSettings(source.path, source.text)];
  const drivers = driversOf(source.path, module.imports);
  const declarations = [
    ...readDrizzle(source.path, tree.program), ...readEntities(source.path, tree.program),
    ...readSequelize(tree, source.text), ...readSchemaBuilders(tree, source.text),
  ];
  const typeParsers = readTypeParsers(source.text);
  const errorTests = readErrorTests(source, parsed);
  const engineBranches = readEngineBranches(tree, source.text);
  const builderUses = readBuilderUses(tree, source.text);
  const engineSpans = readEngineSpans(tree, source.text);
  const fanOuts = readFanOuts(tree, source.text);
  const fallbacks = engineSpans.length > 0 ? readFallbacks(tree) : [];
  const fragments: readonly Fragment[] = sql.fragments();
  const unread: readonly Unread[] = parsed.unread;
  const needsModules = neededModules(links, fragments.length > 0 || drivers.length > 0);
  const needsCallers = [...new Set([...askedCallers(links), ...entityNames(links, declarations)])].sort();
  const siblings = syncFunctions(links).map((id) => id.slice(id.lastIndexOf('.') + 1));
  const facts: Facts = { ...empty, fragments, settings, settingReads: reads, module, drivers, unread, links };
  return {
    ...facts,
    ...(sql.wantsPostgres() && { needsPostgres: true }),
    ...(declarations.length > 0 && { declarations }),
    ...(errorTests.length > 0 && { errorTests }),
    ...(builderUses.length > 0 && { builderUses }),
    ...(engineSpans.length > 0 && { engineSpans }),
    ...(fallbacks.length > 0 && { fallbacks }),
    ...(fanOuts.length > 0 && { fanOuts }),
    ...(siblings.length > 0 && { syncFunctions: siblings }),
    ...(engineBranches.length > 0 && { engineBranches }),
    ...(typeParsers.length > 0 && { typeParsers }),
    ...(needsCallers.length > 0 && { needsCallers }),
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
