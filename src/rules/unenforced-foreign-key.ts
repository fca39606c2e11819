import { defineRule, type Project } from '../rule.ts';

/** Drivers that leave foreign keys off. better-sqlite3 and node:sqlite switch them on, and so do most query builders and ORMs. */
const WITHOUT_KEYS = /^(?:sqlite3|sqlite|bun-sqlite|sql-js|expo-sqlite)$/;

/** Nothing says that foreign keys are enforced: no pragma in any statement, and every driver leaves them off. */
function isUnenforced(project: Project): boolean {
  const drivers = project.facts.flatMap((fact) => fact.drivers.filter((use) => use.engine === 'sqlite').map((use) => use.driver));
  if (drivers.length === 0 || !drivers.every((driver) => WITHOUT_KEYS.test(driver))) return false;
  return !project.statements.some((statement) => /^\s*pragma\s+(?:\w+\.)?foreign_keys\s*[=(]\s*(?:on|1|true|yes)/i.test(statement.text));
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
