import type { OrmType } from '../declared.ts';

const both = (sqlite: string, postgres: string): OrmType => ({ sqlite, postgres });
const same = (type: string): OrmType => both(type, type);

/** https://typeorm.io/docs/entity/entities#column-types; a type that is not listed is written as it stands. */
export const TYPEORM: Readonly<Record<string, OrmType>> = {
  int: same('integer'), integer: same('integer'), int2: same('smallint'), smallint: same('smallint'), int8: same('bigint'), bigint: same('bigint'),
  varchar: same('varchar'), text: same('text'), boolean: same('boolean'), date: same('date'), time: same('time'), numeric: same('numeric'), decimal: same('numeric'),
  float: both('float', 'double precision'), real: same('real'), 'double precision': same('double precision'), character: same('character'), json: same('json'), jsonb: same('jsonb'),
  'simple-json': same('text'), 'simple-array': same('text'), 'simple-enum': both('varchar', 'text'), enum: { postgres: 'text' }, uuid: both('varchar', 'uuid'),
  timestamp: { postgres: 'timestamp' }, timestamptz: { postgres: 'timestamp with time zone' }, 'timestamp with time zone': { postgres: 'timestamp with time zone' }, bytea: { postgres: 'bytea' },
  datetime: { sqlite: 'datetime' }, tinyint: { sqlite: 'tinyint' }, mediumint: { sqlite: 'mediumint' }, 'unsigned big int': { sqlite: 'bigint' }, double: { sqlite: 'double' },
  blob: { sqlite: 'blob' }, clob: { sqlite: 'clob' }, nvarchar: { sqlite: 'nvarchar' }, nchar: { sqlite: 'nchar' }, 'native character': { sqlite: 'native character' },
  'varying character': { sqlite: 'varchar' },
  // By the type of the property, and the columns that TypeORM fills itself.
  Number: same('integer'), String: same('varchar'), Boolean: same('boolean'), Date: both('datetime', 'timestamp'), Buffer: both('blob', 'bytea'),
};

/** https://mikro-orm.io/docs/custom-types#types-provided-by-mikroorm */
export const MIKRO_ORM: Readonly<Record<string, OrmType>> = {
  integer: both('integer', 'int'), int: both('integer', 'int'), number: both('integer', 'int'), smallint: both('integer', 'smallint'), tinyint: both('integer', 'smallint'),
  bigint: both('integer', 'bigint'), string: both('text', 'varchar(255)'), text: same('text'), boolean: both('integer', 'boolean'), float: both('real', 'real'),
  double: both('real', 'double precision'), decimal: both('numeric', 'numeric(10,0)'), Date: both('datetime', 'timestamp with time zone'), datetime: both('datetime', 'timestamp with time zone'),
  date: same('date'), json: both('json', 'jsonb'), blob: both('blob', 'bytea'), uuid: both('text', 'uuid'),
  Number: both('integer', 'int'), String: both('text', 'varchar(255)'), Boolean: both('integer', 'boolean'), Buffer: both('blob', 'bytea'),
};

/** https://sequelize.org/docs/v6/other-topics/other-data-types/ */
export const SEQUELIZE: Readonly<Record<string, OrmType>> = {
  STRING: both('VARCHAR(255)', 'varchar(255)'), TEXT: both('TEXT', 'text'), CHAR: both('CHAR(255)', 'char(255)'), INTEGER: both('INTEGER', 'integer'), BIGINT: both('BIGINT', 'bigint'),
  SMALLINT: both('SMALLINT', 'smallint'), TINYINT: both('TINYINT', 'smallint'), MEDIUMINT: both('MEDIUMINT', 'integer'), FLOAT: both('FLOAT', 'double precision'), REAL: both('REAL', 'real'),
  DOUBLE: both('DOUBLE PRECISION', 'double precision'), DECIMAL: both('DECIMAL', 'numeric'), BOOLEAN: both('TINYINT(1)', 'boolean'), DATE: both('DATETIME', 'timestamp with time zone'),
  DATEONLY: both('DATE', 'date'), TIME: both('TIME', 'time'), JSON: both('JSON', 'json'), JSONB: { postgres: 'jsonb' }, BLOB: both('BLOB', 'bytea'), UUID: both('UUID', 'uuid'), ENUM: both('TEXT', 'text'),
  ARRAY: { postgres: 'text[]' },
};

/** https://knexjs.org/guide/schema-builder.html#table: methods of a table that declare a column. */
export const KNEX: Readonly<Record<string, OrmType>> = {
  increments: both('integer PRIMARY KEY AUTOINCREMENT', 'serial PRIMARY KEY'), bigIncrements: both('integer PRIMARY KEY AUTOINCREMENT', 'bigserial PRIMARY KEY'),
  integer: same('integer'), tinyint: both('tinyint', 'smallint'), smallint: both('integer', 'smallint'), mediumint: same('integer'), bigInteger: both('bigint', 'bigint'), bigint: same('bigint'),
  text: same('text'), string: both('varchar(255)', 'varchar(255)'), float: both('float', 'real'), double: both('float', 'double precision'), decimal: both('float', 'numeric(8,2)'),
  boolean: same('boolean'), date: same('date'), datetime: both('datetime', 'timestamp with time zone'), timestamp: both('datetime', 'timestamp with time zone'), time: same('time'),
  binary: both('blob', 'bytea'), json: both('json', 'json'), jsonb: both('json', 'jsonb'), uuid: both('char(36)', 'uuid'), enum: same('text'), enu: same('text'),
};

/** Types that Kysely writes as they are named, of which PostgreSQL has none: https://kysely-org.github.io/kysely-apidoc/types/ColumnDataType.html */
export const KYSELY: Readonly<Record<string, OrmType>> = { datetime: { sqlite: 'datetime' }, blob: { sqlite: 'blob' }, timestamptz: { postgres: 'timestamp with time zone' } };
