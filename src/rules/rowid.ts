import type { Problem, ProposedFix } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import { insertionsOf } from '../sql/changes.ts';
import type { Ast } from '../sql/grammar.ts';
import { writeName } from '../sql/names.ts';
import { contextOf, parentOf } from '../sql/rewrite.ts';
import type { Schema, Table } from '../sql/schema.ts';
import { namesOf } from '../sql/scope.ts';
import type { Statement } from '../sql/statement.ts';
import { columnNodesOf, functionName, indexTree, spanOf, type ColumnNode, type Node } from '../sql/tree.ts';

const NAMES = /^(?:rowid|oid|_rowid_)$/i;

interface Use {
  /** The name alone, without the table before it. */
  readonly node: Ast.Id | Ast.Name | Ast.NameExpr;
  readonly name: string;
  readonly table?: Table;
  /** It is a result of a sub-query in FROM, whose name others may use. */
  readonly isNamedResult: boolean;
}

function usesOf(statement: Statement, schema: Schema): readonly Use[] {
  const { tree } = statement;
  if (!tree) return [];
  const names = namesOf(tree, schema);
  const columns = columnNodesOf(tree).flatMap((node): readonly Use[] => {
    const part = node.type === 'QualifiedExpr' ? node.column : node;
    const name = 'text' in part ? part.text : part.type === 'Id' ? part.name : part.name.text;
    if (!NAMES.test(name)) return [];
    const reference = names.resolve(node);
    if (reference && (reference.kind !== 'column' || reference.column?.name.toLowerCase() === name.toLowerCase())) return [];
    if (reference?.kind === 'column' && reference.source.kind !== 'table' && reference.source.kind !== 'unknown') return [];
    const table = reference?.kind === 'column' ? reference.source.table : undefined;
    if (!table && /^oid$/i.test(name)) return [];
    return [{ node: part, name, isNamedResult: isNamedResult(statement, node), ...(table && { table }) }];
  });
  const listed = insertionsOf(tree, schema).flatMap(({ listed: written = [], table }) =>
    written.filter((node) => NAMES.test(node.text) && !table?.column(node.text))
      .map((node) => ({ node, name: node.text, isNamedResult: false, ...(table && { table }) })));
  return [...columns, ...listed];
}

function isNamedResult(statement: Statement, node: ColumnNode): boolean {
  const { parent } = contextOf(statement, node);
  if (parent?.type !== 'ExprResultColumn' || parent.alias) return false;
  let at: Node | undefined = parentOf(statement, parent);
  while (at && (at.type === 'SelectFrom' || at.type === 'Select' || at.type === 'CompoundSelect')) at = parentOf(statement, at);
  return at?.type === 'SelectSelectTable' || at?.type === 'CommonTableExpr';
}

/** Whether a DELETE or UPDATE only compares row ids with row ids, so that PostgreSQL's ctid does the same within the statement. */
function isClosed(statement: Statement, uses: readonly Use[]): boolean {
  const { tree } = statement;
  if (tree?.type !== 'DeleteStmt' && tree?.type !== 'UpdateStmt') return false;
  if (uses.length < 2 || uses.some((use) => !use.table || use.table.rowidAlias !== undefined)) return false;
  const { parentOf: around } = indexTree(tree);
  return uses.every((use) => {
    let at: Node | undefined = around(use.node);
    if (at?.type === 'QualifiedExpr') at = around(at);
    if (at?.type === 'FunctionCallExpr') return /^(?:min|max)$/.test(functionName(at)!) && around(at)?.type === 'ExprResultColumn';
    return at?.type === 'ExprResultColumn' || at?.type === 'InSelectExpr' || (at?.type === 'BinaryExpr' && [at.left, at.right].some((side) => side.type === 'SubqueryExpr'));
  });
}

function judge(use: Use, isTid: boolean): Problem {
  const problem = { ...spanOf(use.node), message: `\`${use.name}\` does not exist in PostgreSQL: its tables have no hidden row number.` };
  const fix = (title: string, name: string): ProposedFix => ({
    title, safety: 'safe', portable: !isTid,
    edits: [{ ...spanOf(use.node), text: use.isNamedResult ? `${name} AS ${use.name}` : name }],
  });
  if (isTid) return { ...problem, help: 'Write ctid, the place of the row: it stays the same within one statement.', fix: fix('Write ctid', 'ctid') };
  const { table } = use;
  const key = table?.rowidAlias;
  if (!table || key === undefined) {
    const what = table?.module ? `the key of the table that replaces the virtual table \`${table.name}\`` : 'a key of the table';
    return { ...problem, help: `Use ${what}; without one, add a column \`GENERATED ALWAYS AS IDENTITY\`.` };
  }
  const name = writeName(key, table.column(key)?.isQuoted);
  return { ...problem, help: `Write \`${name}\`: the INTEGER PRIMARY KEY is the row's number in SQLite as well.`, fix: fix(`Write ${name}`, name) };
}

export default defineRule({
  summary: 'SQLite\'s hidden row number: rowid, _rowid_ or oid',
  why: 'Every ordinary table of SQLite has it, and an INTEGER PRIMARY KEY is another name of it. PostgreSQL has no such column; ctid, the place of a row, changes '
    + 'whenever the row does.',
  construct: 'rowid',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, ROWIDs and the INTEGER PRIMARY KEY: https://sqlite.org/lang_createtable.html#rowid', 'PostgreSQL, System columns: https://www.postgresql.org/docs/current/ddl-system-columns.html'],
  *statement(statement, { schema }) {
    if (!/\browid|_rowid_|\boid\b/i.test(statement.text)) return;
    const uses = usesOf(statement, schema);
    const isTid = isClosed(statement, uses);
    for (const use of uses) yield judge(use, isTid);
  },
});
