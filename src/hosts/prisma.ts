import type { DriverUse, Engine, Facts, Setting, Source, Span } from '../core/types.ts';
import { columnList, toDeclaration, type DeclaredTable } from './declared.ts';
import { emptyFacts, type Host } from './host.ts';

/** https://www.prisma.io/docs/orm/reference/prisma-schema-reference */

interface Line extends Span {
  readonly text: string;
}

interface Block extends Span {
  readonly kind: string;
  readonly name: string;
  readonly lines: readonly Line[];
}

const ENGINES: Readonly<Record<string, Engine>> = { sqlite: 'sqlite', postgresql: 'postgres', postgres: 'postgres', cockroachdb: 'postgres' };

/** The column types that Prisma Migrate writes, by provider. A DateTime is TIMESTAMP(3) on PostgreSQL: without a zone. */
const TYPES: Readonly<Record<Engine, Readonly<Record<string, string>>>> = {
  sqlite: {
    String: 'TEXT', Boolean: 'BOOLEAN', Int: 'INTEGER', BigInt: 'BIGINT', Float: 'REAL', Decimal: 'DECIMAL', DateTime: 'DATETIME', Json: 'JSONB', Bytes: 'BLOB',
  },
  postgres: {
    String: 'text', Boolean: 'boolean', Int: 'integer', BigInt: 'bigint', Float: 'double precision', Decimal: 'numeric(65,30)', DateTime: 'timestamp(3)',
    Json: 'jsonb', Bytes: 'bytea',
  },
};

/** `@db.` names that are not the type's own name in lower case. */
const NATIVE: Readonly<Record<string, string>> = {
  Timestamptz: 'timestamp with time zone', Timestamp: 'timestamp', VarChar: 'varchar', Char: 'char', DoublePrecision: 'double precision', ByteA: 'bytea',
  SmallInt: 'smallint', Integer: 'integer', BigInt: 'bigint', Timetz: 'time with time zone', JsonB: 'jsonb', Citext: 'citext', Inet: 'inet', Uuid: 'uuid',
};

/** Reads a Prisma schema, its provider and its models as tables, or the lock file that names the provider of the migrations. */
function readPrisma(source: Source): Facts {
  return isLock(source.path) ? readLock(source) : readSchema(source);
}

const isLock = (path: string): boolean => /(?:^|\/)migration_lock\.toml$/.test(path);

/** https://www.prisma.io/docs/orm/prisma-migrate/understanding-prisma-migrate/migration-histories */
function readLock(source: Source): Facts {
  const match = /^\s*provider\s*=\s*"([^"\n]+)"/m.exec(source.text);
  if (!match) return emptyFacts(source);
  const end = match.index + match[0].length - 1;
  return { ...emptyFacts(source), settings: [{ path: source.path, start: end - match[1]!.length, end, key: 'migrations.provider', value: match[1]!, kind: 'config-file' }] };
}

function readSchema(source: Source): Facts {
  const blocks = readBlocks(source.text);
  const datasource = blocks.find((block) => block.kind === 'datasource');
  const provider = datasource?.lines.map((line) => ({ line, value: /^\s*provider\s*=\s*"([^"]+)"/.exec(line.text)?.[1] })).find(({ value }) => value !== undefined);
  const facts = emptyFacts(source);
  if (!provider) return facts;
  const engine = ENGINES[provider.value!];
  const at = provider.line.start + provider.line.text.indexOf('"') + 1;
  const place = { path: source.path, start: at, end: at + provider.value!.length };
  const setting: Setting = { ...place, key: 'datasource.provider', value: provider.value!, kind: 'config-file' };
  if (!engine) return { ...facts, settings: [setting] };
  const use: DriverUse = { ...place, driver: 'prisma', engine, via: 'dependency' };
  const enums = new Set(blocks.filter((block) => block.kind === 'enum').map((block) => block.name));
  const models = blocks.filter((block) => block.kind === 'model');
  const declarations = models.map((model) => toDeclaration(source.path, 'prisma', engine, readModel(model, engine, enums)));
  return { ...facts, settings: [setting], drivers: [use], declarations };
}

function readBlocks(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { kind: string; name: string; start: number; lines: Line[] } | undefined;
  let start = 0;
  for (const raw of text.split('\n')) {
    const line = raw.replace(/\r$/, '').replace(/(^|\s)\/\/.*$/, '');
    const head = /^\s*(datasource|generator|model|enum|type|view)\s+(\w+)\s*\{/.exec(line);
    if (head) open = { kind: head[1]!, name: head[2]!, start, lines: [] };
    else if (open && /^\s*\}/.test(line)) {
      blocks.push({ ...open, end: start + line.length });
      open = undefined;
    } else if (open && line.trim() !== '') open.lines.push({ text: line, start, end: start + line.length });
    start += raw.length + 1;
  }
  return blocks;
}

const FIELD = /^\s*(\w+)\s+(\w+)(\[\])?(\?)?(?=\s|$|@)/;

function readModel(model: Block, engine: Engine, enums: ReadonlySet<string>): DeclaredTable {
  const fields = model.lines.flatMap((line) => readField(line, engine, enums) ?? []);
  const nameOf = (property: string): string => fields.find((field) => field.property === property)?.name ?? property;
  const keys = model.lines.flatMap((line) => {
    const match = /^\s*@@(id|unique)\s*\(\s*(?:fields:\s*)?\[([^\]]*)\]/.exec(line.text);
    if (!match) return [];
    const names = match[2]!.split(',').map((name) => nameOf(name.trim().replace(/\(.*$/, '')));
    return [`${match[1] === 'id' ? 'PRIMARY KEY' : 'UNIQUE'} ${columnList(names)}`];
  });
  const mapped = model.lines.map((line) => /^\s*@@map\(\s*(?:name:\s*)?"([^"]+)"/.exec(line.text)?.[1]).find((name) => name !== undefined);
  return { name: mapped ?? model.name, entity: model.name, start: model.start, end: model.end, columns: fields, constraints: keys };
}

function readField(line: Line, engine: Engine, enums: ReadonlySet<string>): DeclaredTable['columns'][number] | undefined {
  const match = FIELD.exec(line.text);
  if (!match) return undefined;
  const [, property = '', type = '', isList, isOptional] = match;
  const base = TYPES[engine][type] ?? (enums.has(type) ? (engine === 'sqlite' ? 'TEXT' : type) : undefined);
  if (base === undefined) return undefined;
  const native = /@db\.(\w+)(\([^)]*\))?/.exec(line.text);
  const own = native ? `${NATIVE[native[1]!] ?? native[1]!.toLowerCase()}${native[1] === 'Timestamptz' ? '' : (native[2] ?? '')}` : base;
  const isPrimaryKey = /@id\b/.test(line.text);
  const sqlType = enums.has(own) ? 'text' : own;
  const constraints = [
    ...(isPrimaryKey ? ['PRIMARY KEY'] : []),
    ...(isOptional || isList ? [] : ['NOT NULL']),
    ...(/@unique\b/.test(line.text) ? ['UNIQUE'] : []),
  ];
  const start = line.start + line.text.search(/\S/);
  return {
    name: /@map\(\s*(?:name:\s*)?"([^"]+)"/.exec(line.text)?.[1] ?? property, property, isPrimaryKey, constraints,
    type: isList && engine === 'postgres' ? `${sqlType}[]` : sqlType, ...(engine === 'postgres' && { postgresType: sqlType }), start, end: line.end,
  };
}

export const host: Host = { read: readPrisma };
