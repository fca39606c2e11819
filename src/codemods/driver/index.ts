import { ts } from 'ts-morph';
import { groupBy } from '../../core/group-by.ts';
import type { Call, Facts, Place, ProposedEdit, Related } from '../../core/types.ts';
import { driverOfModule } from '../../drivers/lookup.ts';
import type { Project } from '../../rule.ts';
import { isTestPath } from '../../core/test-path.ts';
import { graphOf, withoutEnding } from '../cascade/graph.ts';
import { cascade, type Cascade } from '../cascade/index.ts';
import { choiceComponents } from '../moving.ts';
import type { Codemod, CodemodContext, Component, NewFile } from '../codemod.ts';
import { convertErrorTests, plainCodeOf } from '../errors.ts';
import { specifierOf } from '../specifier.ts';
import { testDatabase, testModuleOf, type TestDatabase } from '../test-database/index.ts';
import { SOURCES } from '../../drivers/sources.ts';
import { spanOf } from '../draft.ts';
import { createDriverDraft, use, type DriverDraft } from './draft.ts';
import { convertErrorTexts } from './error-texts.ts';
import { closeGaps } from './gaps.ts';
import { createHandles } from './handles.ts';
import { findHomes, type Home, type Homes } from './homes.ts';
import { importEdits, leftUses, unusedImportEdits } from './imports.ts';
import { findInitialisations, initialiseEdits, type Initialisation } from './initialise.ts';
import { returningEdits } from './keys.ts';
import { manifestEdits, packageOf } from './manifest.ts';
import { convertMockedFunctions } from './mocked-functions.ts';
import { convertMockedHandles } from './mocked-handles.ts';
import { convertMocks } from './mocks.ts';
import { quotedNames, type Plan } from './plan.ts';
import { findParts } from './parts.ts';
import { createSqlReader } from './sql.ts';
import type { SupportName } from './support.ts';
import { supportText } from './support-text.ts';
import { noteUnconverted } from './unconverted.ts';
import { convertFile } from './walk.ts';

/** A module that opens its driver for an ORM or a query builder: that one's codemod converts both. */
const isOfBuilder = (fact: Facts | undefined): boolean =>
  fact?.module?.imports.some(({ specifier }) => driverOfModule(specifier)?.kind === 'builder' && specifier !== 'drizzle-orm') ?? false;

const sourcesOf = (project: Project): readonly { readonly path: string }[] =>
  project.facts.filter((fact) => !isOfBuilder(fact)).flatMap((fact) => fact.drivers.filter((use) => use.via === 'import' && SOURCES.includes(use.driver)));

/** SQLite's drivers to a PostgreSQL library: calls, handles, statements, transactions, opening, and what turns async with them. */
export const driver: Codemod = {
  id: 'driver',
  summary: 'better-sqlite3, node:sqlite, bun:sqlite, sqlite3, sqlite and @libsql/client to pg, postgres or PGlite',
  applies: (project) => sourcesOf(project).length > 0,
  run,
};

/** One component for all that hangs together; what a barrier stops leaves the parts of the project that have nothing to do with it. */
function run(context: CodemodContext): readonly Component[] {
  const all = context.morph.getSourceFiles().map((file) => file.compilerNode).filter((file) => !isForeign(file));
  const pathOf = (file: ts.SourceFile): string => context.toPath(file.fileName);
  const choices = new Map(all.flatMap((file) => {
    const choice = context.project.engineChoice(pathOf(file));
    return choice ? [[pathOf(file), choice] as const] : [];
  }));
  const kept = choiceComponents('driver', 'the SQLite driver', sourcesOf(context.project).map(({ path }) => choices.get(path)));
  return [...convertParts(context, all.filter((file) => !choices.has(pathOf(file))), new Set(choices.keys())), ...kept];
}

function convertParts(context: CodemodContext, files: readonly ts.SourceFile[], kept: ReadonlySet<string>): readonly Component[] {
  const whole = convert(context, files, kept);
  if (!whole || whole.barriers.length === 0) return whole ? [whole] : [];
  const pathOf = (file: ts.SourceFile): string => context.toPath(file.fileName);
  const touched = new Set([...whole.edits, ...whole.barriers].flatMap(({ path }) => path ?? []));
  const partOf = findParts(context.morph.getTypeChecker().compilerObject, files, pathOf, touched);
  const left = groupBy(whole.barriers, ({ path }) => partOf(path));
  const isLeft = (path: string): boolean => left.has(partOf(path));
  const rest = whole.converted.some(({ path }) => !isLeft(path) && !isTestPath(path))
    ? convert(context, files.filter((file) => !isLeft(pathOf(file))), new Set([...kept, ...files.map(pathOf).filter(isLeft)])) : undefined;
  if (!rest) return [whole];
  const parts = [...left].map(([part, barriers]): Component => {
    const converted = whole.converted.filter(({ path }) => partOf(path) === part);
    return { ...whole, title: `the SQLite driver in ${filesIn([...converted, ...barriers])}`, converted, barriers };
  });
  return [rest, ...parts];
}

function filesIn(places: readonly Related[]): string {
  const [first, ...others] = [...new Set(places.map(({ path }) => path))].sort();
  return others.length === 0 ? first! : `${first!} and ${others.length} more`;
}

/** Converts some files of the project; those that are `left` stay as they are, and have nothing to do with them. */
function convert(context: CodemodContext, files: readonly ts.SourceFile[], left: ReadonlySet<string>): Component | undefined {
  const { morph, toPath } = context;
  const project = { ...context.project, facts: context.project.facts.filter(({ path }) => !left.has(path)) };
  const byPath = new Map(files.map((file) => [toPath(file.fileName), file]));
  const plan = makePlan({ ...context, project }, (path) => byPath.get(path));
  const { draft } = plan;
  const own = files.filter((file) => !isOfBuilder(project.factsOf(toPath(file.fileName))));
  for (const file of own) convertFile(plan, file, project);
  noteUnconverted(plan, project.facts.filter((fact) => !isOfBuilder(fact)), (path) => byPath.get(path));
  const planned = draft.toComponent();
  if (planned.converted.length + planned.barriers.length === 0) return undefined;
  const homes = findHomes({ ...context, project }, sourcesOf(project).map(({ path }) => path), byPath);
  for (const file of own) {
    const path = toPath(file.fileName);
    convertMocks(plan, file, specifierOf(file, path, homes.of(path).path, files), endingOfLoads(morph.getCompilerOptions()));
  }
  const byName = new Map(files.map((file) => [withoutEnding(file.fileName), file]));
  for (const file of own) {
    const path = toPath(file.fileName);
    convertMockedHandles(plan, file, specifierOf(file, path, testModuleOf(homes.of(path).path), files), (name) => byName.get(name));
  }
  for (const file of own) if (isTestPath(toPath(file.fileName))) convertErrorTexts(plan, file);
  for (const file of own) convertErrors(context, draft, file);
  draft.take({ edits: returningEdits(plan, project, (path) => byPath.get(path)) });
  for (const file of own) {
    for (const node of leftUses(draft, file, toPath(file.fileName))) draft.barrier(node, `\`${node.text}\` of the SQLite driver is used in a way that is not converted.`);
  }
  const spread = spreadAsync(context, plan, files);
  for (const call of spread.floating) if (isTestPath(draft.pathOf(call))) settle(draft, call);
  for (const file of own) convertMockedFunctions(plan, file, spread.turned);
  const tests = new Map(homes.all.map((home) => [home, testDatabase(context, home.path, home.kind, home.neighbour, usesOf(draft, homes, home).has('standIn'))]));
  const imports = own.flatMap((file) => {
    const path = toPath(file.fileName);
    const home = homes.of(path);
    return importEdits(draft, file, path, { support: home.path, tests: tests.get(home)?.file.path }, files);
  });
  const unused = own.flatMap((file) => unusedImportEdits(draft, file, toPath(file.fileName)));
  const forTests = tests.values().next().value?.devDependency;
  draft.take(spread);
  const usingTests = draft.edits().flatMap(({ path }) => (isTestPath(path) ? [path] : []));
  draft.take({ edits: [...manifestEdits(context, homes.all.map(({ path }) => path), forTests, usingTests, left), ...imports, ...unused] });
  const written = [...tests].flatMap(([home, database]) => [supportFile(context, draft, homes, home, database, files), ...(database ? [database.file] : [])]);
  draft.take({ created: written });
  return { ...draft.toComponent(), edits: closeGaps(draft.edits(), (path) => byPath.get(path)?.text) };
}

function makePlan(context: CodemodContext, fileAt: (path: string) => ts.SourceFile | undefined): Plan {
  const { morph, project, schema, options } = context;
  const { checker } = graphOf(morph.getProgram().compilerObject);
  return {
    draft: createDriverDraft(context), checker, schema, names: quotedNames(schema), sql: createSqlReader(project, checker, fileAt),
    handles: createHandles(checker), target: packageOf(options.target), isOpening: openingTest(project),
  };
}

/** Tests of SQLite's errors, in files that do not know PostgreSQL's as well. */
function convertErrors({ morph, project, toPath }: CodemodContext, draft: DriverDraft, file: ts.SourceFile): void {
  const tests = project.factsOf(toPath(file.fileName))?.errorTests ?? [];
  if (!tests.some((test) => test.engine === 'sqlite') || tests.some((test) => test.engine === 'postgres') || project.twinOf(toPath(file.fileName)) !== undefined) return;
  convertErrorTests({ draft, codeOf: plainCodeOf }, morph.getSourceFileOrThrow(file.fileName));
}

/** Where the facts know that a connection of a driver is made. */
function openingTest(project: Project): Plan['isOpening'] {
  const places = new Set(project.facts.flatMap((fact) => fact.connections.filter((one) => SOURCES.includes(one.driver)).map((one) => `${fact.path}:${one.start}:${one.end}`)));
  return (path, span) => places.has(`${path}:${span.start}:${span.end}`);
}

/** What a module that is loaded while the program runs must end with, also where imports need no ending (https://nodejs.org/api/esm.html#mandatory-file-extensions). */
const endingOfLoads = ({ moduleResolution }: ts.CompilerOptions): string =>
  (moduleResolution === ts.ModuleResolutionKind.Node16 || moduleResolution === ts.ModuleResolutionKind.NodeNext ? '.js' : '');

const isForeign = (file: ts.SourceFile): boolean => /[\\/]node_modules[\\/]|\.d\.[cm]?ts$/.test(file.fileName);

interface Spread {
  readonly edits: readonly ProposedEdit[];
  readonly created: readonly NewFile[];
  readonly review: readonly Related[];
  readonly barriers: readonly Related[];
  readonly floating: Cascade['floating'];
  readonly turned: Cascade['turned'];
}

/** A test that starts something and goes on: what SQLite did before the call returned is waited for. */
function settle(draft: DriverDraft, call: ts.Node): void {
  const statement = ts.isVoidExpression(call.parent) ? call.parent.parent : call.parent;
  const { text } = statement.getSourceFile();
  const start = statement.getStart();
  const indent = /[ \t]*$/.exec(text.slice(0, start))![0];
  const line = text.includes('\r\n') ? '\r\n' : '\n';
  const wait = `await ${use(draft, call, 'settled')}()${statement.getText().endsWith(';') ? ';' : ''}`;
  draft.splice(statement, { start: statement.end, end: statement.end }, `${line}${indent}${wait}`);
}

/** Lets everything that runs a statement wait for it. What code that cannot wait does when it opens the database becomes the work of `initialise`. */
function spreadAsync(context: CodemodContext, plan: Plan, files: readonly ts.SourceFile[]): Spread {
  const { draft } = plan;
  let candidates = findInitialisations(plan, files, context.morph.getCompilerOptions());
  for (;;) {
    const found = runCascade(context, draft, candidates);
    const edits = found.components.flatMap((component) => component.edits);
    const own = initialiseEdits(plan, candidates, edits);
    if (!own.instead) {
      const { components, floating, turned } = found;
      return {
        floating, turned, edits: [...edits, ...own.edits], created: components.flatMap((one) => one.created),
        review: components.flatMap((one) => one.review), barriers: components.flatMap((one) => one.barriers),
      };
    }
    candidates = own.instead;
  }
}

function runCascade({ morph, toPath, readText }: CodemodContext, draft: DriverDraft, initialisations: readonly Initialisation[]): Cascade {
  // A function that is declared among the statements turns async by itself.
  const nodes = [...draft.regions, ...initialisations.flatMap((one) => one.statements.filter((statement) => !ts.isFunctionDeclaration(statement)))];
  const regions: readonly Place[] = nodes.map((node) => ({ path: draft.pathOf(node), ...spanOf(node) }));
  return cascade({ morph, toPath, readText, seeds: [...draft.seeds], regions });
}

/** What the files that belong to a support module need of it. */
const usesOf = (draft: DriverDraft, homes: Homes, home: Home): ReadonlySet<SupportName> =>
  new Set([...draft.uses].flatMap(([user, names]) => (homes.of(user) === home ? [...names] : [])));

const isSwallowed = ({ driver, swallowed }: Call): boolean => swallowed && SOURCES.includes(driver ?? '');

function supportFile(
  { options, project, schema }: CodemodContext, draft: DriverDraft, homes: Homes, home: Home, tests: TestDatabase | undefined, files: readonly ts.SourceFile[],
): NewFile {
  const { path, kind, neighbour } = home;
  const goesOn = draft.toComponent().converted.some(({ message }) => message === 'transaction') && project.facts.some((fact) => !fact.isTest && fact.calls.some(isSwallowed));
  const uses = usesOf(draft, homes, home);
  const forTests = tests && { specifier: specifierOf(neighbour, path, tests.file.path, files), open: tests.open };
  return { path, text: supportText(options.target, kind, { uses, names: quotedNames(schema), isOrdered: draft.isOrdered, goesOn, tests: forTests }) };
}
