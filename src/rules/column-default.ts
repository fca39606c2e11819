import type { Problem, Span } from '../core/types.ts';
import { DEFAULTS } from '../dialects/sqlite-to-postgres/defaults.ts';
import { defineRule, type Context } from '../rule.ts';
import { findConstraint, type ColumnSite } from '../sql/columns.ts';
import type { Ast } from '../sql/grammar.ts';
import { postgresColumns } from '../sql/postgres-columns.ts';
import type { Statement } from '../sql/statement.ts';
import { spanOf, unwrap } from '../sql/tree.ts';
import { sitesOf } from './support/ddl.ts';
import { classOf, judge, type Verdict } from './support/defaults.ts';

function toProblem(statement: Statement, name: string, clause: Span, expr: Ast.Expr, verdict: Verdict): Problem {
  const at = spanOf(unwrap(expr));
  const written = statement.text.slice(at.start, at.end).replace(/\s+/g, ' ');
  const shown = written.length > 60 ? `${written.slice(0, 57)}...` : written;
  const { text, condition } = verdict;
  return {
    ...clause,
    message: `DEFAULT ${shown} of ${name}: ${verdict.why}.`,
    help: text === undefined ? 'Choose a default that PostgreSQL has for the type of the column.' : `Write DEFAULT ${text}${condition ? `, if ${condition}` : ''}.`,
    severity: verdict.severity ?? 'critical',
    ...(verdict.silent && { silent: true }),
    ...(text !== undefined && { fix: { title: 'Write the default for PostgreSQL', safety: condition ? 'unsafe' : 'safe', ...(verdict.portable && { portable: true }), edits: [{ ...at, text }] } }),
  };
}

/** The type that the column is going to have. */
const targetType = (site: ColumnSite, context: Context): string => (context.upgradeTypes && site.choice.upgrade) || site.choice.postgres;

/** What is left over from SQLite in PostgreSQL's own DDL: a flag's 0 or 1, a text column that takes the present. */
function* leftOverIn(statement: Statement): Generator<Problem> {
  for (const column of postgresColumns(statement)) {
    const { default: value, name } = column;
    if (!value) continue;
    const isFlag = /^bool(?:ean)?$/.test(column.type) && /^\(?\s*[01]\s*\)?$/.test(value.text);
    const isPresent = /^(?:text|varchar|character varying|char)\b/.test(column.type) && /^\(?\s*(?:current_timestamp|now\s*\(\s*\)|current_date|current_time)\s*\)?$/i.test(value.text);
    if (!isFlag && !isPresent) continue;
    const row = DEFAULTS.find((one) => one.pattern.test(value.text.replace(/^\(\s*|\s*\)$/g, '')));
    const text = isFlag ? (value.text.includes('1') ? 'TRUE' : 'FALSE') : row?.postgres.text;
    yield {
      start: value.start, end: value.end,
      message: isFlag ? `DEFAULT ${value.text} of ${name}: PostgreSQL takes no integer for a boolean.`
        : `DEFAULT ${value.text} of ${name}: the text column gets the moment as PostgreSQL prints it, in the zone of the session and with another format than SQLite's '2024-01-31 10:30:00' in UTC.`,
      help: isFlag ? `Write DEFAULT ${text}.` : 'Declare the column timestamptz, or print the present in UTC with to_char().',
      ...(isPresent && { silent: true }),
      ...(text !== undefined && { fix: { title: 'Write the default for PostgreSQL', safety: 'safe' as const, edits: [{ start: value.start, end: value.end, text }] } }),
    };
  }
}

/** A column with several DEFAULTs: SQLite takes the last. */
function* repeated(statement: Statement, site: ColumnSite): Generator<Problem> {
  const all = site.definition.constraints.filter(({ constraint }) => constraint.type === 'DefaultColumnConstraint');
  for (const { constraint } of all.slice(0, -1)) {
    const at = statement.tokens.findIndex((token) => token.start >= constraint.span.offset);
    const end = constraint.span.offset + constraint.span.length;
    const [before, word] = [statement.tokens[at - 1], statement.tokens[at]];
    if (!before || !word) continue;
    yield {
      start: word.start, end, message: `Column ${site.name} has several DEFAULTs, which PostgreSQL refuses; SQLite takes the last.`, help: 'Leave the last one.',
      fix: { title: 'Leave the last DEFAULT', safety: 'safe', portable: true, edits: [{ start: before.end, end, text: '' }] },
    };
  }
}

export default defineRule({
  summary: 'a column default that PostgreSQL refuses or reads otherwise',
  why: 'Defaults in SQLite are texts and numbers: CURRENT_TIMESTAMP is a UTC text, datetime() and strftime() are functions of its own, TRUE is 1, a double-quoted or bare word is a text. '
    + 'The default goes with the type of its column: a text keeps the same text, a timestamptz takes CURRENT_TIMESTAMP.',
  construct: 'SQLite column default',
  severity: 'critical',
  category: 'breaks',
  manual: [
    'SQLite, CREATE TABLE, The DEFAULT clause: https://sqlite.org/lang_createtable.html#dfltval',
    'PostgreSQL, 5.2 Default values: https://www.postgresql.org/docs/current/ddl-default.html',
  ],
  wakes: ['DEFAULT'],
  *statement(statement, context) {
    yield* leftOverIn(statement);
    for (const site of sitesOf(statement, context)) {
      yield* repeated(statement, site);
      const clause = findConstraint(statement, site, 'DefaultColumnConstraint');
      const verdict = clause && judge(statement, clause.constraint.expr, classOf(targetType(site, context)));
      if (clause && verdict) yield toProblem(statement, site.name, clause.span, clause.constraint.expr, verdict);
    }
  },
});
