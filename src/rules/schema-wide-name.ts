import type { Problem } from '../core/types.ts';
import { defineRule, type Project } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { touchesHole, type Statement } from '../sql/statement.ts';
import { isToMigrate } from './support/ddl.ts';

interface Use {
  readonly table: string;
  readonly text: string;
}

/** Who uses a name that PostgreSQL wants to be unique in a schema: tables, indexes, and the constraints that make an index. */
interface Names {
  readonly uses: ReadonlyMap<string, readonly Use[]>;
  /** Tables that are renamed: their constraints keep their names, and a table made anew under the old name meets them. */
  readonly renamed: ReadonlySet<string>;
  /** The names that tables have at some time. */
  readonly tables: ReadonlySet<string>;
}

const known = new WeakMap<Project, Names>();

const key = (name: string): string => name.toLowerCase();

function namesOf(project: Project): Names {
  const cached = known.get(project);
  if (cached) return cached;
  const uses = new Map<string, Use[]>();
  const renamed = new Set<string>();
  const tables = new Set<string>();
  const note = (name: string, use: Use): void => { uses.set(key(name), [...(uses.get(key(name)) ?? []), use]); };
  for (const statement of project.statements) {
    if (!/^(?:CREATE|ALTER)$/.test(statement.tokens[0]?.kind ?? '')) continue;
    const { tree } = statement;
    if (tree?.type === 'CreateIndexStmt') note(tree.idxName.objName.text, { table: key(tree.tblName.text), text: statement.text });
    if (tree?.type === 'AlterTableStmt' && tree.body.type === 'RenameToAlterTableBody') {
      renamed.add(key(tree.tblName.objName.text));
      tables.add(key(tree.body.name.text));
    }
    if (tree?.type !== 'CreateTableStmt') continue;
    const table = key(tree.tblName.objName.text);
    tables.add(table);
    for (const { name } of indexMakers(tree)) note(name.text, { table, text: statement.text });
  }
  const names = { uses, renamed, tables };
  known.set(project, names);
  return names;
}

interface Named {
  readonly name: Ast.Name;
  readonly makesIndex: boolean;
}

function constraintsOf(tree: Ast.CreateTableStmt): readonly Named[] {
  if (tree.body.type !== 'ColumnsAndConstraintsCreateTableBody') return [];
  const all = [...tree.body.columns.flatMap((column) => column.constraints), ...(tree.body.constraints ?? [])];
  return all.flatMap(({ name, constraint }) => (name ? [{ name, makesIndex: /^(?:PrimaryKey|Unique)/.test(constraint.type) }] : []));
}

const indexMakers = (tree: Ast.CreateTableStmt): readonly Named[] => constraintsOf(tree).filter((one) => one.makesIndex);

/** What is added to a table's name while it is built anew, to be renamed at the end. */
const MEANWHILE = /^(?:_?(?:dg_)?(?:tmp|temp|new|copy)_|__)|_(?:dg_)?(?:tmp|temp|new|copy)$/;

/** Whether a table has the name, or will: it is made under another one for the time being. */
const isTableName = (name: string, table: string, { tables }: Names): boolean =>
  name === table || tables.has(name) || (MEANWHILE.test(table) && table.replace(MEANWHILE, '') === name);

function* problemsOf(statement: Statement, tree: Ast.CreateTableStmt, names: Names): Generator<Problem> {
  const table = key(tree.tblName.objName.text);
  const before = new Set<string>();
  for (const { name, makesIndex } of constraintsOf(tree)) {
    const others = (names.uses.get(key(name.text)) ?? []).filter((use) => use.text !== statement.text && (use.table !== table || names.renamed.has(table)));
    const isTwice = before.has(key(name.text));
    const isTable = isTableName(key(name.text), table, names);
    before.add(key(name.text));
    if (!isTwice && !(makesIndex && (others.length > 0 || isTable))) continue;
    const at = statement.tokens.findIndex((token) => token.start >= name.span.offset);
    const [word, own, previous] = [statement.tokens[at - 1], statement.tokens[at], statement.tokens[at - 2]];
    if (!word || !own || !previous || !/^constraint$/i.test(word.text) || touchesHole(statement, own)) continue;
    const next = statement.tokens[at + 1]?.start ?? own.end;
    yield {
      start: word.start, end: own.end,
      message: isTwice ? `The constraint ${name.text} has the name of another one of the table, which PostgreSQL refuses (42710).`
        : `The name ${name.text} stands for ${isTable ? 'a table' : 'an index elsewhere'} too: names of tables, keys and indexes are unique in a schema of PostgreSQL (42P07).`,
      help: 'Leave the name out, or give each its own.',
      fix: { title: 'Leave the name out', safety: 'safe', portable: true, edits: [{ start: word.start, end: next, text: '' }] },
    };
  }
}

export default defineRule({
  summary: 'names of constraints that are used twice',
  why: 'A UNIQUE or PRIMARY KEY constraint makes an index of its name, and PostgreSQL wants names of tables and indexes to be unique in a schema, names of constraints in a table. '
    + 'SQLite never looks at names of constraints; tables that were built anew repeat them.',
  construct: 'constraint name used twice',
  severity: 'critical',
  category: 'breaks',
  manual: ['PostgreSQL, CREATE TABLE, Compatibility: https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-COMPATIBILITY'],
  wakes: ['CONSTRAINT'],
  *statement(statement, context) {
    const { tree } = statement;
    if (tree?.type === 'CreateTableStmt' && isToMigrate(statement, context)) yield* problemsOf(statement, tree, namesOf(context.project));
  },
});
