import { Node, SyntaxKind, type CallExpression, type SourceFile } from 'ts-morph';
import { DEFAULTS } from '../../dialects/sqlite-to-postgres/defaults.ts';
import type { Draft } from '../draft.ts';
import { replaceText, textOf, valueOf } from './objects.ts';
import type { BuilderRow } from './options.ts';

/**
 * Column types of TypeORM that PostgreSQL calls otherwise (https://typeorm.io/docs/entity/entities#column-types). TypeORM gives a `Date` for `datetime` and keeps
 * UTC in SQLite; `timestamptz` is the type that means a point in time.
 */
const TYPES: Readonly<Record<string, string>> = {
  datetime: 'timestamptz', blob: 'bytea', tinyint: 'smallint', mediumint: 'integer', double: 'double precision', nvarchar: 'varchar', varying: 'varchar', clob: 'text',
  nchar: 'char', 'native character': 'char', 'varying character': 'varchar', 'unsigned big int': 'bigint',
};

const DATE_COLUMNS = /^(?:Create|Update|Delete)DateColumn$/;

function convertEntity(draft: Draft, file: SourceFile): void {
  for (const decorator of file.getDescendantsOfKind(SyntaxKind.Decorator)) {
    const call = decorator.getCallExpression();
    if (call && (/Column$/.test(decorator.getName()) || decorator.getName() === 'Column')) convertColumn(draft, call, decorator.getName());
  }
}

function convertColumn(draft: Draft, call: CallExpression, name: string): void {
  const [first] = call.getArguments();
  const options = call.getArguments().find((argument) => Node.isObjectLiteralExpression(argument));
  const type = first && textOf(first) !== undefined ? first : options && Node.isObjectLiteralExpression(options) ? valueOf(options, 'type') : undefined;
  const written = textOf(type);
  const wanted = written === undefined ? undefined : TYPES[written.toLowerCase()];
  if (type && wanted !== undefined) replaceText(draft, type, wanted);
  if (DATE_COLUMNS.test(name) && !type) {
    const quote = /import .*"/.test(call.getSourceFile().getFullText()) ? '"' : "'";
    const at = options ? options.getStart() + 1 : call.getEnd() - 1;
    const text = `type: ${quote}timestamptz${quote}`;
    draft.splice(call.getSourceFile(), { start: at, end: at }, options ? ` ${text},` : `{ ${text} }`);
  }
  if (options && Node.isObjectLiteralExpression(options)) convertDefault(draft, valueOf(options, 'default'), wanted ?? written);
}

/** `default: () => "datetime('now')"`. */
function convertDefault(draft: Draft, value: Node | undefined, type: string | undefined): void {
  const body = value && Node.isArrowFunction(value) ? value.getBody() : undefined;
  const sql = textOf(body)?.replace(/^\((.*)\)$/, '$1');
  const row = sql === undefined ? undefined : DEFAULTS.find((one) => one.pattern.test(sql));
  const text = row?.postgres[type === 'timestamptz' ? 'timestamptz' : /int/.test(type ?? '') ? 'integer' : 'text'];
  if (body && row && text) draft.replace(body, `\`${sql!.replace(row.pattern, text)}\``);
}

/** https://typeorm.io/docs/data-source/data-source-options */
export const typeorm: BuilderRow = {
  id: 'typeorm-to-postgres', name: 'TypeORM', summary: "TypeORM's data source and column types for PostgreSQL",
  modules: /^(?:typeorm|@nestjs\/typeorm)$/, paths: /(?:^|\/)ormconfig\.[cm]?[jt]s$/,
  options: {
    key: 'type', from: /^(?:sqlite|better-sqlite3|sqljs|libsql|expo|capacitor|cordova|nativescript|react-native)$/, to: 'postgres', beside: ['database', 'entities'],
    place: ['database'], placeKey: 'url', drops: ['enableWAL', 'busyTimeout', 'busyErrorRetry', 'statementCacheSize', 'prepareDatabase', 'nativeBinding', 'flags', 'location', 'autoSave', 'driver'],
  },
  remove: ['sqlite3', 'better-sqlite3', 'sql.js'], add: ['pg'],
  steps: ['Make the migrations anew: move the old folder away, then `npx typeorm migration:generate`. Copy statements written by hand (rows, triggers) from the old files.'],
  convert: convertEntity,
};
