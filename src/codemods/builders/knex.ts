import { Node, SyntaxKind, type SourceFile } from 'ts-morph';
import { spanOf, type Draft } from '../draft.ts';
import { awaitAround, readChain, unwrapAwait, withParentheses } from '../syntax.ts';
import type { CodemodContext } from '../codemod.ts';
import { isCallOf, type BuilderRow } from './options.ts';
import { declarePoolTypes } from './pool-types.ts';

/** `const [id] = await knex('t').insert(x)`: SQLite gives the rowid, PostgreSQL nothing that was not asked for (https://knexjs.org/guide/query-builder.html#insert). */
function convertInserts(draft: Draft, file: SourceFile, context: CodemodContext): void {
  for (const pattern of file.getDescendantsOfKind(SyntaxKind.ArrayBindingPattern)) {
    const declaration = pattern.getParentIfKind(SyntaxKind.VariableDeclaration);
    const value = declaration?.getInitializer();
    const chain = value && Node.isAwaitExpression(value) ? readChain(unwrapAwait(value)) : undefined;
    const [element, ...others] = pattern.getElements();
    if (!chain || !element || others.length > 0 || !Node.isBindingElement(element)) continue;
    if (!chain.links.some((link) => link.name === 'insert') || chain.links.some((link) => link.name === 'returning')) continue;
    const table = /^[\w.]+(?:<[^>]*>)?\(\s*['"`](\w+)['"`]\s*\)/.exec(chain.call.getText())?.[1];
    if (table === undefined) continue;
    const key = context.schema.table(table)?.primaryKey[0] ?? 'id';
    const name = element.getName();
    draft.replace(element, name === key ? `{ ${key} }` : `{ ${key}: ${name} }`);
    const quote = /'/.test(chain.call.getText()) ? "'" : '"';
    draft.splice(file, { start: chain.call.getEnd(), end: chain.call.getEnd() }, `.returning(${quote}${key}${quote})`);
    draft.converted(chain.call, 'The key of the new row is asked for.');
  }
}

/** `await knex.raw('SELECT ...')` gives the rows on SQLite, `{ rows }` on PostgreSQL (https://knexjs.org/guide/raw.html). */
function convertRaw(draft: Draft, file: SourceFile): void {
  for (const call of file.getDescendantsOfKind(SyntaxKind.CallExpression)) {
    const around = awaitAround(call);
    if (!around || !isCallOf(call, /^raw$/) || !/^raw\(\s*['"`]\s*(?:select|with)\b/i.test(call.getText().slice(call.getText().lastIndexOf('.raw(') + 1))) continue;
    const outer = withParentheses(around);
    if (Node.isExpressionStatement(outer.getParent())) continue;
    draft.replace(outer, ['(', spanOf(around), ').rows']);
  }
}

/** https://knexjs.org/guide/#configuration-options */
export const knex: BuilderRow = {
  id: 'knex-to-postgres', name: 'Knex', summary: "Knex's client, connection, returned keys and raw results for PostgreSQL",
  modules: /^(?:knex|objection)$/, paths: /(?:^|\/)knexfile\.[cm]?[jt]s$/,
  options: {
    key: 'client', from: /^(?:sqlite3?|better-sqlite3|libsql)$/, to: 'pg', beside: ['connection'], place: ['connection'], placeKey: 'connection',
    placeText: (draft, file) => `{ connectionString: process.env.DATABASE_URL, types: ${declarePoolTypes(draft, file)} }`,
    drops: ['useNullAsDefault', 'pool'],
  },
  remove: ['sqlite3', 'better-sqlite3', '@libsql/client'], add: ['pg'], steps: ['Run the migrations on an empty PostgreSQL database: `npx knex migrate:latest`.'],
  results: (draft, file, context) => {
    convertInserts(draft, file, context);
    convertRaw(draft, file);
  },
};
