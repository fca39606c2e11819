import type { Severity } from '../../core/types.ts';

/** What becomes of a column on PostgreSQL that an ORM or a schema builder declares, where it is not what SQLite made of it. */
export interface OrmColumn {
  readonly orm: string;
  /** The ORM's name of the type. */
  readonly type: RegExp;
  /** Said of the columns: "`a` of `t`: ...". */
  readonly effect: string;
  readonly help: string;
  readonly severity: Severity;
  readonly silent?: boolean;
  /** `epoch`: only columns whose names or defaults show that more than 32 bits are stored. `int8`: unless the program parses int8 itself. */
  readonly only?: 'epoch' | 'int8';
  /** The page of the manual that says it. */
  readonly manual: string;
}

const TYPEORM = 'https://typeorm.io/docs/entity/entities#column-types';
const KNEX = 'https://knexjs.org/guide/schema-builder.html';
const SEQUELIZE = 'https://sequelize.org/docs/v6/other-topics/other-data-types/';
const MIKRO_ORM = 'https://mikro-orm.io/docs/custom-types#types-provided-by-mikroorm';
const KYSELY = 'https://kysely-org.github.io/kysely-apidoc/types/ColumnDataType.html';
const NUMBERS = 'https://www.postgresql.org/docs/current/datatype-numeric.html';

const narrow = (orm: string, type: RegExp, manual: string, help: string): OrmColumn =>
  ({ orm, type, effect: 'SQLite keeps 64 bits in it, PostgreSQL 32: what is larger raises 22003', help, severity: 'critical', only: 'epoch', manual });

const sixDigits = (orm: string, type: RegExp, manual: string, help: string): OrmColumn =>
  ({ orm, type, effect: 'is `real` on PostgreSQL, which keeps six digits where SQLite keeps fifteen', help, severity: 'warning', silent: true, manual });

const asText = (orm: string, type: RegExp, manual: string): OrmColumn => ({
  orm, type, effect: 'is int8 on PostgreSQL, which node-postgres hands over as a text; SQLite gives a number', help: 'Read it with Number(), or set a parser once: `types.setTypeParser(20, Number)`.',
  severity: 'warning', silent: true, only: 'int8', manual,
});

export const ORM_COLUMNS: readonly OrmColumn[] = [
  {
    orm: 'typeorm', type: /^(?:datetime|tinyint|mediumint|unsigned big int|double|blob|clob|nvarchar|nchar|native character|varying character)$/,
    effect: 'TypeORM has no such type for PostgreSQL and refuses to connect (DataTypeNotSupportedError)',
    help: 'Name a type that both engines have, or choose by the engine: `timestamptz` for datetime, `bytea` for blob, `double precision` for double, `smallint` for tinyint, `text` for clob.',
    severity: 'critical', manual: TYPEORM,
  },
  {
    orm: 'typeorm', type: /^Date$/, effect: 'is a `timestamp` without time zone on PostgreSQL: TypeORM writes and reads the local time of the host',
    help: 'Name the type where the entity runs on PostgreSQL: `timestamptz`.', severity: 'warning', silent: true, manual: TYPEORM,
  },
  sixDigits('typeorm', /^real$/, TYPEORM, 'Declare it `double precision`.'),
  narrow('typeorm', /^(?:int|integer|Number)$/, TYPEORM, 'Declare it `bigint`, and read it with a transformer: it arrives as a text.'),
  sixDigits('knex', /^float/, NUMBERS, 'Declare it `table.double()`, or `table.bigInteger()` for an epoch.'),
  {
    orm: 'knex', type: /^decimal$/, effect: 'is `numeric(8, 2)` on PostgreSQL: two digits behind the point, and it arrives as a text; SQLite keeps a number as it is',
    help: 'Give precision and scale, or declare it `table.double()`.', severity: 'warning', silent: true, manual: KNEX,
  },
  narrow('knex', /^(?:integer|mediumint)$/, KNEX, 'Declare it `table.bigInteger()`.'),
  asText('knex', /^(?:bigInteger|bigint)$/, KNEX),
  {
    orm: 'knex', type: /^(?:datetime|timestamp)/, effect: 'holds a moment on PostgreSQL and arrives as a Date; on SQLite Knex stores a Date as a number of milliseconds, and a number arrives',
    help: 'Write Dates, and read Dates: no arithmetic on the column, no number compared with it.', severity: 'warning', silent: true, manual: KNEX,
  },
  { orm: 'knex', type: /^boolean$/, effect: 'arrives as true or false from PostgreSQL, as 1 or 0 from SQLite', help: 'Look for comparisons with 1 and 0.', severity: 'info', silent: true, manual: KNEX },
  {
    orm: 'knex', type: /^string/, effect: 'is `varchar` with a length on PostgreSQL, which refuses what is longer (22001); SQLite never enforced it',
    help: 'Declare it `table.text()` where longer texts may come.', severity: 'info', manual: KNEX,
  },
  narrow('sequelize', /^(?:INTEGER|MEDIUMINT)$/, SEQUELIZE, 'Declare it `DataTypes.BIGINT`; it arrives as a text.'),
  asText('sequelize', /^BIGINT$/, SEQUELIZE),
  sixDigits('sequelize', /^REAL$/, NUMBERS, 'Declare it `DataTypes.DOUBLE`.'),
  {
    orm: 'sequelize', type: /^STRING/, effect: 'is `varchar` with a length on PostgreSQL (255 unless it is given), which refuses what is longer (22001); SQLite never enforced it',
    help: 'Declare it `DataTypes.TEXT` where longer texts may come.', severity: 'info', manual: SEQUELIZE,
  },
  narrow('mikro-orm', /^(?:int|integer|number|Number)$/, MIKRO_ORM, 'Declare it `bigint`.'),
  sixDigits('mikro-orm', /^float$/, MIKRO_ORM, 'Declare it `double`.'),
  {
    orm: 'mikro-orm', type: /^(?:string|String)$/, effect: 'is `varchar(255)` on PostgreSQL, which refuses what is longer (22001); SQLite has `text`',
    help: 'Declare it `type: \'text\'` where longer texts may come.', severity: 'info', manual: MIKRO_ORM,
  },
  {
    orm: 'kysely', type: /, autoIncrement\(\)$/, effect: 'Kysely writes `auto_increment` behind the type, which is a syntax error in PostgreSQL (42601)',
    help: 'Declare it `serial`, or `integer` with `generatedByDefaultAsIdentity()`.', severity: 'critical', manual: 'https://kysely.dev/docs/migrations',
  },
  {
    orm: 'kysely', type: /^(?:datetime|blob)$/, effect: 'Kysely writes the type as it is named, and PostgreSQL has none of that name (42704)', help: 'Declare it `timestamptz`, or `bytea` for bytes.', severity: 'critical',
    manual: KYSELY,
  },
  narrow('kysely', /^integer$/, KYSELY, 'Declare it `bigint`; it arrives as a text.'),
];
