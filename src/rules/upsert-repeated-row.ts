import { defineRule } from '../rule.ts';
import { insertionsOf, valueRowsOf } from '../sql/changes.ts';
import { isSameName, spanOf, textOf } from '../sql/tree.ts';

export default defineRule({
  summary: 'An upsert of several rows, two of which have the same key',
  why: 'SQLite updates the row again for each of them. PostgreSQL raises 21000: ON CONFLICT DO UPDATE cannot affect a row a second time.',
  construct: 'repeated key in a multi-row upsert',
  severity: 'critical',
  category: 'breaks',
  manual: ['PostgreSQL, INSERT: https://www.postgresql.org/docs/current/sql-insert.html'],
  *statement(statement, { schema }) {
    if (!statement.tree) return;
    for (const insertion of insertionsOf(statement.tree, schema)) {
      const { upsert, columns } = insertion;
      const rows = valueRowsOf(insertion);
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
