import { Node, SyntaxKind, type CallExpression, type SourceFile } from 'ts-morph';
import type { CodemodContext } from '../codemod.ts';
import { pathOf, type Draft } from '../draft.ts';
import { quoteOf } from '../syntax.ts';
import { propertyOf, replaceText, textOf, valueOf } from './objects.ts';

/** Where a method that declares a model has its options (https://sequelize.org/docs/v6/core-concepts/model-basics/). */
const OPTIONS: Readonly<Record<string, number>> = { define: 2, init: 1 };

/**
 * Spells the tables of Sequelize's models and migrations as a migration creates them: SQLite finds a table in any case, PostgreSQL only in its own
 * (https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS).
 */
export function spellTables(draft: Draft, file: SourceFile, context: CodemodContext): void {
  const path = pathOf(context, file);
  const created = createdNames(context, path);
  const spelled = (name: string | undefined): string | undefined => {
    const own = name === undefined ? undefined : created.get(name.toLowerCase());
    return own === name ? undefined : own;
  };
  if (created.size === 0) return;
  const declared = (context.project.factsOf(path)?.declarations ?? []).filter((one) => one.isEither && !one.isMigration && one.engine === 'sqlite');
  const models = new Map(declared.map(({ fragment, table }) => [fragment.map[0]!.from, table]));
  for (const call of file.getDescendantsOfKind(SyntaxKind.CallExpression)) {
    const name = spelled(models.get(call.getStart()));
    const [first] = call.getArguments();
    const wanted = /queryInterface\.\w+$/i.test(call.getExpression().getText()) ? spelled(textOf(first)) : undefined;
    if (name !== undefined) nameTable(draft, call, name);
    if (first && wanted !== undefined) replaceText(draft, first, wanted);
  }
  for (const object of file.getDescendantsOfKind(SyntaxKind.ObjectLiteralExpression)) {
    const model = propertyOf(object.getParentIfKind(SyntaxKind.PropertyAssignment)?.getName() === 'references' ? object : undefined, 'model');
    const literal = model && valueOf(object, 'model');
    const wanted = spelled(textOf(literal));
    if (literal && wanted !== undefined) replaceText(draft, literal, wanted);
  }
}

function createdNames({ project }: CodemodContext, path: string): ReadonlyMap<string, string> {
  const all = project.packageOf(path).flatMap((fact) => (fact.isTest ? [] : fact.declarations ?? []));
  return new Map(all.flatMap(({ isMigration, table }) => (isMigration ? [[table.toLowerCase(), table] as const] : [])));
}

/** Gives a model the option `tableName`. */
function nameTable(draft: Draft, call: CallExpression, name: string): void {
  const callee = call.getExpression();
  const place = Node.isPropertyAccessExpression(callee) ? OPTIONS[callee.getName()] : undefined;
  if (place === undefined) return;
  const file = call.getSourceFile();
  const given = call.getArguments();
  const options = given[place];
  const text = `tableName: ${quoteOf(file)}${name}${quoteOf(file)}`;
  const written = options && Node.isObjectLiteralExpression(options) ? propertyOf(options, 'tableName') : undefined;
  const first = options && Node.isObjectLiteralExpression(options) ? options.getProperties()[0] : undefined;
  const indent = first ? /\r?\n[ \t]*$/.exec(file.getFullText().slice(0, first.getStart()))?.[0] : undefined;
  if (written) draft.replace(written, text);
  else if (first) draft.splice(file, { start: first.getStart(), end: first.getStart() }, `${text},${indent ?? ' '}`);
  else if (options && Node.isObjectLiteralExpression(options)) draft.replace(options, `{ ${text} }`);
  else if (!options && given.length === place) draft.splice(file, { start: given.at(-1)!.getEnd(), end: given.at(-1)!.getEnd() }, `, { ${text} }`);
  else { draft.review(call, `PostgreSQL's table is "${name}": say so in the options of this model, \`${text}\`.`); return; }
  draft.converted(call, 'The model names the table as the migration creates it.');
}
