import type { Setting } from '../../core/types.ts';

/** Where an ORM or an adapter is told its engine by a name. */
interface Form {
  readonly key: string;
  /** A text that stands in every such file, or the name of the file. */
  readonly sign: RegExp;
  /** Its last group is the name. */
  readonly value: RegExp;
}

const FORMS: readonly Form[] = [
  // https://orm.drizzle.team/docs/drizzle-config-file#dialect
  { key: 'drizzle.dialect', sign: /['"]drizzle-kit['"]|(?:^|\/)drizzle[\w.-]*\.config\.[cm]?[jt]s$/m, value: /\bdialect\s*:\s*(['"])([\w-]+)(?=\1)/g },
  // https://knexjs.org/guide/#knexfile
  { key: 'knex.client', sign: /(?:^|\/)knexfile[\w.-]*\.[cm]?[jt]s$/m, value: /\bclient\s*:\s*(['"])([\w-]+)(?=\1)/g },
  // https://typeorm.io/docs/data-source/data-source-options
  { key: 'typeorm.type', sign: /['"](?:typeorm|@nestjs\/typeorm)['"]|(?:^|\/)ormconfig\.[cm]?[jt]s$/m, value: /(?<![\w.])type\s*:\s*(['"])([\w-]+)(?=\1)/g },
  // https://sequelize.org/docs/v6/other-topics/dialect-specific-things/
  { key: 'sequelize.dialect', sign: /['"](?:sequelize|sequelize-typescript|@sequelize\/core|@nestjs\/sequelize)['"]/, value: /(?<![\w.])dialect\s*:\s*(['"])([\w-]+)(?=\1)/g },
  // The option of versions before 6; https://mikro-orm.io/docs/configuration#driver has the package or the class of the driver.
  { key: 'mikro-orm.type', sign: /['"]@mikro-orm\/\w/, value: /(?<![\w.])type\s*:\s*(['"])([\w-]+)(?=\1)/g },
  { key: 'mikro-orm.driver', sign: /['"]@mikro-orm\/\w/, value: /(?<![\w.])driver\s*:\s*(?:async\s*\(\)\s*=>\s*)?(\b)((?:BetterSqlite|Sqlite|LibSql|PostgreSql)Driver)\b/g },
  // https://www.better-auth.com/docs/adapters/drizzle, .../prisma, .../other-relational-databases
  { key: 'better-auth.provider', sign: /['"]better-auth\/adapters\/\w+['"]/, value: /\b(?:drizzle|prisma)Adapter\s*\([^{};]*\{[^{}]*?\bprovider\s*:\s*(['"])([\w-]+)(?=\1)/g },
  { key: 'better-auth.provider', sign: /['"]better-auth['"]/, value: /\bdatabase\s*:\s*\{[^{}]*?\btype\s*:\s*(['"])([\w-]+)(?=\1)/g },
  // https://v3.lucia-auth.com/database/: an adapter for each driver, two for Drizzle
  { key: 'lucia.adapter', sign: /['"]@lucia-auth\/adapter-\w/, value: /\bnew\s+(\b)(BetterSqlite3Adapter|LibSQLAdapter|CloudflareD1Adapter|BunSQLiteAdapter|DrizzleSQLiteAdapter|NodePostgresAdapter|PostgresJsAdapter|NeonHTTPAdapter|DrizzlePostgreSQLAdapter)\b/g },
  // https://authjs.dev/getting-started/database: these adapters are for one engine
  { key: 'auth.js.adapter', sign: /['"]@auth\/(?:d1|pg|neon)-adapter['"]/, value: /\badapter\s*:\s*(?:async\s*\(\)\s*=>\s*)?(\b)(D1Adapter|PostgresAdapter|NeonAdapter)\b/g },
];

/** The settings of a script that name the engine of an ORM or an adapter. The span is that of the name. */
export function readProviderSettings(path: string, text: string): readonly Setting[] {
  return FORMS.filter(({ sign }) => sign.test(path) || sign.test(text)).flatMap(({ key, value }) =>
    [...text.matchAll(value)].map((match) => {
      const end = match.index + match[0].length;
      return { path, key, value: match[2]!, kind: 'config-file' as const, start: end - match[2]!.length, end };
    }));
}
