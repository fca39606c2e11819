import type { Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import { assignmentsOf } from '../sql/changes.ts';
import { typesOf } from '../sql/infer.ts';
import { replaceNode } from '../sql/rewrite.ts';
import { spanOf } from '../sql/tree.ts';
import { misfitOf } from './support/stored.ts';

export default defineRule({
  summary: 'A value stored in a column of another type',
  why: 'SQLite keeps any value in any column and converts by affinity only what converts without loss. PostgreSQL stores the column\'s type: other values raise an '
    + 'error, and fractions in integer columns are rounded without one.',
  construct: 'values that do not fit their column',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, Datatypes: https://sqlite.org/datatype3.html', 'PostgreSQL, Value storage: https://www.postgresql.org/docs/current/typeconv-query.html'],
  *statement(statement, { schema }): Iterable<Problem> {
    const { tree } = statement;
    if (!tree || !/^(?:InsertStmt|UpdateStmt|CreateTriggerStmt)$/.test(tree.type)) return;
    const types = typesOf(tree, schema);
    for (const assignment of assignmentsOf(tree, schema)) {
      const misfit = misfitOf(assignment, types.of(assignment.value));
      if (!misfit) continue;
      const { fix } = misfit;
      yield {
        ...spanOf(assignment.value),
        message: `The value for \`${assignment.table.name}.${assignment.column.name}\` does not fit: ${misfit.effect}.`,
        help: misfit.help, silent: misfit.silent ?? false,
        ...(misfit.likely && { confidence: 'likely' as const, ...(misfit.silent && { severity: 'warning' as const }) }),
        ...(fix && { fix: { title: fix.title, safety: fix.safety, portable: fix.portable ?? false, edits: [replaceNode(assignment.value, fix.text)] } }),
      };
    }
  },
});
