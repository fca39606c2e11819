import type { Declaration, Links, Origin, Site, SiteArgument } from '../../core/types.ts';
import { isTellingName } from '../../core/telling-names.ts';
import { driverOfModule } from '../../drivers/lookup.ts';

/** What a file needs of others before its calls can be understood: which of its callers, which modules. */

/** The parameters that an origin may be, at any depth that a binding looks into. */
const parametersOf = (origin: Origin): readonly Extract<Origin, { kind: 'parameter' }>[] =>
  (origin.kind === 'parameter' ? [origin] : origin.kind === 'any' ? origin.of.flatMap(parametersOf) : origin.kind === 'member' ? parametersOf(origin.of) : []);

const partsOf = (argument: SiteArgument): readonly SiteArgument[] => [argument, ...(argument.elements ?? []), ...(argument.properties ?? [])];

const isQuery = (site: Site): boolean => site.fragments !== undefined || site.arguments.some((argument) => argument.isSql);

/** Whether a value comes from a statement that the file sends, be it through functions of the file. */
function givesQuery({ sites, symbols, functions }: Links, origin: Origin): boolean {
  const seen = new Set<Origin>();
  const visit = (from: Origin | undefined): boolean => {
    if (!from || seen.has(from)) return false;
    seen.add(from);
    switch (from.kind) {
      case 'call':
        return isQuery(sites[from.site]!) || visit(sites[from.site]!.callee) || sites[from.site]!.arguments.some((argument) => visit(argument.origin));
      case 'callback':
        return visit(sites[from.site]!.callee);
      case 'symbol':
        return visit(symbols[from.id]);
      case 'function':
        return visit(functions[from.id]?.returns);
      case 'member':
      case 'array':
      case 'returned':
        return visit(from.of);
      case 'any':
        return from.of.some(visit);
      case 'object':
        return Object.values(from.members).some(visit);
      default:
        return false;
    }
  };
  return visit(origin);
}

/** The async functions that send a statement and give what it gives: callers who do not wait read a promise. */
function givingQueries(links: Links): readonly string[] {
  const sending = new Set(links.sites.flatMap((site) => (site.within?.async === true && site.awaited && isQuery(site) ? [site.within.name] : [])));
  return Object.entries(links.functions).flatMap(([id, own]) => (own.isExported && sending.has(own.name) && givesQuery(links, own.returns) ? [id] : []));
}

/**
 * The words by which callers name the exported functions that only callers complete: a telling parameter, of a type that they know, is handed to a call; the
 * function gives the promise of a query; or another one waits where it does not.
 */
export function askedCallers(links: Links): readonly string[] {
  const defaults = links.exports['default'];
  const found = new Set<string>();
  const ask = (id: string): void => {
    found.add(isDefault(defaults, id) ? ANY_NAME : calledName(id));
  };
  givingQueries(links).forEach(ask);
  syncFunctions(links).forEach(ask);
  for (const site of links.sites) {
    for (const { function: id, index } of site.arguments.flatMap(partsOf).flatMap((part) => parametersOf(part.origin))) {
      const own = links.functions[id];
      const declared = own?.parameters[index];
      if (own?.isExported === true && declared && isTellingName(declared.name) && isOpen(declared.origin)) ask(id);
    }
  }
  return [...found].sort();
}

/** Ids of functions and methods with a sibling of the same name and `Async`. */
export const syncFunctions = ({ functions }: Links): readonly string[] => Object.keys(functions).filter((id) => Object.hasOwn(functions, `${id}Async`));

/** ORMs whose calls are those of an entity or a model: files that use one say its name, and often nothing else of a database. */
const OF_ENTITIES: ReadonlySet<string> = new Set(['typeorm', 'sequelize']);

/** The words by which others name what a file of entities or models exports. */
export const entityNames = ({ exports }: Links, declarations: readonly Declaration[]): readonly string[] =>
  (declarations.some((own) => OF_ENTITIES.has(own.orm) && own.isMigration !== true) ? Object.keys(exports).map((name) => (/^[\w$]+$/.test(name) && name !== 'default' ? name : ANY_NAME)) : []);

/** What is exported as the default gets its name from those who import it. */
const ANY_NAME = '*';

const isDefault = (origin: Origin | undefined, id: string): boolean =>
  origin !== undefined && (((origin.kind === 'function' || origin.kind === 'class' || origin.kind === 'symbol') && origin.id === id) || (origin.kind === 'any' && origin.of.some((option) => isDefault(option, id))));

/** `save` of `Users.save`, `Users` of `Users#constructor`; names that a pattern over bytes cannot find are left to the callers. */
function calledName(id: string): string {
  const name = id.endsWith('#constructor') ? id.slice(0, -'#constructor'.length) : id.slice(id.lastIndexOf('.') + 1);
  return /^[\w$]+$/.test(name) ? name : ANY_NAME;
}

const isOfProject = (specifier: string): boolean => /^[.@~#]/.test(specifier) && !driverOfModule(specifier);

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
export function neededModules({ sites, symbols }: Links, isOfDatabase: boolean): readonly string[] {
  const found = new Set<string>();
  const seen = new Set<Origin>();
  const visit = (origin: Origin): void => {
    if (seen.has(origin)) return;
    seen.add(origin);
    if (origin.kind === 'import' && isOfProject(origin.specifier)) found.add(origin.specifier);
    else if (origin.kind === 'member' || origin.kind === 'typed' || origin.kind === 'returned' || origin.kind === 'array') visit(origin.of);
    else if (origin.kind === 'any') origin.of.forEach(visit);
    else if (origin.kind === 'symbol' && symbols[origin.id]) visit(symbols[origin.id]!);
  };
  for (const site of sites) {
    const isQuery = site.fragments !== undefined || site.arguments.some((argument) => argument.isSql);
    const name = site.callee.kind === 'member' ? site.callee.name : '';
    if (!isQuery && !DATABASE_METHOD.test(name) && !(isOfDatabase && STATEMENT_METHOD.test(name))) continue;
    visit(site.callee);
    for (const part of site.arguments.flatMap(partsOf)) visit(part.origin);
  }
  return [...found].sort();
}
