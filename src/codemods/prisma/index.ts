import { Node, SyntaxKind, type ObjectLiteralExpression, type SourceFile } from 'ts-morph';
import type { Codemod, CodemodContext, Component } from '../codemod.ts';
import { replaceDependencies } from '../dependencies.ts';
import { createDraft, pathOf, type Draft } from '../draft.ts';
import { readMoving } from '../moving.ts';
import { importsOf } from '../syntax.ts';
import { propertyOf, replaceText } from '../builders/objects.ts';

/** Driver adapters of Prisma (https://www.prisma.io/docs/orm/overview/databases/database-drivers). */
const ADAPTERS: Readonly<Record<string, string>> = {
  '@prisma/adapter-better-sqlite3': 'PrismaBetterSQLite3', '@prisma/adapter-libsql': 'PrismaLibSQL',
};

function run(context: CodemodContext): readonly Component[] {
  const draft = createDraft(context, 'prisma-to-postgres', 'Prisma speaks to PostgreSQL');
  for (const facts of context.project.facts) {
    for (const setting of facts.settings) {
      if (setting.value !== 'sqlite' || !/^(?:datasource|migrations)\.provider$/.test(setting.key)) continue;
      draft.edit(setting.path, setting, 'postgresql');
      draft.convertedAt({ path: setting.path, span: setting, message: 'The provider is PostgreSQL.' });
      if (setting.key === 'datasource.provider') convertUrl(context, draft, setting.path);
    }
  }
  const { files } = readMoving(context, () => undefined);
  for (const file of files) {
    if (!/\bwhere\b|adapter-/.test(file.getFullText())) continue;
    convertAdapter(draft, file);
    for (const object of file.getDescendantsOfKind(SyntaxKind.ObjectLiteralExpression)) convertFilter(draft, object);
  }
  if (draft.toComponent().edits.length === 0) return [];
  const homes = files.filter((file) => importsOf(file, /^@prisma\/adapter-/).length > 0).map((file) => pathOf(context, file));
  replaceDependencies(context, draft, { remove: Object.keys(ADAPTERS), add: homes.length > 0 ? ['@prisma/adapter-pg'] : [], addDev: [], homes });
  draft.step('Start a new history of migrations: move `prisma/migrations` away, then `npx prisma migrate dev --name init`, and generate the client.');
  draft.step('Set `DATABASE_URL` to a PostgreSQL URL wherever it named a file.');
  return [draft.toComponent()];
}

/** `url = "file:./dev.db"`: a file is no PostgreSQL database. */
function convertUrl(context: CodemodContext, draft: Draft, path: string): void {
  const text = context.readText(path) ?? '';
  const match = /(^\s*url\s*=\s*)"file:[^"\n]*"/m.exec(text);
  if (match) draft.edit(path, { start: match.index + match[1]!.length, end: match.index + match[0].length }, 'env("DATABASE_URL")');
}

const TEXT_FILTERS = ['contains', 'startsWith', 'endsWith'];

/** SQLite's LIKE, which these filters are, does not tell upper from lower case (https://www.prisma.io/docs/orm/prisma-client/queries/case-sensitivity). */
function convertFilter(draft: Draft, object: ObjectLiteralExpression): void {
  const filter = TEXT_FILTERS.map((key) => propertyOf(object, key)).find((one) => one !== undefined);
  if (!filter || propertyOf(object, 'mode') || propertyOf(object, 'path') || !isInWhere(object)) return;
  const last = object.getProperties().at(-1)!;
  const quote = /import .*"/.test(object.getSourceFile().getFullText()) ? '"' : "'";
  draft.splice(object.getSourceFile(), { start: last.getEnd(), end: last.getEnd() }, `, mode: ${quote}insensitive${quote}`);
  draft.converted(object, 'The filter goes on not to tell upper from lower case.');
}

const METHOD = /\.(?:find(?:Many|First|Unique)(?:OrThrow)?|count|aggregate|groupBy|updateMany|deleteMany)$/;

/** Whether an object stands in the `where` of a call of Prisma's client. */
function isInWhere(object: Node): boolean {
  const where = object.getFirstAncestor((above) => Node.isPropertyAssignment(above) && above.getName() === 'where');
  const call = where?.getFirstAncestorByKind(SyntaxKind.CallExpression);
  return call !== undefined && METHOD.test(call.getExpression().getText());
}

function convertAdapter(draft: Draft, file: SourceFile): void {
  for (const declaration of importsOf(file, /^@prisma\/adapter-(?:better-sqlite3|libsql)$/)) {
    const name = declaration.getNamedImports().find((one) => one.getName() === ADAPTERS[declaration.getModuleSpecifierValue()]);
    if (!name) continue;
    replaceText(draft, declaration.getModuleSpecifier(), '@prisma/adapter-pg');
    draft.replace(name, 'PrismaPg');
    for (const made of file.getDescendantsOfKind(SyntaxKind.NewExpression)) {
      if (made.getExpression().getText() === name.getName()) draft.replace(made, 'new PrismaPg({ connectionString: process.env.DATABASE_URL })');
    }
  }
}

/** https://www.prisma.io/docs/orm/overview/databases/postgresql */
export const prisma: Codemod = {
  id: 'prisma-to-postgres',
  summary: "Prisma's provider, migration lock, adapter and text filters for PostgreSQL",
  applies: (project) => project.facts.some((facts) => facts.settings.some((one) => one.key === 'datasource.provider' && one.value === 'sqlite')),
  run,
};
