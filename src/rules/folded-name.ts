import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { resultColumns } from '../sql/results.ts';
import { quoteName, replaceNode, replaceSpan } from '../sql/rewrite.ts';
import type { Column } from '../sql/schema.ts';
import { namesOf } from '../sql/scope.ts';
import { touchesHole, type Statement } from '../sql/statement.ts';
import { columnNodesOf, isSameName, spanOf, spanOfItem, textOf, type ColumnNode } from '../sql/tree.ts';
import { isFolded, isFoldedColumn, starReads } from './support/folded.ts';

const HELP = 'Write the name in double quotes, which both engines keep.';
const QUOTE_ALL = 'A star reads the column as well: declare it in double quotes (folded-declaration), and the quotes follow here.';
const WHY = 'PostgreSQL folds names that are not in quotes to lower case';

/** The result columns of the statement as a whole: the keys that the program reads. */
function resultsOf(tree: NonNullable<Statement['tree']>): readonly Ast.ResultColumn[] {
  if (tree.type === 'SelectStmt') return tree.body.select.type === 'SelectFrom' ? tree.body.select.columns : [];
  return tree.type === 'InsertStmt' || tree.type === 'UpdateStmt' || tree.type === 'DeleteStmt' ? (tree.returning ?? []) : [];
}

/** The program reads that very key of the rows. */
const isRead = (statement: Statement, key: string): boolean => statement.call?.reads.some((read) => read.property === key && read.of !== 'result') ?? false;

function* aliases(statement: Statement, context: Context): Iterable<Problem> {
  const names = namesOf(statement.tree!, context.schema);
  for (const column of resultsOf(statement.tree!)) {
    const alias = column.type === 'ExprResultColumn' ? column.alias?.name : undefined;
    if (!alias || column.type !== 'ExprResultColumn' || touchesHole(statement, spanOf(alias))) continue;
    const written = textOf(statement.text, alias);
    if (!isFolded(written)) continue;
    const uses = columnNodesOf(statement.tree!).filter((node) => {
      const reference = names.resolve(node);
      return node.type === 'Id' && reference?.kind === 'alias' && reference.result === column && !textOf(statement.text, node).startsWith('"');
    });
    const isBare = column.alias!.type === 'ElidedAs';
    yield {
      ...spanOf(alias), silent: true, ...(isRead(statement, written) && { confidence: 'certain' as const }),
      message: `${written} becomes ${written.toLowerCase()} in the result: ${WHY}.`, help: HELP,
      fix: {
        title: 'Quote the alias', safety: 'safe', portable: true,
        edits: [replaceNode(alias, (isBare ? 'AS ' : '') + quoteName(written)), ...uses.map((node) => replaceNode(node, quoteName(written)))],
      },
    };
  }
}

/** A result column without an alias has the name of its column, folded. */
function* plainResults(statement: Statement, context: Context): Iterable<Problem> {
  const results = resultsOf(statement.tree!);
  const isStarRead = (column: Column): boolean => starReads(context.project, context.schema).has(column);
  for (const column of results) {
    if (column.type !== 'ExprResultColumn') continue;
    const { expr } = column;
    if (column.alias || !(expr.type === 'Id' || expr.type === 'QualifiedExpr') || touchesHole(statement, spanOf(expr))) continue;
    const name = expr.type === 'Id' ? expr : expr.column;
    const declared = declaredColumn(statement, context, expr);
    const written = textOf(statement.text, name);
    const wanted = declared && isSameName(declared.name, written) ? declared.name : written;
    if (!isFolded(wanted) || declared?.isQuoted || written.startsWith('"')) continue;
    const end = spanOfItem(column).end;
    yield {
      ...spanOf(name), silent: true, ...(isRead(statement, wanted) && { confidence: 'certain' as const }),
      message: `${wanted} becomes ${wanted.toLowerCase()} in the result: ${WHY}.`,
      ...(declared && isStarRead(declared) ? { help: QUOTE_ALL } : {
        help: `Add AS ${quoteName(wanted)}, which both engines keep.`,
        fix: { title: 'Add an alias', safety: 'safe' as const, portable: true, edits: [replaceSpan({ start: end, end }, ` AS ${quoteName(wanted)}`)] },
      }),
    };
  }
  const star = results.find((column) => column.type !== 'ExprResultColumn');
  const folded = star && resultColumns(statement, context.schema)?.find((fact) => fact.column && isFoldedColumn(fact.column));
  if (star && folded) {
    const at = statement.tokens.find((token) => token.kind === 'STAR') ?? statement.tokens[0]!;
    yield {
      start: at.start, end: at.end, silent: true, confidence: 'likely',
      message: `The star gives ${folded.sqliteName.toLowerCase()} for ${folded.sqliteName} and its like: ${WHY}.`,
      help: isStarRead(folded.column!) ? QUOTE_ALL : 'List the columns with quoted aliases, or declare the columns in quotes and quote every use.',
    };
  }
}

function declaredColumn(statement: Statement, context: Context, node: ColumnNode): Column | undefined {
  const reference = namesOf(statement.tree!, context.schema).resolve(node);
  return reference?.kind === 'column' ? reference.column : undefined;
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree || statement.tree.type === 'CreateTableStmt') return;
  yield* aliases(statement, context);
  yield* plainResults(statement, context);
}

export default defineRule({
  summary: 'names whose case PostgreSQL changes',
  why: `PostgreSQL folds every name that is not in double quotes to lower case and compares what is left exactly. \`SELECT id AS userId\` gives the key \`userid\`, so
\`row.userId\` is undefined and nothing fails.`,
  construct: 'names with capital letters',
  severity: 'critical',
  category: 'changes-result',
  manual: ['PostgreSQL, 4.1.1 Identifiers: https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS'],
  wakes: ['ExprResultColumn', 'StarResultColumn', 'TableStarResultColumn'],
  statement,
});
