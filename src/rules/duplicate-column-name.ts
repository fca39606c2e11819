import type { Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { quoteName } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { spanOf, spanOfItem } from '../sql/tree.ts';

/** The first SELECT of a view or of CREATE TABLE AS: its columns are those of what is created. */
function selectOf(statement: Statement): Ast.SelectFrom | undefined {
  const { tree } = statement;
  const select = tree?.type === 'CreateViewStmt' && !tree.columns ? tree.select
    : tree?.type === 'CreateTableStmt' && tree.body.type === 'AsSelectCreateTableBody' ? tree.body.select : undefined;
  return select?.select.type === 'SelectFrom' ? select.select : undefined;
}

/** The name a result column has without being told; undefined for expressions, whose names PostgreSQL makes up. */
function nameOf(column: Ast.ExprResultColumn): string | undefined {
  if (column.alias) return column.alias.name.text;
  return column.expr.type === 'Id' ? column.expr.name : column.expr.type === 'QualifiedExpr' ? column.expr.column.text : undefined;
}

/** Expressions that PostgreSQL calls `?column?`, all of them. */
const isNameless = (column: Ast.ExprResultColumn): boolean => !column.alias && /^(?:BinaryExpr|UnaryExpr|\w+Literal|BetweenExpr|LikeExpr|IsNullExpr|NotNullExpr|In\w+Expr)$/.test(column.expr.type);

function* namelessIn(text: string, select: Ast.SelectFrom): Generator<Problem> {
  const columns = select.columns.flatMap((column) => (column.type === 'ExprResultColumn' && isNameless(column) ? [column] : []));
  for (const column of columns.slice(1)) {
    const { start, end } = spanOf(column.expr);
    yield {
      start, end, message: 'Two columns are expressions without a name: PostgreSQL calls both "?column?" and refuses that (42701); SQLite takes the text of the expression.', help: 'Give each column its own name.',
      fix: { title: 'Give it the name that SQLite gives it', safety: 'safe', portable: true, edits: [{ start: end, end, text: ` AS ${quoteName(text.slice(start, end))}` }] },
    };
  }
}

function* problemsOf(select: Ast.SelectFrom): Generator<Problem> {
  const seen = new Map<string, number>();
  for (const column of select.columns) {
    if (column.type !== 'ExprResultColumn') continue;
    const name = nameOf(column);
    if (name === undefined) continue;
    const count = seen.get(name.toLowerCase()) ?? 0;
    seen.set(name.toLowerCase(), count + 1);
    if (count === 0) continue;
    const other = quoteName(`${name}:${count}`);
    const end = spanOfItem(column).end;
    yield {
      ...spanOf(column.expr),
      message: `The column ${name} is there twice: PostgreSQL refuses that (42701), SQLite calls the second one ${name}:${count}.`,
      help: 'Give each column its own name.',
      fix: {
        title: `Call it ${name}:${count}`, safety: 'safe', portable: true,
        edits: [column.alias ? { ...spanOf(column.alias.name), text: other } : { start: end, end, text: ` AS ${other}` }],
      },
    };
  }
}

export default defineRule({
  summary: 'a view or a table made by a query with two columns of one name',
  why: 'SQLite makes the names of columns unique by a number (`n`, `n:1`). PostgreSQL refuses to create a view or a table with a name twice, as `SELECT a.*, b.*` of joined tables often has it.',
  construct: 'two columns of one name in CREATE VIEW or CREATE TABLE AS',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, CREATE TABLE AS: https://sqlite.org/lang_createtable.html#create_table_as_select_statements', 'PostgreSQL, CREATE VIEW: https://www.postgresql.org/docs/current/sql-createview.html'],
  wakes: ['CreateViewStmt', 'AsSelectCreateTableBody'],
  *statement(statement) {
    const select = selectOf(statement);
    if (!select) return;
    yield* problemsOf(select);
    yield* namelessIn(statement.text, select);
  },
});
