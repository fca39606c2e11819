import type { Problem } from '../core/types.ts';
import { CATALOG_TABLES, MASTER_TYPES, masterSource, PRAGMA_TABLES, TEMPORARY_MASTER, type MasterType } from '../dialects/sqlite-to-postgres/catalog.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { ancestorsOf, nodesOf, replaceNode } from '../sql/rewrite.ts';
import type { Schema } from '../sql/schema.ts';
import { touchesHole, type Statement } from '../sql/statement.ts';
import { indexTree, spanOf, stringValue, textOf, tokenIndexAt, unwrap, type Expr } from '../sql/tree.ts';
import { foldedNames, nameOf } from './support/catalog-names.ts';
import { conjuncts } from './support/conditions.ts';

/** The types that the query of a source asks for: `type = 'table'`, `type IN ('table', 'view')`; all without such a condition. */
function typesAsked(statement: Statement, source: Ast.TableSelectTable): readonly MasterType[] {
  const query = ancestorsOf(statement, source).find((node) => node.type === 'SelectFrom');
  for (const part of conjuncts(query?.type === 'SelectFrom' ? query.whereClause : undefined)) {
    const asked = typesOf(part);
    if (asked) return MASTER_TYPES.filter((type) => asked.includes(type));
  }
  return MASTER_TYPES;
}

function typesOf(condition: Expr): readonly (string | undefined)[] | undefined {
  const [column, values] = condition.type === 'BinaryExpr' && condition.op === 'Equals' ? [condition.left, [condition.right]]
    : condition.type === 'InListExpr' && !condition.not ? [condition.lhs, condition.rhs ?? []] : [undefined, []];
  if (!column || nameOf(unwrap(column)) !== 'type') return undefined;
  const texts = values.map(stringValue);
  return texts.every((text) => MASTER_TYPES.some((type) => type === text)) ? texts : undefined;
}

/** sqlite_master as a sub-query with its columns, as far as PostgreSQL can give them; `sql` only where the statement does not ask for it. */
function* masterProblem(statement: Statement, source: Ast.TableSelectTable, schema: Schema): Generator<Problem> {
  const span = spanOf(source.tblName);
  const name = source.tblName.objName.text.toLowerCase();
  const asked = indexTree(statement.tree!).ofType('Id', 'QualifiedExpr', 'NameExpr').map(nameOf);
  const asksText = asked.includes('sql') || asked.includes('rootpage') || indexTree(statement.tree!).ofType('StarResultColumn').length > 0;
  const isTemp = name.startsWith('sqlite_temp');
  const query = isTemp ? TEMPORARY_MASTER : masterSource(typesAsked(statement, source), asked.includes('tbl_name'));
  const alias = source.alias ? '' : ` AS ${name}`;
  yield {
    ...span,
    message: `${textOf(statement.text, source.tblName)} is SQLite's catalog; PostgreSQL has information_schema and pg_catalog.`,
    help: asksText ? 'Ask information_schema or pg_catalog; PostgreSQL keeps no text of CREATE TABLE, pg_get_viewdef() and pg_get_indexdef() print views and indexes.'
      : 'Ask pg_tables, pg_views and pg_indexes of current_schema(), or information_schema.tables.',
    ...(!asksText && { fix: { title: 'Ask PostgreSQL\'s catalog', safety: 'safe', edits: [{ ...span, text: `(${query})${alias}` }, ...foldedNames(statement, schema)] } }),
  };
}

/** `pragma_table_info('t')` and its sisters in FROM. */
function* pragmaProblem(statement: Statement, node: Ast.SelectTable, name: string, args: readonly Ast.Expr[]): Generator<Problem> {
  const row = PRAGMA_TABLES[name.slice('pragma_'.length)];
  const span = spanOf(node);
  const from = statement.tokens[tokenIndexAt(statement.tokens, span.start)]?.start ?? span.start;
  const aliased = node.type === 'TableCallSelectTable' || node.type === 'TableSelectTable' ? node.alias : undefined;
  const close = node.type === 'TableCallSelectTable' ? endOfCall(statement, from) : undefined;
  const table = args[0] ? textOf(statement.text, args[0]) : '';
  const text = row?.(table);
  const end = close ?? statement.tokens[tokenIndexAt(statement.tokens, from)]!.end;
  yield {
    start: from, end,
    message: `${name}() is a table of SQLite's pragmas; PostgreSQL has information_schema and pg_catalog.`,
    help: 'Ask information_schema.columns, pg_index, pg_constraint or pg_settings.',
    ...(text !== undefined && !touchesHole(statement, { start: from, end: from + name.length })
      && { fix: { title: 'Ask PostgreSQL\'s catalog', safety: 'unsafe' as const, edits: [{ start: from, end, text: `(${text})${aliased ? '' : ` AS ${name}`}` }] } }),
  };
}

function endOfCall(statement: Statement, from: number): number {
  let depth = 0;
  for (const token of statement.tokens.slice(tokenIndexAt(statement.tokens, from))) {
    depth += token.text === '(' ? 1 : token.text === ')' ? -1 : 0;
    if (token.text === ')' && depth === 0) return token.end;
  }
  return from;
}

function* statement(statement: Statement, { schema }: Context): Iterable<Problem> {
  for (const source of nodesOf(statement, 'TableSelectTable')) {
    const name = source.tblName.objName.text.toLowerCase();
    if (/^sqlite_(?:temp_)?(?:master|schema)$/.test(name)) yield* masterProblem(statement, source, schema);
    else if (CATALOG_TABLES[name]) yield* otherProblem(source.tblName);
    else if (name.startsWith('pragma_') && PRAGMA_NAME.test(name)) yield* pragmaProblem(statement, source, name, []);
  }
  for (const source of nodesOf(statement, 'TableCallSelectTable')) {
    const name = source.tblName.objName.text.toLowerCase();
    if (name.startsWith('pragma_')) yield* pragmaProblem(statement, source, name, source.args ?? []);
  }
  const { tree } = statement;
  if ((tree?.type === 'UpdateStmt' || tree?.type === 'DeleteStmt' || tree?.type === 'InsertStmt') && CATALOG_TABLES[tree.tblName.objName.text.toLowerCase()]) yield* sequenceProblem(statement, tree);
}

const PRAGMA_NAME = /^pragma_[a-z_]+$/;

function* otherProblem(name: Ast.QualifiedName): Generator<Problem> {
  const row = CATALOG_TABLES[name.objName.text.toLowerCase()]!;
  yield {
    ...spanOf(name), message: `${name.objName.text} is a table of SQLite's own; PostgreSQL does not have it.`, help: row.advice,
    ...(row.source && { fix: { title: 'Ask PostgreSQL\'s catalog', safety: 'unsafe', edits: [replaceNode(name, `(${row.source}) AS ${name.objName.text}`)] } }),
  };
}

/** `UPDATE sqlite_sequence SET seq = n WHERE name = 't'`. */
function* sequenceProblem(statement: Statement, tree: Ast.UpdateStmt | Ast.DeleteStmt | Ast.InsertStmt): Generator<Problem> {
  const whole = { start: 0, end: statement.text.length };
  const match = /^update\s+\S+\s+set\s+seq\s*=\s*(\d+|\?\d*|[:@$]\w+)\s+where\s+name\s*=\s*('[^']+')\s*$/i.exec(statement.text);
  const reset = /^delete\s+from\s+\S+\s+where\s+name\s*=\s*('[^']+')\s*$/i.exec(statement.text);
  const text = match ? `SELECT setval(pg_get_serial_sequence(${match[2]}, 'id'), ${match[1]})` : reset ? `SELECT setval(pg_get_serial_sequence(${reset[1]}, 'id'), 1, false)` : undefined;
  yield {
    ...whole, message: `${tree.tblName.objName.text} is a table of SQLite's own; PostgreSQL keeps the last id in the sequence of the column.`,
    help: 'Call setval(pg_get_serial_sequence(\'table\', \'column\'), value).',
    ...(text && { fix: { title: 'Set the sequence', safety: 'unsafe', edits: [{ ...whole, text }] } }),
  };
}

export default defineRule({
  summary: "SQLite's catalog: sqlite_master, sqlite_sequence, pragma_table_info() and others",
  why: 'Programs ask sqlite_master whether a table exists, and pragma_table_info() for its columns. PostgreSQL has the same facts in information_schema and pg_catalog, under other names.',
  construct: 'sqlite_master or a pragma function',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, The schema table: https://sqlite.org/schematab.html', 'PostgreSQL, 52 System catalogs: https://www.postgresql.org/docs/current/catalogs.html'],
  wakes: ['TableSelectTable', 'TableCallSelectTable', 'InsertStmt', 'UpdateStmt', 'DeleteStmt'],
  statement,
});
