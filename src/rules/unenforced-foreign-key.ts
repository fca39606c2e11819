import type { Problem } from '../core/types.ts';
import { defineRule, type Context, type Project } from '../rule.ts';
import { assignmentsOf } from '../sql/changes.ts';
import { findConstraint } from '../sql/columns.ts';
import type { ForeignKey, Table } from '../sql/schema.ts';
import type { Statement } from '../sql/statement.ts';
import { integerValue, isSameName, spanOf, stringValue, textOf, type Expr } from '../sql/tree.ts';
import { sitesOf } from './support/ddl.ts';

/** Drivers that leave foreign keys off. better-sqlite3 and node:sqlite switch them on, and so do most query builders and ORMs. */
const WITHOUT_KEYS = /^(?:sqlite3|sqlite|bun-sqlite|sql-js|expo-sqlite)$/;

/** Nothing says that foreign keys are enforced: no pragma in any statement, and every driver leaves them off. */
function isUnenforced(project: Project): boolean {
  const drivers = project.facts.flatMap((fact) => fact.drivers.filter((use) => use.engine === 'sqlite').map((use) => use.driver));
  if (drivers.length === 0 || !drivers.every((driver) => WITHOUT_KEYS.test(driver))) return false;
  return !project.statements.some((statement) => /^\s*pragma\s+(?:\w+\.)?foreign_keys\s*[=(]\s*(?:on|1|true|yes)/i.test(statement.text));
}

/** A text that is translated by itself does not say how its connection was opened. */
const mayBeUnenforced = ({ project }: Context): boolean => project.facts.length === 0 || isUnenforced(project);

/** 0, a negative number or an empty text: it stands for "none" where no foreign key is enforced, and no row has it for its key. */
const isNobody = (expr: Expr): boolean => (integerValue(expr) ?? 1) <= 0 || stringValue(expr) === '';

const nowhere = (value: Expr, text: string, table: string, place: string): Problem => ({
  ...spanOf(value), silent: false,
  message: `${textOf(text, value)} ${place} points at no row of ${table}, most likely: PostgreSQL refuses the row (23503), SQLite does only after PRAGMA foreign_keys = ON.`,
  help: 'Write NULL where nothing is referred to.',
});

/** Values that stand for "no row" in a column with a foreign key, as its default and in what is written. */
function* sentinels(statement: Statement, context: Context): Iterable<Problem> {
  const { tree, text } = statement;
  if (!tree || !mayBeUnenforced(context)) return;
  const target = (table: Table | undefined, column: string): string | undefined =>
    table?.foreignKeys.find((one) => one.columns.length === 1 && isSameName(one.columns[0]!, column))?.table;
  for (const { table, column, value } of assignmentsOf(tree, context.schema)) {
    const name = isNobody(value) ? target(table, column.name) : undefined;
    if (name !== undefined) yield nowhere(value, text, name, `in ${column.name}`);
  }
  for (const site of sitesOf(statement, context)) {
    const clause = findConstraint(statement, site, 'DefaultColumnConstraint');
    const name = clause && isNobody(clause.constraint.expr) ? target(context.schema.table(site.table), site.name) : undefined;
    if (clause && name !== undefined) yield nowhere(clause.constraint.expr, text, name, `as the default of ${site.name}`);
  }
}

const ACTS = /^(?:cascade|set null|set default)$/i;

/** The keys that point at a table and change their rows with it. */
const followers = (context: Context, table: Table, action: 'onDelete' | 'onUpdate'): readonly (readonly [Table, ForeignKey])[] =>
  context.schema.tables.filter((other) => other.declaredFor.length === 1)
    .flatMap((other) => other.foreignKeys.filter((one) => isSameName(one.table, table.name) && ACTS.test(one[action] ?? '')).map((one) => [other, one] as const));

/** A DELETE, or an UPDATE of a key, after which PostgreSQL changes other tables as well. SQLite did so only with its foreign keys on. */
function* cascades(statement: Statement, context: Context): Iterable<Problem> {
  const { tree } = statement;
  if ((tree?.type !== 'DeleteStmt' && tree?.type !== 'UpdateStmt') || !mayBeUnenforced(context)) return;
  const table = context.schema.table(tree.tblName.objName.text);
  const written = tree.type === 'UpdateStmt' ? tree.sets.flatMap((set) => set.colNames.map((name) => name.text)) : [];
  const found = table && followers(context, table, tree.type === 'DeleteStmt' ? 'onDelete' : 'onUpdate').find(([, one]) => {
    const columns = one.references.length > 0 ? one.references : table.primaryKey;
    return tree.type === 'DeleteStmt' || columns.some((column) => written.some((name) => isSameName(name, column)));
  });
  if (!found) return;
  yield {
    ...spanOf(tree.tblName.objName),
    message: `The rows of ${found[0].name} follow on PostgreSQL, by the action of their foreign key; SQLite acts only after PRAGMA foreign_keys = ON.`,
    help: 'Nothing is to be done where the program switches foreign keys on.',
  };
}

export default defineRule({
  summary: 'foreign keys that SQLite never enforced',
  why: 'SQLite reads foreign keys and enforces them only after `PRAGMA foreign_keys = ON` on each connection. Where nobody says so, rows may point nowhere, cascades never ran, and PostgreSQL, '
    + 'which always enforces them, stops the copy of the data (23503).',
  construct: 'foreign keys without PRAGMA foreign_keys = ON',
  severity: 'warning',
  category: 'changes-result',
  confidence: 'likely',
  silent: true,
  manual: ['SQLite, Foreign key support, 2 Enabling: https://sqlite.org/foreignkeys.html#fk_enable'],
  dataCheck: 'PRAGMA foreign_key_check',
  wakes: ['DeleteStmt', 'UpdateStmt', 'InsertStmt', 'DEFAULT'],
  *statement(statement, context) {
    yield* cascades(statement, context);
    yield* sentinels(statement, context);
  },
  *project(project, context) {
    const tables = context.schema.tables.filter((table) => table.declaredFor.includes('sqlite') && table.foreignKeys.length > 0);
    const [first] = tables.flatMap((table) => table.foreignKeys);
    if (!first || !isUnenforced(project)) return;
    const count = tables.reduce((sum, table) => sum + table.foreignKeys.length, 0);
    yield {
      ...first.place,
      message: `${count === 1 ? 'The foreign key is' : `The ${count} foreign keys are`} declared, and nothing switches them on in SQLite: rows may point nowhere, and no cascade ever ran.`,
      help: 'Run PRAGMA foreign_key_check on the old database and mend what it lists before the copy; look for deletes that relied on nothing being deleted with them.',
    };
  },
});
