import { toPlace } from '../../core/positions.ts';
import type { Related, Span } from '../../core/types.ts';
import type { Project } from '../../rule.ts';
import type { ColumnUse, ConditionResult, KnownTables } from '../../sql/column-reader.ts';
import { elementsOf, readColumnUses } from '../../sql/column-uses.ts';
import { collect, field, readPostgresTree, string, type PostgresReading } from '../../sql/postgres-tree.ts';
import type { Statement } from '../../sql/statement.ts';

/** A column that DDL of the project declares, with all that its statements do with it. */
export interface DeclaredColumn {
  /** `table.column` */
  readonly id: string;
  readonly table: string;
  readonly name: string;
  readonly uses: readonly (ColumnUse & { readonly statement: Statement })[];
  /** Places of SQL that nobody knows to leave it alone. */
  readonly unread: readonly Related[];
}

export interface Columns {
  readonly columns: readonly DeclaredColumn[];
  /** Results that are conditions: PostgreSQL gives a boolean. */
  readonly conditions: readonly (ConditionResult & { readonly statement: Statement })[];
  /** Queries that are not read, and whose results may be conditions. */
  readonly unreadQueries: readonly Statement[];
}

interface Read {
  readonly statement: Statement;
  /** Undefined where PostgreSQL's grammar does not read it. */
  readonly reading?: PostgresReading;
}

/** Statements whose text is program, not a query: they are known by their words alone. */
const BY_WORDS = /^(?:CreateFunctionStmt|CreateTrigStmt|DoStmt|RuleStmt|CopyStmt)$/;

export const placeIn = ({ fragment, start }: Statement, span: Span, message: string): Related => {
  const place = toPlace(fragment, { start: start + span.start, end: start + span.end });
  return { path: place.path, span: { start: place.start, end: place.end }, message };
};

/** All columns of the project's DDL with their uses. `readText` gives the source around a name that the program fills in. */
export function readColumns(project: Project, readText: (path: string) => string | undefined): Columns {
  const read = project.statements.filter((statement) => project.whyLeft(statement) === undefined).map((statement): Read => {
    const reading = readPostgresTree(statement);
    return { statement, ...(reading && !BY_WORDS.test(reading.type) && { reading }) };
  });
  const tables = declaredTables(read, readText);
  const uses: (ColumnUse & { readonly statement: Statement })[] = [];
  const conditions: (ConditionResult & { readonly statement: Statement })[] = [];
  const opaque: { readonly table: string; readonly place: Related }[] = [];
  for (const { statement, reading } of read) {
    if (!reading) continue;
    const found = readColumnUses(reading, tables, { isHole: holeTest(statement), filledName: (span) => filledName(statement, span, readText) });
    uses.push(...found.uses.map((use) => ({ ...use, statement })));
    conditions.push(...found.conditions.map((one) => ({ ...one, statement })));
    const place = placeIn(statement, { start: 0, end: statement.text.length }, 'A part of this statement is put together when the program runs.');
    const all = statement.holes.some(({ role }) => OPAQUE.has(role)) ? [...new Set(found.uses.map(({ table }) => table))] : found.opaque;
    opaque.push(...all.map((table) => ({ table, place })));
  }
  const unknown = read.filter(({ reading, statement }) => !reading || statement.engine === 'sqlite').map(({ statement }) => ({ statement, words: wordsIn(statement.text) }));
  const unreadOf = (table: string, column: string): readonly Related[] => [
    ...opaque.flatMap((one) => (one.table === table ? [one.place] : [])),
    ...unknown.flatMap(({ statement, words }) => (words.has(column) && (words.has(table) || statement.holes.length > 0 || !tables.isPlain(table))
      ? [placeIn(statement, { start: 0, end: statement.text.length }, 'This statement is not read in full.')] : [])),
  ];
  const columns = tables.all.flatMap(([table, names]) => names.map((name): DeclaredColumn => ({
    id: `${table}.${name}`, table, name, uses: uses.filter((use) => use.table === table && use.column === name), unread: unreadOf(table, name),
  })));
  const unreadQueries = read.flatMap(({ statement, reading }) => (reading || !/\b(?:select|returning)\b/i.test(statement.text) ? [] : [statement]));
  return { columns, conditions, unreadQueries };
}

/** What may hold more than a value: whole conditions, clauses, queries. */
const OPAQUE: ReadonlySet<string> = new Set(['nothing', 'condition', 'query', 'unknown']);

const wordsIn = (text: string): ReadonlySet<string> => new Set(text.toLowerCase().match(/[a-z_]\w*/g) ?? []);

const holeTest = (statement: Statement) => (span: Span): boolean => statement.holes.some((hole) => hole.start < span.end && span.start < hole.end);

/** The file and the expression: in one file the same expression names the same table. */
function filledName(statement: Statement, span: Span, readText: (path: string) => string | undefined): string | undefined {
  const hole = statement.holes.find((one) => one.start === span.start && one.end === span.end);
  const text = hole && readText(hole.source.path)?.slice(hole.source.start, hole.source.end);
  return text === undefined || !/^[\w$.]+$/.test(text) ? undefined : `${hole!.source.path}:${text}`;
}

interface DeclaredTables extends KnownTables {
  readonly all: readonly (readonly [string, readonly string[]])[];
  /** Whether the statements spell the name. */
  readonly isPlain: (table: string) => boolean;
}

function declaredTables(read: readonly Read[], readText: (path: string) => string | undefined): DeclaredTables {
  const renamed = new Map<string, string>();
  const declared = new Map<string, string[]>();
  const nameOf = (table: string): string => {
    const seen = new Set<string>();
    let at = table;
    while (renamed.has(at) && !seen.has(at)) {
      seen.add(at);
      at = renamed.get(at)!;
    }
    return at;
  };
  for (const { reading } of read) {
    if (reading?.type === 'RenameStmt' && reading.body['renameType'] === 'OBJECT_TABLE') renamed.set(string(reading.body, 'relation', 'relname').toLowerCase(), string(reading.body, 'newname').toLowerCase());
  }
  for (const { statement, reading } of read) {
    if (reading?.type !== 'CreateStmt' && reading?.type !== 'AlterTableStmt') continue;
    const at = reading.tokenAt(field(reading.body['relation'], 'location'));
    const span = at < 0 ? undefined : reading.spanOf(at);
    const table = span && holeTest(statement)(span) ? filledName(statement, span, readText) : nameOf(string(reading.body, 'relation', 'relname').toLowerCase());
    if (table === undefined) continue;
    const columns = declared.get(table) ?? [];
    declared.set(table, columns);
    for (const element of collect(elementsOf(reading.body))) {
      const name = string(element, 'ColumnDef', 'colname').toLowerCase();
      if (name !== '' && !columns.includes(name)) columns.push(name);
    }
  }
  return { nameOf, columnsOf: (table) => declared.get(table), all: [...declared], isPlain: (table) => !table.includes(':') };
}
