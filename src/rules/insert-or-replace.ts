import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { conflictKeys, endOfRows, insertionsOf, valueRowsOf, type Insertion } from '../sql/changes.ts';
import { conflictClause, type ConflictClause } from '../sql/conflict-clause.ts';
import { writeName } from '../sql/names.ts';
import type { Schema, Table } from '../sql/schema.ts';
import type { Statement } from '../sql/statement.ts';
import { isSameName, textOf } from '../sql/tree.ts';

/** What a deleted row takes with it: rows of other tables, or what a trigger does. */
function consequence(table: Table, schema: Schema): string | undefined {
  const child = schema.tables.find((other) =>
    other.foreignKeys.some((key) => isSameName(key.table, table.name) && /cascade|set/i.test(key.onDelete ?? '')));
  if (child) return `rows of \`${child.name}\` that refer to a replaced row are deleted or changed by SQLite when foreign keys are on, and are kept here`;
  return schema.triggers.some((trigger) => isSameName(trigger.table, table.name)) ? 'triggers fire for the update instead of for the insert' : undefined;
}

/** The column as the statement writes it, else as the schema does. */
function nameOf(column: string, insertion: Insertion, statement: Statement, table: Table): string {
  const written = insertion.listed?.find((name) => isSameName(name.text, column));
  const text = written && textOf(statement.text, written);
  if (text && /^(?:"|[\w$]+$)/.test(text)) return text;
  return writeName(column, table.column(column)?.isQuoted);
}

/** `ON CONFLICT (key) DO UPDATE SET ...`: every other column takes the new row's value, or its default as a new row would. */
function upsertText(insertion: Insertion, statement: Statement, table: Table, key: readonly string[]): string {
  const name = (column: string): string => nameOf(column, insertion, statement, table);
  const sets = table.columns.filter((column) => !column.generated && !key.some((part) => isSameName(part, column.name))).map((column) => {
    const isGiven = insertion.columns?.some((given) => isSameName(given, column.name)) || column.name === table.rowidAlias;
    return `${name(column.name)} = ${isGiven ? `excluded.${name(column.name)}` : 'DEFAULT'}`;
  });
  return ` ON CONFLICT (${key.map(name).join(', ')}) DO ${sets.length === 0 ? 'NOTHING' : `UPDATE SET ${sets.join(', ')}`}`;
}

interface Choice {
  readonly key: readonly string[];
  /** What must hold; empty when the schema and the text already show it. */
  readonly conditions: readonly string[];
}

function chooseKey(insertion: Insertion, table: Table, keys: readonly (readonly string[])[], context: Context): Choice {
  const key = keys[0]!;
  const conditions: string[] = [];
  if (keys.length > 1) conditions.push(`no row conflicts on another key than (${key.join(', ')}); SQLite also deletes the row that conflicts on (${keys[1]!.join(', ')})`);
  const isPartial = context.schema.indexes.some((index) => index.unique && index.where !== undefined && isSameName(index.table, table.name));
  if (isPartial) conditions.push('no row conflicts on the partial unique index');
  const lost = consequence(table, context.schema);
  if (lost) conditions.push(lost);
  const rows = valueRowsOf(insertion);
  if (!rows || rows.length > 1) {
    const isDistinct = rows?.every((row) => row.values.every((value) => value.type === 'StringLiteral' || value.type === 'NumericLiteral' || value.type === 'NullLiteral'));
    if (!isDistinct || repeats(insertion, key)) conditions.push('no two of the rows have the same key (PostgreSQL then raises 21000)');
  }
  if (table.rowidAlias !== undefined && !key.includes(table.rowidAlias) && !insertion.columns?.some((name) => isSameName(name, table.rowidAlias!))) {
    conditions.push(`the row may get a new \`${table.rowidAlias}\`, as it does in SQLite`);
  }
  return { key, conditions };
}

function repeats(insertion: Insertion, key: readonly string[]): boolean {
  const places = key.map((name) => insertion.columns!.findIndex((column) => isSameName(column, name)));
  const keys = (valueRowsOf(insertion) ?? []).map((row) => JSON.stringify(places.map((at) => { const value = row.values[at]; return value && 'value' in value ? value.value : null; })));
  return new Set(keys).size < keys.length;
}

function judge(statement: Statement, insertion: Insertion, clause: ConflictClause, context: Context): Problem {
  const what = clause.isVerb ? 'REPLACE' : 'INSERT OR REPLACE';
  const problem = { start: clause.start, end: clause.end, message: `\`${what}\` is a syntax error in PostgreSQL: SQLite deletes the rows that conflict on any unique key, then inserts.` };
  const { table } = insertion;
  if (insertion.upsert) return { ...problem, help: 'It has an ON CONFLICT clause as well: decide what each conflict shall do and keep one clause.' };
  if (!table || !insertion.columns) {
    return { ...problem, help: 'Write INSERT ... ON CONFLICT (key) DO UPDATE SET every other column; columns that are not listed must be set to DEFAULT, as the new row has them so.' };
  }
  const verb = clause.isVerb ? { start: clause.start, end: clause.end, text: 'INSERT' } : { ...clause.cut, text: '' };
  const keys = conflictKeys(insertion);
  if (keys.length === 0) {
    return { ...problem, help: 'No unique key can be violated by these columns: write a plain INSERT.', fix: { title: 'Write INSERT', safety: 'safe', portable: true, edits: [verb] } };
  }
  const { key, conditions } = chooseKey(insertion, table, keys, context);
  const at = endOfRows(statement.tokens, insertion);
  const text = upsertText(insertion, statement, table, key);
  return {
    ...problem,
    help: conditions.length === 0 ? `Write ON CONFLICT (${key.join(', ')}) DO UPDATE: it is the only key that these rows can violate.`
      : `Write ON CONFLICT (${key.join(', ')}) DO UPDATE. It is the same when ${conditions.join('; and ')}.`,
    fix: {
      title: `Write ON CONFLICT (${key.join(', ')}) DO UPDATE`, safety: conditions.length === 0 ? 'safe' : 'unsafe',
      portable: valueRowsOf(insertion) !== undefined && !/= DEFAULT\b/.test(text), edits: [verb, { start: at, end: at, text }],
    },
  };
}

export default defineRule({
  summary: 'INSERT OR REPLACE and REPLACE INTO, which PostgreSQL does not have',
  why: 'REPLACE deletes every row that conflicts on any unique key and inserts a new one: columns that are not listed get their defaults, the rowid may '
    + 'change, rows that refer to the old one may be deleted. `ON CONFLICT (key) DO UPDATE` changes the row in place and watches one key only.',
  construct: 'INSERT OR REPLACE',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, REPLACE: https://sqlite.org/lang_replace.html', 'PostgreSQL, INSERT: https://www.postgresql.org/docs/current/sql-insert.html'],
  wakes: ['REPLACE'],
  *statement(statement, context) {
    if (!statement.tree) return;
    for (const insertion of insertionsOf(statement.tree, context.schema)) {
      const clause = insertion.orConflict === 'Replace' ? conflictClause(statement, insertion.node) : undefined;
      if (clause) yield judge(statement, insertion, clause, context);
    }
  },
});
