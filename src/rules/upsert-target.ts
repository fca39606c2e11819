import type { Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import { conflictKeys, insertionsOf, type Insertion } from '../sql/changes.ts';
import type { Ast } from '../sql/grammar.ts';
import { writeName } from '../sql/names.ts';
import type { Schema } from '../sql/schema.ts';
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

/** Whether the columns are a unique key of the table; true as well where the table or its keys are not known. */
function isKey(insertion: Insertion, index: Ast.UpsertIndex, schema: Schema): boolean {
  const { table } = insertion;
  const columns = index.targets.map(columnOf);
  if (!table || table.declaredFor.length > 1 || index.whereClause || columns.some((column) => column === undefined || !table.column(column))) return true;
  const indexed = schema.indexes.filter((one) => one.unique && isSameName(one.table, table.name)).map((one) => one.columns);
  const keys = [table.primaryKey, ...table.uniqueKeys, ...indexed];
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
  *statement(statement, { schema }) {
    if (!statement.tree) return;
    for (const insertion of insertionsOf(statement.tree, schema)) {
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
      } else if (upsert.index && !isKey(insertion, upsert.index, schema)) {
        const names = upsert.index.targets.map(columnOf).join(', ');
        yield { start: first.start, end: first.end, confidence: 'likely',
          message: `\`ON CONFLICT (${names})\` names no unique key of \`${insertion.name}\` that is declared here: PostgreSQL raises 42P10.`,
          help: 'Declare a UNIQUE constraint or index on exactly these columns.' };
      }
    }
  },
});
