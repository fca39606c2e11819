import type { Problem } from '../core/types.ts';
import { defineRule, type Context, type Project } from '../rule.ts';
import type { ForeignKey, Table } from '../sql/schema.ts';
import type { Statement } from '../sql/statement.ts';
import { isSameName, spanOf } from '../sql/tree.ts';

/** Drivers that leave foreign keys off. better-sqlite3 and node:sqlite switch them on, and so do most query builders and ORMs. */
const WITHOUT_KEYS = /^(?:sqlite3|sqlite|bun-sqlite|sql-js|expo-sqlite)$/;

/** Nothing says that foreign keys are enforced: no pragma in any statement, and every driver leaves them off. */
function isUnenforced(project: Project): boolean {
  const drivers = project.facts.flatMap((fact) => fact.drivers.filter((use) => use.engine === 'sqlite').map((use) => use.driver));
  if (drivers.length === 0 || !drivers.every((driver) => WITHOUT_KEYS.test(driver))) return false;
  return !project.statements.some((statement) => /^\s*pragma\s+(?:\w+\.)?foreign_keys\s*[=(]\s*(?:on|1|true|yes)/i.test(statement.text));
}

const ACTS = /^(?:cascade|set null|set default)$/i;

/** The keys that point at a table and change their rows with it. */
const followers = (context: Context, table: Table, action: 'onDelete' | 'onUpdate'): readonly (readonly [Table, ForeignKey])[] =>
  context.schema.tables.filter((other) => other.declaredFor.length === 1)
    .flatMap((other) => other.foreignKeys.filter((one) => isSameName(one.table, table.name) && ACTS.test(one[action] ?? '')).map((one) => [other, one] as const));

/** A DELETE, or an UPDATE of a key, after which PostgreSQL changes other tables as well. SQLite did so only with its foreign keys on. */
function* cascades(statement: Statement, context: Context): Iterable<Problem> {
  const { tree } = statement;
  const { project } = context;
  // A text that is translated by itself does not say how its connection was opened.
  if ((tree?.type !== 'DeleteStmt' && tree?.type !== 'UpdateStmt') || (project.facts.length > 0 && !isUnenforced(project))) return;
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
  wakes: ['DeleteStmt', 'UpdateStmt'],
  statement: cascades,
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
