import type { Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { writeName } from '../sql/names.ts';
import { quoteText, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { functionName, indexTree, spanOf } from '../sql/tree.ts';
import { isToMigrate } from './support/ddl.ts';

/** What may stand in an index without parentheses of its own: a column, or a call. */
const BARE = new Set<Ast.Expr['type']>(['Id', 'NameExpr', 'StringLiteral', 'FunctionCallExpr', 'ParenthesizedExpr']);

const UNSTABLE = /^(?:date|time|datetime|strftime|julianday|unixepoch|concat|concat_ws|format|printf)$/;

/** Calls whose counterpart is an operator or CASE. */
const becomesOperator = (expr: Ast.Expr): boolean => /^(?:json_extract|iif|like|glob|hex|printf)$/.test(functionName(expr) ?? '');

/** A text in place of a name is a name in SQLite (https://sqlite.org/quirks.html#dblquote). */
const toName = (text: Ast.StringLiteral): Problem => ({
  ...spanOf(text), message: `${quoteText(text.value)} in an index names a column in SQLite; PostgreSQL reads a text there and refuses it (42601).`, help: 'Write the name without quotes.',
  fix: { title: 'Write the name', safety: 'safe', portable: true, edits: [replaceNode(text, writeName(text.value, /[^a-z0-9_]/i.test(text.value)))] },
});

function* problemsOf(statement: Statement, tree: Ast.CreateIndexStmt): Generator<Problem> {
  for (const { expr } of tree.columns) {
    const inner = expr.type === 'CollateExpr' ? expr.expr : expr;
    if (inner.type === 'StringLiteral') yield toName(inner);
    if (!BARE.has(inner.type) || becomesOperator(inner)) {
      const span = spanOf(inner);
      yield {
        ...span,
        message: `The expression ${statement.text.slice(span.start, span.end).replace(/\s+/g, ' ')} of index ${tree.idxName.objName.text} needs parentheses of its own in PostgreSQL.`,
        help: 'Put the expression in parentheses.',
        fix: { title: 'Put the expression in parentheses', safety: 'safe', portable: true, edits: [{ ...span, text: ['(', span, ')'] }] },
      };
    }
  }
  for (const call of indexTree(tree).ofType('FunctionCallExpr')) {
    const name = functionName(call)!;
    if (!UNSTABLE.test(name)) continue;
    yield {
      ...spanOf(call),
      message: `Index ${tree.idxName.objName.text} uses ${name}(), whose counterpart depends on settings: PostgreSQL wants immutable functions in an index (42P17).`,
      help: 'Index the text that the value begins with, such as left(x, 10) for its date, or the column itself.',
      confidence: 'likely',
    };
  }
}

export default defineRule({
  summary: 'expressions of an index that need parentheses or may change',
  why: 'PostgreSQL wants parentheses around every expression in an index that is not a call, and takes only immutable functions.',
  construct: 'index on an expression',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, Indexes on expressions: https://sqlite.org/expridx.html', 'PostgreSQL, CREATE INDEX: https://www.postgresql.org/docs/current/sql-createindex.html'],
  wakes: ['CreateIndexStmt'],
  *statement(statement, context) {
    const { tree } = statement;
    if (tree?.type === 'CreateIndexStmt' && isToMigrate(statement, context)) yield* problemsOf(statement, tree);
  },
});
