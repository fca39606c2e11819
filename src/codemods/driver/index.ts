import { posix } from 'node:path';
import { ts, type Node as MorphNode, type SourceFile } from 'ts-morph';
import type { Facts, Pieces, Place, ProposedEdit, Related } from '../../core/types.ts';
import { driverOfModule } from '../../drivers/lookup.ts';
import type { Project } from '../../rule.ts';
import { isTestPath } from '../../sql/migrations.ts';
import { cascade, type Cascade } from '../cascade/index.ts';
import type { Codemod, CodemodContext, Component, NewFile } from '../codemod.ts';
import { convertErrorTests, plainCodeOf } from '../errors.ts';
import { specifierOf } from '../specifier.ts';
import { testDatabase, type TestDatabase } from '../test-database/index.ts';
import { SOURCES } from './declarations.ts';
import { createDraft, note, replace, spanOf, use, type Draft } from './draft.ts';
import { convertErrorTexts } from './error-texts.ts';
import { createHandles } from './handles.ts';
import { importEdits, leftUses } from './imports.ts';
import { findInitialisations, initialiseEdits, type Initialisation } from './initialise.ts';
import { returningEdits } from './keys.ts';
import { manifestEdits, packageOf } from './manifest.ts';
import { convertMocks } from './mocks.ts';
import type { ModuleKind } from './module-text.ts';
import { isCommonJs } from './names.ts';
import type { Plan } from './plan.ts';
import { createSqlReader } from './sql.ts';
import { supportText } from './support-text.ts';
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

function run(context: CodemodContext): readonly Component[] {
  const { morph, project, schema, toPath } = context;
  const checker = morph.getTypeChecker().compilerObject;
  const files = morph.getSourceFiles().map((file) => file.compilerNode).filter((file) => !isForeign(file));
  const byPath = new Map(files.map((file) => [toPath(file.fileName), file]));
  const draft = createDraft(toPath);
  const plan: Plan = {
    draft, checker, handles: createHandles(checker), sql: createSqlReader(project, checker, (path) => byPath.get(path)), schema,
    target: packageOf(context.options.target), isOpening: openingTest(project),
  };
  const own = files.filter((file) => !isOfBuilder(project.factsOf(toPath(file.fileName))));
  for (const file of own) convertFile(plan, file, project);
  if (draft.converted.length + draft.barriers.length === 0) return [];
  const support = supportPath(context, files, byPath);
  for (const file of own) convertMocks(plan, file, specifierOf(file, toPath(file.fileName), support.path, files), endingOfLoads(morph.getCompilerOptions()));
  for (const file of own) if (isTestPath(toPath(file.fileName))) convertErrorTexts(plan, file);
  for (const file of own) convertErrors(context, draft, file);
  draft.edits.push(...returningEdits(plan, project, (path) => byPath.get(path)));
  for (const [path, file] of byPath) {
    for (const node of leftUses(draft, file, path)) note(draft.barriers, draft, node, `\`${node.text}\` of the SQLite driver is used in a way that is not converted.`);
  }
  const spread = spreadAsync(context, plan, files);
  for (const call of spread.floating) if (isTestPath(draft.pathOf(call))) settle(draft, call);
  const tests = testDatabase(context, support.path, support.kind, support.neighbour);
  const imports = [...byPath].flatMap(([path, file]) => importEdits(draft, file, path, { support: support.path, tests: tests?.file.path }, files));
  const edits = [...draft.edits, ...spread.edits, ...manifestEdits(context, support.path, tests?.devDependency), ...imports];
  return [{
    codemod: 'driver', title: `the SQLite driver to ${context.options.target}`, edits: withoutRepeats(edits),
    created: [supportFile(context, draft, support, tests, files), ...(tests ? [tests.file] : []), ...spread.created],
    converted: draft.converted, barriers: [...draft.barriers, ...spread.barriers], review: [...draft.review, ...spread.review], steps: [],
  }];
}

/** Tests of SQLite's errors, in files that do not know PostgreSQL's as well. */
function convertErrors({ morph, project, toPath }: CodemodContext, draft: Draft, file: ts.SourceFile): void {
  const tests = project.factsOf(toPath(file.fileName))?.errorTests ?? [];
  if (!tests.some((test) => test.engine === 'sqlite') || tests.some((test) => test.engine === 'postgres') || project.twinOf(toPath(file.fileName)) !== undefined) return;
  const replaceNode = (node: MorphNode, text: string | Pieces): void => replace(draft, node.compilerNode, text);
  const converted = (node: MorphNode, message: string): void => note(draft.converted, draft, node.compilerNode, message);
  convertErrorTests({ draft: { replace: replaceNode, converted }, codeOf: plainCodeOf }, morph.getSourceFileOrThrow(file.fileName));
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
  readonly floating: readonly ts.Node[];
}

/** A test that starts something and goes on: what SQLite did before the call returned is waited for. */
function settle(draft: Draft, call: ts.Node): void {
  const statement = ts.isVoidExpression(call.parent) ? call.parent.parent : call.parent;
  const { text } = statement.getSourceFile();
  const start = statement.getStart();
  const indent = /[ \t]*$/.exec(text.slice(0, start))![0];
  const line = text.includes('\r\n') ? '\r\n' : '\n';
  const wait = `await ${use(draft, call, 'settled')}()${statement.getText().endsWith(';') ? ';' : ''}`;
  draft.edits.push({ path: draft.pathOf(call), start: statement.end, end: statement.end, text: `${line}${indent}${wait}` });
}

/** Lets everything that runs a statement wait for it. What code that cannot wait does when it opens the database becomes the work of `initialise`. */
function spreadAsync(context: CodemodContext, plan: Plan, files: readonly ts.SourceFile[]): Spread {
  const { draft } = plan;
  let candidates = findInitialisations(plan, files);
  for (;;) {
    const found = runCascade(context, draft, candidates);
    const edits = found.components.flatMap((component) => component.edits);
    const own = initialiseEdits(plan, candidates, edits);
    if (own.failed.length === 0) {
      const { components, floating } = found;
      return {
        floating, edits: [...edits, ...own.edits], created: components.flatMap((one) => one.created),
        review: components.flatMap((one) => one.review), barriers: components.flatMap((one) => one.barriers),
      };
    }
    candidates = candidates.filter((candidate) => !own.failed.includes(candidate));
  }
}

function runCascade({ morph, toPath, readText }: CodemodContext, draft: Draft, initialisations: readonly Initialisation[]): Cascade {
  const fileOf = (node: ts.Node): SourceFile => morph.getSourceFileOrThrow(node.getSourceFile().fileName);
  const seeds = [...draft.seeds].flatMap((node): MorphNode[] => {
    const found = morphNode(fileOf(node), node);
    return found ? [found] : [];
  });
  const nodes = [...draft.regions, ...initialisations.flatMap((one) => one.statements)];
  const regions: readonly Place[] = nodes.map((node) => ({ path: draft.pathOf(node), ...spanOf(node) }));
  return cascade({ morph, toPath, readText, seeds, regions });
}

function morphNode(file: SourceFile, node: ts.Node): MorphNode | undefined {
  let found: MorphNode | undefined = file.getDescendantAtPos(node.getStart());
  while (found && found.compilerNode !== node) found = found.getParent();
  return found;
}

/** The support module that will be, and the module beside it whose imports show how the project writes them. */
interface Support {
  readonly path: string;
  readonly kind: ModuleKind;
  readonly neighbour: ts.SourceFile;
}

/** The module that opens the database outside of tests gets the support module beside it. */
function supportPath({ project, readText }: CodemodContext, files: readonly ts.SourceFile[], byPath: ReadonlyMap<string, ts.SourceFile>): Support {
  const opening = project.facts.flatMap(({ path, isTest, connections }) =>
    connections.filter((one) => SOURCES.includes(one.driver)).map((one) => ({ path, inTest: one.inTest || isTest })));
  const using = sourcesOf(project).map(({ path }) => ({ path, inTest: project.factsOf(path)?.isTest ?? false }));
  const isScript = (path: string): boolean => !/(?:^|\/)(?:bench|scripts?|examples?)\//.test(path);
  const all = [...opening, ...using].filter(({ path }) => byPath.has(path));
  const home = all.find((one) => !one.inTest && isScript(one.path)) ?? all.find((one) => !one.inTest) ?? all[0];
  const path = home?.path ?? project.facts[0]?.path ?? '';
  const file = byPath.get(path) ?? files[0]!;
  const kind: ModuleKind = /\.[cm]?tsx?$/.test(path) ? 'typescript' : isCommonJs(file) ? 'commonjs' : 'module';
  const ending = /\.([cm]?[jt]s)x?$/.exec(path)?.[1] ?? 'ts';
  const folder = posix.dirname(path);
  const free = ['postgres', 'postgres-database', 'postgres-client'].find((name) => readText(posix.join(folder, `${name}.${ending}`)) === undefined) ?? 'postgres-support';
  return { path: posix.join(folder, `${free}.${ending}`), kind, neighbour: file };
}

function supportFile(
  { options }: CodemodContext, draft: Draft, { path, kind, neighbour }: Support, tests: TestDatabase | undefined, files: readonly ts.SourceFile[],
): NewFile {
  const uses = new Set([...draft.uses.values()].flatMap((names) => [...names]));
  const forTests = tests && { specifier: specifierOf(neighbour, path, tests.file.path, files), open: tests.open };
  return { path, text: supportText(options.target, kind, { uses, isOrdered: draft.isOrdered, tests: forTests }) };
}

function withoutRepeats(edits: readonly ProposedEdit[]): readonly ProposedEdit[] {
  const seen = new Set<string>();
  return edits.filter((edit) => {
    const key = `${edit.path}\0${edit.start}\0${edit.end}\0${JSON.stringify(edit.text)}`;
    return !seen.has(key) && seen.add(key);
  });
}

