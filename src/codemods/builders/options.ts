import { Node, SyntaxKind, type ObjectLiteralExpression, type SourceFile } from 'ts-morph';
import { isTestPath } from '../../core/test-path.ts';
import type { Codemod, CodemodContext, Component } from '../codemod.ts';
import { replaceDependencies } from '../dependencies.ts';
import type { PackageName } from '../packages.ts';
import { createDraft, pathOf, type Draft } from '../draft.ts';
import { choiceComponents, readMoving, stays } from '../moving.ts';
import { initializerOf } from '../syntax.ts';
import { removeUnused } from '../unused.ts';
import { propertyOf, removeProperty, replaceText, textOf, valueOf } from './objects.ts';

/** What a library needs when it changes from SQLite to PostgreSQL: its options, its packages, and what only it has. */
export interface BuilderRow {
  readonly id: string;
  readonly name: string;
  readonly summary: string;
  /** Modules that show the library. */
  readonly modules: RegExp;
  /** Files with its options that import nothing. */
  readonly paths?: RegExp;
  readonly options?: {
    /** The option that names the engine, and the names that mean SQLite. */
    readonly key: string;
    readonly from: RegExp;
    readonly to: string;
    /** Options one of which must stand beside it. */
    readonly beside: readonly string[];
    /** The option that says where the database is, and what it becomes. */
    readonly place: readonly string[];
    readonly placeKey: string;
    /** Its new value, where it is not the URL alone. */
    readonly placeText?: (draft: Draft, file: SourceFile) => string;
    /** Options of SQLite alone. */
    readonly drops: readonly string[];
  };
  readonly remove: readonly string[];
  readonly add: readonly PackageName[];
  readonly addDev?: readonly PackageName[];
  readonly steps: readonly string[];
  /** The rest: types, columns, results. */
  readonly convert?: (draft: Draft, file: SourceFile) => void;
  /** What calls anywhere make of results; asked once something is converted. */
  readonly results?: (draft: Draft, file: SourceFile, context: CodemodContext) => void;
}

/** The codemod that a row describes. */
export const toCodemod = (row: BuilderRow): Codemod => ({
  id: row.id,
  summary: row.summary,
  applies: (project) => project.facts.some((facts) => facts.module?.imports.some((one) => row.modules.test(one.specifier)) || row.paths?.test(facts.path)),
  run: (context) => run(row, context),
});

function run(row: BuilderRow, context: CodemodContext): readonly Component[] {
  const isOwn = (file: SourceFile): boolean => file.getImportDeclarations().some((one) => row.modules.test(one.getModuleSpecifierValue()))
    || row.modules.test(/require\(\s*['"]([^'"]+)['"]\s*\)/.exec(file.getFullText())?.[1] ?? '') || row.paths?.test(pathOf(context, file)) === true;
  const { files, kept } = readMoving(context, (file) => (isOwn(file) ? optionsForBoth(row, context, file, pathOf(context, file)) : undefined));
  const choices = choiceComponents(row.id, `${row.name} on SQLite`, [...kept].map(([file, choice]) =>
    (isOwn(file) && (choice.path === pathOf(context, file) || isConverted(row, context, file)) ? choice : undefined)));
  return [...convertFiles(row, context, files, files.filter(isOwn)), ...choices];
}

/** Whether anything of a file would be rewritten. */
function isConverted(row: BuilderRow, context: CodemodContext, file: SourceFile): boolean {
  const draft = createDraft(context, row.id, '');
  convertFile(row, context, draft, file);
  return draft.edits().length > 0;
}

function convertFile(row: BuilderRow, context: CodemodContext, draft: Draft, file: SourceFile): void {
  for (const object of file.getDescendantsOfKind(SyntaxKind.ObjectLiteralExpression)) if (!stays(context, object)) convertOptions(draft, row, object);
  row.convert?.(draft, file);
}

function convertFiles(row: BuilderRow, context: CodemodContext, files: readonly SourceFile[], own: readonly SourceFile[]): readonly Component[] {
  const draft = createDraft(context, row.id, `${row.name} speaks to PostgreSQL`);
  for (const file of own) convertFile(row, context, draft, file);
  const made = draft.toComponent();
  if (made.edits.length === 0) return made.barriers.length > 0 ? [made] : [];
  for (const file of row.results ? files : []) row.results!(draft, file, context);
  for (const file of own) removeUnused(draft, file);
  replaceDependencies(context, draft, { remove: row.remove, add: row.add, addDev: row.addDev ?? [], homes: made.converted.map(({ path }) => path) });
  for (const step of row.steps) draft.step(step);
  if (own.some((file) => isTestPath(pathOf(context, file)))) draft.step('The tests need a PostgreSQL of their own: set `DATABASE_URL` for them.');
  return [draft.toComponent()];
}

/** Options of the other engine, or such as are told their engine by a setting, in a package that has SQLite: it chooses one when it starts. */
function optionsForBoth({ options }: BuilderRow, { project }: CodemodContext, file: SourceFile, path: string): Node | undefined {
  const isChosen = (object: ObjectLiteralExpression): boolean => {
    const engine = options && options.beside.some((key) => propertyOf(object, key)) ? valueOf(object, options.key) : undefined;
    return engine !== undefined && textOf(engine) === undefined && textOf(initializerOf(engine)) === undefined;
  };
  const hasSqlite = project.packageOf(path).some((facts) => facts.drivers.some((use) => use.engine === 'sqlite'));
  return options && file.getDescendantsOfKind(SyntaxKind.ObjectLiteralExpression)
    .find((object) => textOf(valueOf(object, options.key)) === options.to || (hasSqlite && isChosen(object)));
}

function convertOptions(draft: Draft, row: BuilderRow, object: ObjectLiteralExpression): void {
  const { options } = row;
  const engine = options && valueOf(object, options.key);
  if (!options || !engine || !options.from.test(textOf(engine) ?? '') || !options.beside.some((key) => propertyOf(object, key))) return;
  replaceText(draft, engine, options.to);
  for (const key of options.drops) {
    const property = propertyOf(object, key);
    if (property && (key !== 'pool' || /pragma/i.test(property.getText()))) removeProperty(draft, property);
  }
  const place = options.place.map((key) => propertyOf(object, key)).find((one) => one !== undefined);
  if (place) draft.replace(place, `${options.placeKey}: ${options.placeText?.(draft, object.getSourceFile()) ?? 'process.env.DATABASE_URL'}`);
  draft.converted(object, `The options of ${row.name} name PostgreSQL.`);
}

/** A call of a method, `x.name(...)`. */
export const isCallOf = (node: Node, name: RegExp): boolean => {
  const callee = Node.isCallExpression(node) ? node.getExpression() : undefined;
  return callee !== undefined && Node.isPropertyAccessExpression(callee) && name.test(callee.getName());
};
