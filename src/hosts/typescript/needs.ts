import type { Links, Origin, Site, SiteArgument } from '../../core/types.ts';
import { isTellingName } from '../../core/telling-names.ts';
import { driverOfModule } from '../../drivers/lookup.ts';

/** What a file needs of others before its calls can be understood: which of its callers, which modules. */

/** The parameters that an origin may be, at any depth that a binding looks into. */
const parametersOf = (origin: Origin): readonly Extract<Origin, { kind: 'parameter' }>[] =>
  (origin.kind === 'parameter' ? [origin] : origin.kind === 'any' ? origin.of.flatMap(parametersOf) : origin.kind === 'member' ? parametersOf(origin.of) : []);

const partsOf = (argument: SiteArgument): readonly SiteArgument[] => [argument, ...(argument.elements ?? []), ...(argument.properties ?? [])];

/** The async functions that send a statement: callers who do not wait read a promise. */
const isQueryOfAsync = (site: Site): boolean =>
  site.within?.async === true && site.awaited && (site.fragments !== undefined || site.arguments.some((argument) => argument.isSql));

/**
 * The words by which callers name the exported functions that only callers complete: a telling parameter, of a type that they know, is handed to a call; or
 * the function gives the promise of a query.
 */
export function askedCallers(links: Links): readonly string[] {
  const found = new Set<string>();
  const defaults = links.exports['default'];
  const byName = new Map(Object.entries(links.functions).filter(([, own]) => own.isExported).map(([id, own]) => [own.name, id]));
  for (const site of links.sites) {
    const giving = isQueryOfAsync(site) ? byName.get(site.within!.name) : undefined;
    if (giving !== undefined) found.add(isDefault(defaults, giving) ? ANY_NAME : calledName(giving));
    for (const { function: id, index } of site.arguments.flatMap(partsOf).flatMap((part) => parametersOf(part.origin))) {
      const own = links.functions[id];
      const declared = own?.parameters[index];
      if (own?.isExported !== true || !declared || !isTellingName(declared.name) || !isOpen(declared.origin)) continue;
      found.add(isDefault(defaults, id) ? ANY_NAME : calledName(id));
    }
  }
  return [...found].sort();
}

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
