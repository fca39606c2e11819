import { defineRule } from '../rule.ts';
import { quoteText } from '../sql/rewrite.ts';
import { isSameName } from '../sql/tree.ts';

const isPlain = (name: string): boolean => /^[a-z_][a-z0-9_]*$/i.test(name);

/** Drops the trigger of whatever table has it, if one does. */
function searchText(name: string): string {
  const kept = quoteText(isPlain(name) ? name.toLowerCase() : name);
  return `DO $$ DECLARE owner regclass;
BEGIN
  SELECT tgrelid INTO owner FROM pg_trigger WHERE tgname = ${kept} AND NOT tgisinternal;
  IF FOUND THEN EXECUTE format('DROP TRIGGER %I ON %s', ${kept}, owner); END IF;
END $$`;
}

export default defineRule({
  summary: 'DROP TRIGGER without its table',
  why: 'Names of triggers belong to the database in SQLite and to the table in PostgreSQL, where DROP TRIGGER needs ON table. The function of the trigger stays until it is dropped too.',
  construct: 'DROP TRIGGER without ON',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, DROP TRIGGER: https://sqlite.org/lang_droptrigger.html', 'PostgreSQL, DROP TRIGGER: https://www.postgresql.org/docs/current/sql-droptrigger.html'],
  wakes: ['DropTriggerStmt'],
  *statement(statement, context) {
    const { tree, tokens } = statement;
    const last = tokens.at(-1);
    if (tree?.type !== 'DropTriggerStmt' || !last) return;
    const name = tree.triggerName.objName.text;
    const table = context.schema.triggers.find((trigger) => isSameName(trigger.name, name))?.table;
    const search = tree.ifExists && !table ? searchText(name) : undefined;
    yield {
      start: 0, end: last.end,
      message: `DROP TRIGGER ${name} needs ON and the table in PostgreSQL.`,
      help: table ? `Write DROP TRIGGER ... ON ${table}, and drop its function.` : search ? 'Find its table in the catalogue, or name it behind ON if it is known.' : 'Name the table behind ON, and drop the function of the trigger.',
      ...(table && { fix: { title: `Write ON ${table}`, safety: 'safe', edits: [{ start: last.end, end: last.end, text: ` ON ${/^[a-z_][a-z0-9_]*$/i.test(table) ? table : `"${table}"`}` }] } }),
      ...(search && { fix: { title: 'Find its table in the catalogue', safety: 'safe', edits: [{ start: 0, end: last.end, text: search }] } }),
    };
  },
});
