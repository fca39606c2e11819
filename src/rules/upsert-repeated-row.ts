import { defineRule } from '../rule.ts';
import { insertionsOf, valueRowsOf } from '../sql/changes.ts';
import type { Ast } from '../sql/grammar.ts';
import { integerValue, isSameName, spanOf, textOf } from '../sql/tree.ts';

/** A query over tables that neither groups its rows nor gives only one. */
const mayRepeat = (query: Ast.SelectFrom, select: Ast.Select): boolean =>
  query.from !== undefined && !query.groupBy && query.distinctness !== 'Distinct' && !(select.limit && integerValue(select.limit.expr) === 1);

export default defineRule({
  summary: 'An upsert of several rows, two of which have the same key',
  why: 'SQLite updates the row again for each of them. PostgreSQL raises 21000: ON CONFLICT DO UPDATE cannot affect a row a second time.',
  construct: 'repeated key in a multi-row upsert',
  severity: 'critical',
  category: 'breaks',
  manual: ['PostgreSQL, INSERT: https://www.postgresql.org/docs/current/sql-insert.html'],
  wakes: ['Upsert'],
  *statement(statement, { schema }) {
    if (!statement.tree) return;
    for (const insertion of insertionsOf(statement.tree, schema)) {
      const { upsert, columns } = insertion;
      const rows = valueRowsOf(insertion);
      const query = insertion.select?.select;
      if (upsert?.doClause.type === 'SetUpsertDo' && query?.type === 'SelectFrom' && mayRepeat(query, insertion.select!)) {
        yield { ...spanOf(insertion.node.tblName.objName), severity: 'warning', confidence: 'review',
          message: `The query may give two rows with the same key for \`${insertion.name}\`: PostgreSQL then raises 21000, SQLite updates the row again.`,
          help: 'Group the rows by the key, or choose the last of each with DISTINCT ON.' };
      }
      if (!upsert?.index || upsert.doClause.type !== 'SetUpsertDo' || !columns || !rows || rows.length < 2) continue;
      const names = upsert.index.targets.map((target) => (target.expr.type === 'Id' ? target.expr.name : target.expr.type === 'NameExpr' ? target.expr.name.text : ''));
      const places = names.map((name) => columns.findIndex((column) => isSameName(column, name)));
      if (places.includes(-1)) continue;
      const seen = new Set<string>();
      for (const row of rows) {
        const values = places.flatMap((at) => row.values[at] ?? []);
        if (!values.every((value) => value.type === 'StringLiteral' || value.type === 'NumericLiteral')) continue;
        const key = values.map((value) => textOf(statement.text, value)).join(', ');
        if (seen.has(key)) {
          yield { start: spanOf(values[0]!).start, end: spanOf(values.at(-1)!).end, message: `The key ${key} occurs twice in one upsert: PostgreSQL raises 21000 for the second row.`,
            help: 'Send the last row of each key only, or one statement for each row.' };
        }
        seen.add(key);
      }
    }
  },
});
