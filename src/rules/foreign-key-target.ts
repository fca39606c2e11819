import type { Problem, Span } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import type { Schema } from '../sql/schema.ts';
import type { Statement } from '../sql/statement.ts';
import { isSameName } from '../sql/tree.ts';
import { isToMigrate, sitesOf } from './support/ddl.ts';
import { areComparable, isUnique } from './support/key-targets.ts';
import { createdLater, moveFix } from './support/later-keys.ts';

interface Reference {
  readonly columns: readonly string[];
  readonly clause: Ast.ForeignKeyClause;
}

function referencesOf(statement: Statement): readonly Reference[] {
  const { tree } = statement;
  if (tree?.type === 'AlterTableStmt' && tree.body.type === 'AddColumnAlterTableBody') return ofColumn(tree.body.column);
  if (tree?.type !== 'CreateTableStmt' || tree.body.type !== 'ColumnsAndConstraintsCreateTableBody') return [];
  const own = (tree.body.constraints ?? []).flatMap(({ constraint }) =>
    constraint.type === 'ForeignKeyTableConstraint' ? [{ columns: constraint.columns.map((column) => column.colName.text), clause: constraint.clause }] : []);
  return [...tree.body.columns.flatMap(ofColumn), ...own];
}

const ofColumn = (column: Ast.ColumnDefinition): readonly Reference[] =>
  column.constraints.flatMap(({ constraint }) =>
    (constraint.type === 'ForeignKeyColumnConstraint' ? [{ columns: [column.colName.text], clause: constraint.clause }] : []));

/** The one thing that is wrong with the table or columns that a key points at; undefined where PostgreSQL takes it, or the table is not known. */
function judge(
  schema: Schema, own: string, reference: Reference, typeOf: (name: string) => string | undefined
): { readonly message: string; readonly help: string } | undefined {
  const { clause } = reference;
  const target = schema.table(clause.tblName.text);
  if (!target || target.module !== undefined || isSameName(own, clause.tblName.text)) return undefined;
  const named = (clause.columns ?? []).map((column) => column.colName.text);
  const columns = named.length > 0 ? named : target.primaryKey;
  const shown = `${target.name} (${columns.join(', ')})`;
  if (columns.length === 0 || !isUnique(target, columns)) {
    return { message: `The foreign key to ${shown} points at columns without a unique key, which PostgreSQL refuses (42830) and SQLite finds out only when rows are written.`, help: `Declare ${shown} UNIQUE or the PRIMARY KEY.` };
  }
  for (const [index, name] of reference.columns.entries()) {
    if (!areComparable(typeOf(name), target.column(columns[index] ?? '')?.postgresType)) {
      return { message: `The foreign key ${name} and ${target.name}.${columns[index]} have types that PostgreSQL does not compare (42804).`, help: 'Give both columns one type.' };
    }
  }
  return undefined;
}

/** A text that is translated by itself: whether the table is there nobody can say. */
const unknownTarget = (place: Span, table: string): Problem => ({
  ...place, severity: 'warning', confidence: 'likely',
  message: `The foreign key points at ${table}, of which nothing is known here; PostgreSQL wants the table to be there (42P01).`,
  help: `Create ${table} first, or add the key later with ALTER TABLE.`,
});

function* problemsOf(statement: Statement, context: Context, own: string): Generator<Problem> {
  const { schema } = context;
  const isOld = isToMigrate(statement, context);
  // What already speaks PostgreSQL's dialect may still come too early.
  if (!isOld && statement.engine !== 'postgres') return;
  const sites = sitesOf(statement, context);
  // The type that this statement declares: a later migration may have changed it.
  const typeOf = (name: string): string | undefined =>
    sites.find((site) => isSameName(site.name, name))?.choice.postgres ?? schema.table(own)?.column(name)?.postgresType;
  for (const reference of referencesOf(statement)) {
    const { clause } = reference;
    const name = statement.tokens.find((token) => token.start >= clause.tblName.span.offset)!;
    const place = { start: name.start, end: name.end };
    if (statement.dialect === 'sqlite' && !schema.table(clause.tblName.text)) yield unknownTarget(place, clause.tblName.text);
    const wrong = isOld ? judge(schema, own, reference, typeOf) : undefined;
    const later = wrong || isSameName(own, clause.tblName.text) ? undefined : createdLater(statement, context, clause.tblName.text);
    if (wrong) yield { ...place, ...wrong };
    else if (later) {
      yield {
        ...place, ...moveFix(statement, later, reference.columns, clause.tblName.text),
        message: `The foreign key points at ${clause.tblName.text}, which is created later; PostgreSQL wants the table to be there (42P01).`,
        help: `Create ${clause.tblName.text} first, or add the key behind both with ALTER TABLE ${own} ADD FOREIGN KEY (${reference.columns.join(', ')}) REFERENCES ${clause.tblName.text}.`,
      };
    }
    if (isOld) yield* matchOf(statement, clause);
  }
}

/** SQLite reads MATCH and passes over it. */
function* matchOf(statement: Statement, clause: Ast.ForeignKeyClause): Generator<Problem> {
  const match = clause.args.find((arg) => arg.type === 'MatchRefArg');
  if (!match || match.type !== 'MatchRefArg' || /^simple$/i.test(match.name.text)) return;
  const at = statement.tokens.findIndex((token) => token.start >= match.name.span.offset);
  const [before, word, name] = [statement.tokens[at - 2]!, statement.tokens[at - 1]!, statement.tokens[at]!];
  yield {
    start: word.start, end: name.end, severity: 'warning',
    message: `MATCH ${name.text.toUpperCase()} is passed over by SQLite; PostgreSQL ${/^full$/i.test(name.text) ? 'refuses rows where only some columns of the key are NULL' : 'does not have it'}.`,
    help: 'Remove it to keep what SQLite does.',
    fix: { title: 'Remove MATCH', safety: 'safe', portable: true, edits: [{ start: before.end, end: name.end, text: '' }] },
  };
}

export default defineRule({
  summary: 'foreign keys that PostgreSQL cannot declare',
  why: 'SQLite reads a foreign key without looking at its target, and enforces it only when the pragma says so. PostgreSQL wants the table to exist, the columns to have a unique key, and the types to compare.',
  construct: 'foreign key to a later table, to columns without a key, or of another type',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, Foreign key support: https://sqlite.org/foreignkeys.html', 'PostgreSQL, 5.5.5 Foreign keys: https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK'],
  wakes: ['ForeignKeyClause'],
  *statement(statement, context) {
    const { tree } = statement;
    if (tree?.type === 'CreateTableStmt' || tree?.type === 'AlterTableStmt') yield* problemsOf(statement, context, tree.tblName.objName.text);
  },
});
