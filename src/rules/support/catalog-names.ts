import type { ProposedEdit } from '../../core/types.ts';
import type { Ast } from '../../sql/grammar.ts';
import { nodesOf, replaceNode } from '../../sql/rewrite.ts';
import type { Schema } from '../../sql/schema.ts';
import type { Statement } from '../../sql/statement.ts';
import { isColumnNode, stringValue, unwrap, type Expr } from '../../sql/tree.ts';

/** The name of a column, in lower case; undefined for everything else. */
export const nameOf = (node: Expr | Ast.NameExpr): string | undefined =>
  (!isColumnNode(node) ? undefined : node.type === 'Id' ? node.name : node.type === 'NameExpr' ? node.name.text : node.column.text)?.toLowerCase();

/**
 * The texts that a query of the catalog compares names of tables with (`name = 'Artist'`), as PostgreSQL keeps them: it folds what is declared without quotes
 * (https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS).
 */
export function foldedNames(statement: Statement, schema: Schema): readonly ProposedEdit[] {
  const compared = [
    ...nodesOf(statement, 'BinaryExpr').flatMap(({ op, left, right }) => (op === 'Equals' ? [[left, [right]] as const] : [])),
    ...nodesOf(statement, 'InListExpr').map(({ lhs, rhs }) => [lhs, rhs ?? []] as const),
  ];
  return compared.flatMap(([column, values]) => (/^(?:tbl_)?name$/.test(nameOf(unwrap(column)) ?? '') ? values : [])).flatMap((value) => {
    const name = stringValue(value);
    const isFolded = name !== undefined && name !== name.toLowerCase() && schema.table(name)?.isQuoted === false;
    return isFolded ? [replaceNode(value, `'${name.toLowerCase()}'`)] : [];
  });
}
