import type { Pieces, Problem, ProposedEdit } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import { findConstraint, type ColumnSite } from '../sql/columns.ts';
import { isPostgresDdl } from '../sql/ddl.ts';
import type { Ast } from '../sql/grammar.ts';
import { functionName, indexTree, spanOf } from '../sql/tree.ts';
import type { Statement } from '../sql/statement.ts';
import { sitesOf } from './support/ddl.ts';

/** Functions whose PostgreSQL counterparts depend on settings, so that no generated column may use them. */
const UNSTABLE = /^(?:date|time|datetime|strftime|julianday|unixepoch|concat|concat_ws|format|printf|random)$/;

function* problemOf(statement: Statement, site: ColumnSite): Generator<Problem> {
  const clause = findConstraint(statement, site, 'GeneratedColumnConstraint');
  if (!clause) return;
  const { tokens } = statement;
  const inside = tokens.filter((token) => token.start >= site.typeSpan.end && token.end <= site.span.end);
  const as = inside.find((token) => /^as$/i.test(token.text));
  if (!as) return;
  const isShort = !inside.some((token) => token.end <= as.start && /^generated$/i.test(token.text));
  const kind = inside.find((token) => token.start > as.end && /^(?:virtual|stored)$/i.test(token.text));
  const close = closeOf(statement, as.end, site.span.end);
  if (close === undefined) return;
  const edits: ProposedEdit[] = [];
  if (isShort) edits.push({ start: as.start, end: as.start, text: 'GENERATED ALWAYS ' });
  if (!kind) edits.push({ start: close, end: close, text: ' STORED' });
  else if (/^virtual$/i.test(kind.text)) edits.push({ start: kind.start, end: kind.end, text: 'STORED' });
  if (edits.length > 0) {
    const missing = isShort ? 'needs GENERATED ALWAYS and STORED' : 'needs STORED';
    yield {
      start: as.start, end: kind?.end ?? close,
      message: `Generated column ${site.name} ${missing} in PostgreSQL, which has stored ones in every version and virtual ones only from 18 on.`,
      help: 'Write GENERATED ALWAYS AS (...) STORED; the values take room in the table.',
      fix: { title: 'Store the generated column', safety: 'safe', edits },
    };
  }
}

/** The end of the parenthesis that opens behind `from`. */
function closeOf(statement: Statement, from: number, end: number): number | undefined {
  let depth = 0;
  for (const token of statement.tokens) {
    if (token.start < from || token.end > end) continue;
    depth += token.text === '(' ? 1 : token.text === ')' ? -1 : 0;
    if (depth === 0) return token.end;
  }
  return undefined;
}

/** `concat(a, '!')` as `coalesce(a, '') || '!'`: concat() passes over NULL. */
const joined = (args: readonly Ast.Expr[]): Pieces =>
  args.flatMap((arg, index): Pieces => [index > 0 ? ' || ' : '', ...(arg.type === 'StringLiteral' ? [spanOf(arg)] : ['coalesce(', spanOf(arg), ", '')"])]);

/** A call inside the expression that PostgreSQL does not take for immutable. */
function* unstableIn(statement: Statement, site: ColumnSite): Generator<Problem> {
  const clause = findConstraint(statement, site, 'GeneratedColumnConstraint');
  if (!clause || !statement.tree) return;
  for (const call of indexTree(statement.tree).ofType('FunctionCallExpr')) {
    const name = functionName(call)!;
    if (call.span.offset < clause.span.start || call.span.offset >= clause.span.end || !UNSTABLE.test(name)) continue;
    yield {
      start: call.span.offset, end: call.span.offset + call.span.length,
      message: `Generated column ${site.name} uses ${name}(), whose counterpart depends on settings: PostgreSQL wants immutable functions there (42P17).`,
      help: 'Cut the text instead, such as left(x, 10) for its date, join it with ||, or let a trigger or the program set the column.',
      confidence: 'likely',
      ...(name === 'concat' && call.args && { fix: { title: 'Join by ||', safety: 'safe' as const, edits: [{ start: call.span.offset, end: call.span.offset + call.span.length, text: joined(call.args) }] } }),
    };
  }
}

export default defineRule({
  summary: 'generated columns that are virtual, or use functions that depend on settings',
  why: 'SQLite computes generated columns when they are read unless STORED is said, and `GENERATED ALWAYS` may be left out. PostgreSQL needs the words, and its functions must be immutable.',
  construct: 'virtual generated column',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, Generated columns: https://sqlite.org/gencol.html', 'PostgreSQL, 5.4 Generated columns: https://www.postgresql.org/docs/current/ddl-generated-columns.html'],
  wakes: ['GeneratedColumnConstraint'],
  *statement(statement, context) {
    if (isPostgresDdl(statement)) return;
    for (const site of sitesOf(statement, context)) {
      yield* problemOf(statement, site);
      yield* unstableIn(statement, site);
    }
  },
});
