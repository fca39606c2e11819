import { Node, SyntaxKind, type ObjectLiteralExpression, type SourceFile } from 'ts-morph';
import type { Draft } from '../draft.ts';
import { propertyOf, removeProperty, replaceText, textOf, valueOf } from './objects.ts';
import type { BuilderRow } from './options.ts';
import { spellTables } from './table-names.ts';

const quoteIn = (file: SourceFile): string => (/require\(\s*"|from "/.test(file.getFullText()) ? '"' : "'");

const urlIn = (file: SourceFile): string => (/\.[cm]?tsx?$/.test(file.getBaseName()) ? 'process.env.DATABASE_URL!' : 'process.env.DATABASE_URL');

/** Options with `dialect: 'sqlite'`: those of `new Sequelize(...)` take the URL before them, those of a configuration name its variable. */
function convertDialect(draft: Draft, object: ObjectLiteralExpression): void {
  const dialect = valueOf(object, 'dialect');
  if (!dialect || textOf(dialect) !== 'sqlite') return;
  const file = object.getSourceFile();
  const made = object.getParentIfKind(SyntaxKind.NewExpression);
  const storage = propertyOf(object, 'storage');
  replaceText(draft, dialect, 'postgres');
  draft.converted(object, 'Sequelize speaks to PostgreSQL.');
  if (made && made.getArguments()[0] === object) {
    draft.splice(file, { start: object.getStart(), end: object.getStart() }, `${urlIn(file)}, `);
    if (storage) removeProperty(draft, storage);
  } else if (storage) draft.replace(storage, `use_env_variable: ${quoteIn(file)}DATABASE_URL${quoteIn(file)}`);
}

/** `new Sequelize('sqlite::memory:')` and names in backticks, which only SQLite and MySQL read (https://sequelize.org/docs/v6/getting-started/). */
function convert(draft: Draft, file: SourceFile): void {
  for (const object of file.getDescendantsOfKind(SyntaxKind.ObjectLiteralExpression)) convertDialect(draft, object);
  for (const made of file.getDescendantsOfKind(SyntaxKind.NewExpression)) {
    const [first] = made.getArguments();
    if (/Sequelize$/.test(made.getExpression().getText()) && first && /^sqlite:/.test(textOf(first) ?? '')) {
      draft.replace(first, urlIn(file));
      draft.converted(made, 'Sequelize connects to PostgreSQL.');
    }
  }
  for (const call of file.getDescendantsOfKind(SyntaxKind.CallExpression)) {
    const [first] = call.getArguments();
    const text = textOf(first);
    if (!/(?:^|\.)literal$/.test(call.getExpression().getText()) || !first || !text?.includes('`') || !Node.isStringLiteral(first)) continue;
    draft.replace(first, `'${text.replaceAll("'", "\\'").replaceAll('`', '"')}'`);
  }
}

export const sequelize: BuilderRow = {
  id: 'sequelize-to-postgres', name: 'Sequelize', summary: "Sequelize's dialect, storage and literals for PostgreSQL",
  modules: /^(?:sequelize|sequelize-typescript|@sequelize\/core)$/, paths: /(?:^|\/)config\/config\.[cm]?js$/,
  remove: ['sqlite3', '@sequelize/sqlite3'], add: ['pg', 'pg-hstore'],
  steps: ['Look at `STRING(n)`: PostgreSQL refuses what is longer, SQLite took it.'],
  convert,
  results: spellTables,
};
