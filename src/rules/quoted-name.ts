import type { Problem, Safety } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { nodesOf, parentOf, quoteName, replaceSpan } from '../sql/rewrite.ts';
import { touchesHole, type Statement } from '../sql/statement.ts';
import type { Node } from '../sql/tree.ts';

const KINDS: Readonly<Record<string, string>> = { '`': 'back-ticks', '[': 'brackets', "'": 'single quotes' };

const nameIn = (written: string): string => {
  const quote = written[0]!;
  const inner = written.slice(1, -1);
  return quote === '[' ? inner : inner.replaceAll(quote + quote, quote);
};

/** A text without AS after a result is an alias: `SELECT 'a' 'b'`. */
const needsAs = (statement: Statement, node: Node): boolean => parentOf(statement, node)?.type === 'ElidedAs' && parentOf(statement, parentOf(statement, node)!)?.type === 'ExprResultColumn';

/** `text[]`, `values[1]`, `ARRAY[...]`: brackets that belong to what stands right before them are PostgreSQL's arrays. */
const isArray = (statement: Statement, index: number): boolean => {
  const { text, start } = statement.tokens[index]!;
  const before = statement.tokens[index - 1];
  return text[0] === '[' && (/^\[\s*\d*\s*\]$/.test(text) || (before?.end === start && /[\w"\])]$/.test(before.text)));
};

/** `DEFAULT [user]` is a text, and another rule's. */
const isDefault = (statement: Statement, index: number): boolean => /^default$/i.test(statement.tokens[index - 1]?.text ?? '');

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  const { text } = statement;
  const names = nodesOf(statement, 'Name').filter((node) => text[node.span.offset] === "'");
  if (names.length === 0 && !/[`[]/.test(text)) return;
  const singleQuoted = new Map(names.map((node) => [node.span.offset, node]));
  for (const [index, token] of statement.tokens.entries()) {
    const quote = token.text[0]!;
    if (quote !== '`' && quote !== '[' && !(quote === "'" && singleQuoted.has(token.start))) continue;
    if (token.end - token.start < 2 || (token.kind !== 'ID' && quote !== "'") || touchesHole(statement, token) || isArray(statement, index) || isDefault(statement, index)) continue;
    const name = nameIn(token.text);
    const safety: Safety = isSpelledSo(name, context) ? 'safe' : 'unsafe';
    const alias = singleQuoted.get(token.start);
    const before = alias && needsAs(statement, alias) ? 'AS ' : '';
    yield {
      start: token.start, end: token.end,
      message: `A name in ${KINDS[quote]} is not read by PostgreSQL as a name.`,
      help: safety === 'safe' ? 'Use double quotes, which both engines read.' : `Use double quotes. They keep the case on PostgreSQL: the schema must spell the name ${quoteName(name)}, in quotes, as well.`,
      fix: { title: 'Use double quotes', safety, portable: true, edits: [replaceSpan(token, before + quoteName(name))] },
    };
  }
}

/** In lower case a quoted name is the folded one; other letters must be declared in quotes. */
function isSpelledSo(name: string, context: Context): boolean {
  if (name === name.toLowerCase()) return true;
  const spelled = (one: { readonly name: string; readonly isQuoted?: boolean }): boolean => one.isQuoted === true && one.name === name;
  return context.schema.tables.some((table) => spelled(table) || table.columns.some(spelled)) || /[^A-Za-z0-9_]/.test(name);
}

export default defineRule({
  summary: 'names in back-ticks, brackets or single quotes',
  why: 'SQLite reads names in back-ticks (as MySQL), brackets (as SQL Server) and, where only a name can stand, single quotes. PostgreSQL reads double quotes only, and keeps the case inside them.',
  construct: 'names in back-ticks or brackets',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, Keywords: https://sqlite.org/lang_keywords.html', 'PostgreSQL, 4.1.1 Identifiers: https://www.postgresql.org/docs/current/sql-syntax-lexical.html'],
  statement,
});
