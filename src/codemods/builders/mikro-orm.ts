import { SyntaxKind, type SourceFile } from 'ts-morph';
import type { Draft } from '../draft.ts';
import { importsOf } from '../syntax.ts';
import { propertyOf, removeProperty, replaceText, textOf, valueOf } from './objects.ts';
import type { BuilderRow } from './options.ts';

const OLD = /^@mikro-orm\/(?:sqlite|better-sqlite|libsql)$/;
const DRIVERS: Readonly<Record<string, string>> = { SqliteDriver: 'PostgreSqlDriver', BetterSqliteDriver: 'PostgreSqlDriver', LibSqlDriver: 'PostgreSqlDriver' };

/** What SQLite never read, and what would count before the same part of the URL (https://mikro-orm.io/docs/configuration#connection). */
const OF_SERVERS = ['host', 'port', 'user', 'password'];

/** The package of the driver says which database it is (https://mikro-orm.io/docs/usage-with-sql). */
function convert(draft: Draft, file: SourceFile): void {
  for (const declaration of importsOf(file, OLD)) {
    replaceText(draft, declaration.getModuleSpecifier(), '@mikro-orm/postgresql');
    draft.converted(declaration, "MikroORM's driver is that for PostgreSQL.");
    for (const name of file.getDescendantsOfKind(SyntaxKind.Identifier)) {
      const renamed = DRIVERS[name.getText()];
      if (renamed !== undefined) draft.replace(name, renamed);
    }
    for (const object of file.getDescendantsOfKind(SyntaxKind.ObjectLiteralExpression)) {
      const place = propertyOf(object, 'dbName');
      const text = textOf(valueOf(object, 'dbName')) ?? place?.getText() ?? '';
      if (!place || !/\.(?:db|sqlite3?)\b|:memory:|sqlite/i.test(text)) continue;
      draft.replace(place, 'clientUrl: process.env.DATABASE_URL');
      for (const key of OF_SERVERS) {
        const property = propertyOf(object, key);
        if (property) removeProperty(draft, property);
      }
    }
  }
}

export const mikroOrm: BuilderRow = {
  id: 'mikro-orm-to-postgres', name: 'MikroORM', summary: "MikroORM's driver and connection for PostgreSQL",
  modules: OLD, remove: ['@mikro-orm/sqlite', '@mikro-orm/better-sqlite', '@mikro-orm/libsql'], add: ['@mikro-orm/postgresql'],
  steps: ['Make the migrations anew: move the old folder away, then `npx mikro-orm migration:create --initial`. Copy statements written by hand (rows, triggers) from the old files.'],
  convert,
};
