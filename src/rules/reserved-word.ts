import type { Problem, ProposedEdit } from '../core/types.ts';
import { RESERVED_BARE_ALIASES, RESERVED_COLUMNS, RESERVED_TABLES, SPECIAL_VALUES } from '../dialects/sqlite-to-postgres/keywords.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { ancestorsOf, nodesOf, parentOf, quoteName, replaceNode, replaceSpan } from '../sql/rewrite.ts';
import { touchesHole, type Statement } from '../sql/statement.ts';
import { functionName, isTruthWord, spanOf, textOf, tokenBefore, type Node } from '../sql/tree.ts';

type Role = 'column' | 'table' | 'bare alias';

const WORDS: Readonly<Record<Role, ReadonlySet<string>>> = { 'column': RESERVED_COLUMNS, 'table': RESERVED_TABLES, 'bare alias': RESERVED_BARE_ALIASES };

/** What a name stands for; undefined where PostgreSQL takes any word (after a dot, after AS of a column). */
function roleOf(statement: Statement, node: Ast.Name | Ast.Id): Role | undefined {
  const parent = parentOf(statement, node);
  if (!parent) return undefined;
  switch (parent.type) {
    case 'FunctionCallExpr': case 'FunctionCallStarExpr': return parent.name === node ? undefined : 'column';
    case 'GeneratedColumnConstraint': return parent.typ === node ? undefined : 'column';
    case 'QualifiedExpr': return parent.table === node ? 'table' : undefined;
    case 'QualifiedName': return parent.objName === node || parent.alias === node ? 'table' : undefined;
    case 'TableStarResultColumn': case 'CommonTableExpr': case 'CreateIndexStmt': case 'ForeignKeyClause': return 'table';
    case 'AsAs': return isColumnAlias(statement, parent) ? undefined : 'table';
    case 'ElidedAs': return isColumnAlias(statement, parent) ? 'bare alias' : 'table';
    case 'PragmaStmt': case 'CollateColumnConstraint': case 'NamedColumnConstraint': case 'NamedTableConstraint': case 'SavepointStmt': case 'CreateVirtualTableStmt': return undefined;
    default: return 'column';
  }
}

const isColumnAlias = (statement: Statement, alias: Node): boolean => parentOf(statement, alias)?.type === 'ExprResultColumn';

/** Columns that every table of PostgreSQL has: a statement may mean those. */
const SYSTEM: ReadonlySet<string> = new Set(['ctid', 'tableoid', 'xmin']);
const hasColumn = (context: Context, name: string): boolean => context.schema.tables.some((table) => table.column(name) !== undefined);

const RESERVED: ReadonlySet<string> = new Set(Object.values(WORDS).flatMap((words) => [...words]));
const isPlainWord = (written: string): boolean => /^[A-Za-z_]\w*$/.test(written);

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  for (const node of nodesOf(statement, 'Name', 'Id')) {
    const written = textOf(statement.text, node);
    const word = written.toLowerCase();
    if (!RESERVED.has(word) || !isPlainWord(written) || isTruthWord(node) || touchesHole(statement, spanOf(node))) continue;
    const role = roleOf(statement, node);
    if (!role || !WORDS[role].has(word) || (SYSTEM.has(word) && !hasColumn(context, word))) continue;
    if (word === 'excluded' || ancestorsOf(statement, node).some((above) => functionName(above) === 'raise')) continue;
    const isSpecial = role === 'column' && SPECIAL_VALUES.has(word) && parentOf(statement, node)?.type !== 'ColumnDefinition';
    const edits: readonly ProposedEdit[] = role === 'bare alias' ? [replaceSpan({ start: spanOf(node).start, end: spanOf(node).start }, 'AS ')] : [replaceNode(node, quoteName(word))];
    yield {
      ...spanOf(node),
      silent: isSpecial,
      message: isSpecial ? `${written} without quotes is a value of PostgreSQL's own, not the ${role}.` : `${written} is a reserved word of PostgreSQL and cannot be the name of a ${role} without quotes.`,
      help: role === 'bare alias' ? 'Write AS before it.' : `Write ${quoteName(word)} in every place, or rename the ${role}.`,
      fix: { title: role === 'bare alias' ? 'Write AS' : 'Quote the name', safety: 'safe', portable: true, edits },
    };
  }
  yield* userTables(statement);
}

/** `SELECT * FROM user` reads the name of the role: PostgreSQL takes the word for a function there. */
function* userTables(statement: Statement): Iterable<Problem> {
  for (const token of statement.grammar === 'sqlite' ? [] : statement.tokens) {
    if (token.kind !== 'ID' || token.text.toLowerCase() !== 'user' || tokenBefore(statement.tokens, token.start)?.kind !== 'FROM') continue;
    yield { start: token.start, end: token.end, silent: true, message: `${token.text} without quotes is the name of the role, not the table.`, help: 'Write "user", or rename the table.' };
  }
}

export default defineRule({
  summary: "names that are reserved words of PostgreSQL",
  why: `\`user\`, \`offset\`, \`end\`, \`desc\` and others may be names in SQLite. PostgreSQL raises a syntax error, and \`user\` without quotes is worse: it is the name of the role,
so \`WHERE user = 'ann'\` quietly finds nothing.`,
  construct: 'reserved words as names',
  severity: 'critical',
  category: 'breaks',
  manual: ['PostgreSQL, Appendix C. SQL key words: https://www.postgresql.org/docs/current/sql-keywords-appendix.html', 'SQLite, Keywords: https://sqlite.org/lang_keywords.html'],
  wakes: ['Name', 'Id', 'treeless'],
  statement,
});
