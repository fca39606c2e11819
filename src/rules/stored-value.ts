import type { Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import { assignmentsOf, insertionsOf } from '../sql/changes.ts';
import type { SqliteTree } from '../sql/grammar.ts';
import { classOf, isNumber, typesOf, type Types } from '../sql/infer.ts';
import type { Schema } from '../sql/schema.ts';
import { replaceNode } from '../sql/rewrite.ts';
import { spanOf } from '../sql/tree.ts';
import { misfitOf } from './support/stored.ts';

/** Columns of `INSERT ... SELECT *` whose texts meet columns of numbers. */
function* starProblems(tree: SqliteTree, schema: Schema, types: Types): Iterable<Problem> {
  for (const { table, columns, select } of insertionsOf(tree, schema)) {
    const query = select?.select;
    const star = query?.type === 'SelectFrom' ? query.columns.find((column) => column.type !== 'ExprResultColumn') : undefined;
    const given = star && select ? types.ofColumns(select) : undefined;
    if (!table || !columns || !star || !given) continue;
    const at = columns.findIndex((name, index) => given[index]?.type === 'text' && !given[index]?.untyped && isNumber(classOf(table.column(name)?.postgresType ?? '')));
    const column = at < 0 ? undefined : table.column(columns[at]!);
    if (!column) continue;
    yield {
      start: spanOf(star).end - 1, end: spanOf(star).end, confidence: 'likely',
      message: `The value for \`${table.name}.${column.name}\` does not fit: its type is text and PostgreSQL stores no text in ${column.postgresType} (42804).`,
      help: 'List the columns and cast it, or give both columns one type.',
    };
  }
}

export default defineRule({
  summary: 'A value stored in a column of another type',
  why: 'SQLite keeps any value in any column and converts by affinity only what converts without loss. PostgreSQL stores the column\'s type: other values raise an '
    + 'error, and fractions in integer columns are rounded without one.',
  construct: 'values that do not fit their column',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, Datatypes: https://sqlite.org/datatype3.html', 'PostgreSQL, Value storage: https://www.postgresql.org/docs/current/typeconv-query.html'],
  wakes: ['InsertStmt', 'UpdateStmt', 'CreateTriggerStmt'],
  *statement(statement, { schema }): Iterable<Problem> {
    const { tree } = statement;
    if (!tree || !/^(?:InsertStmt|UpdateStmt|CreateTriggerStmt)$/.test(tree.type)) return;
    const types = typesOf(tree, schema);
    const isOld = statement.engine === 'sqlite';
    if (!isOld) yield* starProblems(tree, schema, types);
    for (const assignment of assignmentsOf(tree, schema)) {
      // SQL that stays on SQLite is not asked for the types of PostgreSQL's own tables, nor for copies of a column while its table is rebuilt.
      const source = types.of(assignment.value).column?.name;
      if (isOld && (assignment.column.isPostgresTypeDeclared || source?.toLowerCase() === assignment.column.name.toLowerCase())) continue;
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
