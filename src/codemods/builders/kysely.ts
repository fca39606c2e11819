import { Node, SyntaxKind, type NewExpression, type SourceFile } from 'ts-morph';
import { DEFAULTS } from '../../dialects/sqlite-to-postgres/defaults.ts';
import { needsWidth } from '../../dialects/sqlite-to-postgres/types.ts';
import { spanOf, type Draft } from '../draft.ts';
import { importsOf, lineSpan, localNameNode, quoteOf, usesOf } from '../syntax.ts';
import { replaceText, textOf, valueOf } from './objects.ts';
import { isCallOf, type BuilderRow } from './options.ts';
import { declarePoolTypes } from './pool-types.ts';

/** Types of the schema builder that PostgreSQL does not know, and what keeps the program's view (https://kysely-org.github.io/kysely-apidoc/types/ColumnDataType.html). */
const TYPES: Readonly<Record<string, string>> = { datetime: 'text', blob: 'bytea', real: 'double precision' };

const CLIENT = /^(?:better-sqlite3|libsql)$/;

function convert(draft: Draft, file: SourceFile): void {
  for (const declaration of importsOf(file, /^kysely$/)) {
    for (const specifier of declaration.getNamedImports().filter((one) => one.getName() === 'SqliteDialect')) {
      draft.replace(specifier, 'PostgresDialect');
      for (const use of usesOf(localNameNode(specifier))) {
        const made = use.getParentIfKind(SyntaxKind.NewExpression);
        if (made) convertDialect(draft, file, made);
      }
    }
  }
  for (const call of file.getDescendantsOfKind(SyntaxKind.CallExpression)) if (isCallOf(call, /^addColumn$/)) convertColumn(draft, call.getArguments());
}

/** `new SqliteDialect({ database: new Database(path) })` (https://kysely.dev/docs/dialects). */
function convertDialect(draft: Draft, file: SourceFile, made: NewExpression): void {
  const [options] = made.getArguments();
  const database = options && Node.isObjectLiteralExpression(options) ? valueOf(options, 'database') : undefined;
  if (!options || !database || !Node.isNewExpression(database)) {
    draft.barrier(made, 'The database of this dialect is opened elsewhere: give `PostgresDialect` a `pool`.');
    return;
  }
  for (const client of importsOf(file, CLIENT)) {
    const name = client.getDefaultImport();
    const isFree = name ? usesOf(name).every((use) => draft.isGone(use)) : false;
    const line = `import { Pool, TypeOverrides } from ${quoteOf(file)}pg${quoteOf(file)};`;
    if (isFree) draft.splice(file, spanOf(client), line);
    else draft.splice(file, { start: lineSpan(client).end, end: lineSpan(client).end }, `${line}\n`);
  }
  draft.replace(made, `new PostgresDialect({ pool: new Pool({ connectionString: process.env.DATABASE_URL, types: ${declarePoolTypes(draft, file, true)} }) })`);
  draft.converted(made, 'Kysely speaks to PostgreSQL.');
}

/** `.addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())`. */
function convertColumn(draft: Draft, [name, type, build]: readonly Node[]): void {
  const written = textOf(type);
  if (!type || written === undefined) return;
  const increments = build?.getDescendantsOfKind(SyntaxKind.CallExpression).find((call) => isCallOf(call, /^autoIncrement$/));
  const increment = increments?.getExpressionIfKind(SyntaxKind.PropertyAccessExpression)?.getNameNode();
  if (increment) draft.replace(increment, 'generatedByDefaultAsIdentity');
  const isWide = /^(?:integer|int4)$/.test(written) && !/^id$|_id$|[a-z]Id$/.test(textOf(name) ?? '') && needsWidth({ name: textOf(name) ?? '', type: 'INTEGER' });
  const wanted = isWide ? 'bigint' : TYPES[written];
  if (wanted !== undefined) replaceText(draft, type, wanted);
  for (const call of build?.getDescendantsOfKind(SyntaxKind.CallExpression) ?? []) if (isCallOf(call, /^defaultTo$/)) convertDefault(draft, call.getArguments()[0], wanted ?? written);
}

function convertDefault(draft: Draft, value: Node | undefined, type: string): void {
  const template = value && Node.isTaggedTemplateExpression(value) ? value.getTemplate() : undefined;
  const sql = textOf(template)?.replace(/^\((.*)\)$/, '$1');
  const row = sql === undefined ? undefined : DEFAULTS.find((one) => one.pattern.test(sql));
  const text = row?.postgres[/^timestamp/.test(type) ? 'timestamptz' : /int/.test(type) ? 'integer' : 'text'];
  if (template && row && text) draft.replace(template, `\`${sql!.replace(row.pattern, text)}\``);
}

export const kysely: BuilderRow = {
  id: 'kysely-to-postgres', name: 'Kysely', summary: "Kysely's dialect and schema builder for PostgreSQL",
  modules: /^kysely$/, remove: ['better-sqlite3'], add: ['pg'], addDev: ['@types/pg'],
  steps: ['Ask for keys with `.returning(...)` where `insertId` was read: PostgreSQL gives none.'],
  convert,
};
