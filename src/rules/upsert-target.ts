import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { conflictKeys, insertionsOf, type Insertion } from '../sql/changes.ts';
import type { Ast } from '../sql/grammar.ts';
import { writeName } from '../sql/names.ts';
import type { Statement } from '../sql/statement.ts';
import { isSameName, spanOf } from '../sql/tree.ts';

const columnOf = (target: Ast.SortedColumn): string | undefined =>
  target.expr.type === 'Id' ? target.expr.name : target.expr.type === 'NameExpr' ? target.expr.name.text : undefined;

/** The words ON CONFLICT of an INSERT's clauses, in order. */
const conflictTokens = ({ tokens }: Statement, node: Insertion['node']): Statement['tokens'] =>
  tokens.filter((token, index) => token.kind === 'CONFLICT' && tokens[index - 1]?.kind === 'ON' && token.start >= node.span.offset && token.end <= spanOf(node).end);

function withoutTarget(insertion: Insertion, conflict: { readonly start: number; readonly end: number }): Problem {
  const problem = { start: conflict.start, end: conflict.end, message: '`ON CONFLICT DO UPDATE` without a key is an error in PostgreSQL: it must name the unique key.' };
  const { table } = insertion;
  const keys = conflictKeys(insertion);
  // Which row is numbered how is seldom what an upsert asks.
  const key = keys.find((names) => names.length > 1 || names[0] !== table?.rowidAlias) ?? keys[0];
  if (!table || !key) return { ...problem, help: 'Name the columns of the unique key after ON CONFLICT.' };
  const names = key.map((name) => writeName(name, table.column(name)?.isQuoted)).join(', ');
  const isOnly = keys.length === 1;
  return {
    ...problem,
    help: isOnly ? `Write ON CONFLICT (${names}): no other key can be violated.` : `Write ON CONFLICT (${names}). A conflict on (${keys.find((other) => other !== key)!.join(', ')}), which SQLite handles as well, then raises an error.`,
    fix: { title: `Name the key (${names})`, safety: isOnly ? 'safe' : 'unsafe', portable: isOnly, edits: [{ start: conflict.end, end: conflict.end, text: ` (${names})` }] },
  };
}

/** Whether an ORM declares the unique key for PostgreSQL, beside DDL that does not. */
const isDeclared = ({ facts }: Context['project'], table: string, columns: readonly string[]): boolean =>
  facts.some((fact) => fact.declarations?.some((own) => own.engine === 'postgres' && isSameName(own.table, table)
    && [...own.fragment.text.matchAll(/UNIQUE \(([^)]*)\)/g)].some(([, names]) => columns.every((column) => names!.includes(`"${column}"`)))));

/** Whether the columns are a unique key of the table; true as well where the table or its keys are not known. */
function isKey(insertion: Insertion, index: Ast.UpsertIndex, { schema, project }: Context, engine: Statement['engine']): boolean {
  const { table } = insertion;
  const columns = index.targets.map(columnOf);
  if (!table || (table.both && engine !== 'postgres') || index.whereClause || columns.some((column) => column === undefined || !table.column(column))) return true;
  // Of a table that is declared for both engines, a statement for PostgreSQL meets what is declared there.
  if (table.both && columns.some((column) => !table.column(column!)!.isPostgresTypeDeclared)) return true;
  const indexed = schema.indexes.filter((one) => one.unique && isSameName(one.table, table.name)).map((one) => one.columns);
  const own = table.both ? [table.both.postgres.primaryKey, ...table.both.postgres.unique] : [table.primaryKey, ...table.uniqueKeys];
  const keys = [...own, ...indexed];
  if (isDeclared(project, table.name, columns.filter((column) => column !== undefined))) return true;
  return keys.some((key) => key.length === columns.length && key.every((name) => columns.some((column) => isSameName(column!, name))));
}

export default defineRule({
  summary: 'An upsert whose ON CONFLICT PostgreSQL cannot tie to one unique key',
  why: 'SQLite takes `ON CONFLICT DO UPDATE` without a key, several ON CONFLICT clauses, and keys in any form. PostgreSQL wants one clause, which names exactly '
    + 'the columns of one unique key.',
  construct: 'ON CONFLICT without one unique key',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, UPSERT: https://sqlite.org/lang_upsert.html', 'PostgreSQL, INSERT: https://www.postgresql.org/docs/current/sql-insert.html'],
  wakes: ['Upsert'],
  *statement(statement, context) {
    if (!statement.tree) return;
    for (const insertion of insertionsOf(statement.tree, context.schema)) {
      const { upsert } = insertion;
      if (!upsert) continue;
      const conflicts = conflictTokens(statement, insertion.node);
      const first = conflicts[0];
      if (!first) continue;
      const second = conflicts[1];
      if (upsert.next && second) {
        yield { start: second.start, end: second.end, message: 'A second `ON CONFLICT` clause is a syntax error in PostgreSQL: an INSERT has one.',
          help: 'Keep the clause of the key that really conflicts, or use MERGE or two statements.' };
      } else if (!upsert.index && upsert.doClause.type === 'SetUpsertDo') {
        yield withoutTarget(insertion, first);
      } else if (upsert.index && !isKey(insertion, upsert.index, context, statement.engine)) {
        const names = upsert.index.targets.map(columnOf).join(', ');
        yield { start: first.start, end: first.end, confidence: 'likely',
          message: `\`ON CONFLICT (${names})\` names no unique key of \`${insertion.name}\` that is declared here: PostgreSQL raises 42P10.`,
          help: 'Declare a UNIQUE constraint or index on exactly these columns.' };
      }
    }
  },
});
