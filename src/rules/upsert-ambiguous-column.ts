import { defineRule } from '../rule.ts';
import { insertionsOf } from '../sql/changes.ts';
import { namesOf } from '../sql/scope.ts';
import { columnNodesOf, indexTree, spanOf, textOf, type ColumnNode, type Node } from '../sql/tree.ts';

export default defineRule({
  summary: 'A column without its table in the SET or WHERE of an upsert',
  why: 'In `DO UPDATE` two rows are in sight: the one in the table and `excluded`. SQLite takes a bare name for the table\'s, PostgreSQL raises 42702, column '
    + 'reference is ambiguous.',
  construct: 'ambiguous column in DO UPDATE',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, UPSERT: https://sqlite.org/lang_upsert.html', 'PostgreSQL, INSERT: https://www.postgresql.org/docs/current/sql-insert.html'],
  wakes: ['Upsert'],
  *statement(statement, { schema }) {
    const { tree, text } = statement;
    if (!tree) return;
    for (const { node, upsert } of insertionsOf(tree, schema)) {
      if (!upsert) continue;
      const { objName, alias } = node.tblName;
      const owner = textOf(text, alias ?? objName);
      const { parentOf } = indexTree(tree);
      for (const column of columnNodesOf(tree)) {
        if (column.type === 'QualifiedExpr' || !isInUpdate(column, parentOf)) continue;
        if (!isOfTarget(column)) continue;
        yield {
          ...spanOf(column),
          message: `\`${textOf(text, column)}\` in DO UPDATE is ambiguous to PostgreSQL: the row of the table and \`excluded\` both have it.`,
          help: `Write \`${owner}.${textOf(text, column)}\` for the value in the table.`,
          fix: { title: `Name its table, ${owner}`, safety: 'safe', portable: true, edits: [{ start: column.span.offset, end: column.span.offset, text: `${owner}.` }] },
        };
      }
    }

    function isOfTarget(column: ColumnNode): boolean {
      const names = namesOf(tree!, schema);
      const reference = names.resolve(column);
      if (reference) return reference.kind === 'column' && reference.source.node.type === 'Upsert';
      return column.type === 'Id' && names.scopeAt(column).sources.every((source) => source.node.type === 'Upsert');
    }
  },
});

/** It stands in the SET or WHERE of DO UPDATE, not in the key of ON CONFLICT. */
function isInUpdate(column: ColumnNode, parentOf: (node: Node) => Node | undefined): boolean {
  for (let at = parentOf(column); at; at = parentOf(at)) {
    if (at.type === 'SetUpsertDo') return true;
    if (at.type === 'UpsertIndex') return false;
  }
  return false;
}
