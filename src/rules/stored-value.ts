import type { Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import { assignmentsOf, insertionsOf } from '../sql/changes.ts';
import type { Ast, SqliteTree } from '../sql/grammar.ts';
import { classOf, isNumber, typesOf, type Inferred, type Types } from '../sql/infer.ts';
import { writeName } from '../sql/names.ts';
import type { Schema, Table } from '../sql/schema.ts';
import { starColumns } from '../sql/sources.ts';
import { replaceNode } from '../sql/rewrite.ts';
import { spanOf } from '../sql/tree.ts';
import { misfitOf } from './support/stored.ts';

/** The star's columns written out, texts cast to the numbers that they become. */
function castFix(
  table: Table, columns: readonly string[], given: readonly Inferred[], query: Ast.SelectFrom, star: Ast.ResultColumn, types: Types,
): Partial<Problem> {
  const sources = star.type === 'StarResultColumn' && query.columns.length === 1 ? starColumns(query, types.names.sourcesOf(query), star) : undefined;
  if (!sources || sources.length !== given.length || sources.length > columns.length || types.names.sourcesOf(query).length > 1) return {};
  const written = sources.map(({ source, name }, index) => {
    const own = writeName(name, source.table?.column(name)?.isQuoted);
    const type = table.column(columns[index]!)?.postgresType ?? '';
    return given[index]!.type === 'text' && isNumber(classOf(type)) ? `CAST(${own} AS ${type})` : own;
  });
  const { end } = spanOf(star);
  return { fix: { title: 'List the columns and cast them', safety: 'unsafe', edits: [{ start: end - 1, end, text: written.join(', ') }] } };
}

/** Columns of `INSERT ... SELECT *` whose texts meet columns of numbers. */
function* starProblems(tree: SqliteTree, schema: Schema, types: Types): Iterable<Problem> {
  for (const { table, columns, select } of insertionsOf(tree, schema)) {
    const query = select?.select;
    const star = query?.type === 'SelectFrom' ? query.columns.find((column) => column.type !== 'ExprResultColumn') : undefined;
    const given = star && select ? types.ofColumns(select) : undefined;
    if (!table || !columns || !star || !given || query?.type !== 'SelectFrom') continue;
    const at = columns.findIndex((name, index) => given[index]?.type === 'text' && !given[index]?.untyped && isNumber(classOf(table.column(name)?.postgresType ?? '')));
    const column = at < 0 ? undefined : table.column(columns[at]!);
    if (!column) continue;
    yield {
      start: spanOf(star).end - 1, end: spanOf(star).end, confidence: 'likely',
      message: `The value for \`${table.name}.${column.name}\` does not fit: its type is text and PostgreSQL stores no text in ${column.postgresType} (42804).`,
      help: 'List the columns and cast it, or give both columns one type.',
      ...castFix(table, columns, given, query, star, types),
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
