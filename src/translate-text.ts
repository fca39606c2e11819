import { applyEdits } from './core/edits.ts';
import { fileFragment } from './core/positions.ts';
import { rememberRecent } from './core/remember.ts';
import { orderKeys } from './migrations/early-keys.ts';
import type { Context } from './rule.ts';
import { readParameters } from './sql/parameters.ts';
import { readStatements, type Statement } from './sql/statement.ts';
import type { Tables, TranslationFinding } from './translation.ts';

/** What is done to a whole text before the rules are asked about its statements. */
export interface PreparedText {
  readonly sql: string;
  readonly findings: readonly TranslationFinding[];
}

/** PostgreSQL's protocol counts parameters with 16 bits (https://www.postgresql.org/docs/current/limits.html). */
const MOST_PARAMETERS = 65535;
const KEPT_TEXTS = 1000;

/** What is translated is meant for PostgreSQL: the engine says so to the rules. */
export const readText = rememberRecent(KEPT_TEXTS, (text) => readStatements(fileFragment('statement.sql', text), { engine: 'postgres', dialect: 'sqlite' }));

/** Foreign keys to tables that come later wait for them. */
export function placeKeys(text: string, { project }: Context, tables: Tables): PreparedText {
  if (tables.includesOwn || tables.postgres.length > 0) return { sql: text, findings: [] };
  const before = project.statements.filter((statement) => statement.engine === 'sqlite');
  const { text: sql, early } = orderKeys(text, readText(text), before, tables.isWhole === true);
  return { sql, findings: early.map(({ table, isAdded, isUnlike }) => ({
    rule: 'foreign-key-target', severity: 'critical', confidence: 'certain', silent: false, safety: isAdded ? 'safe' : 'unsafe', applied: true,
    message: isUnlike ? `The foreign key and the key of ${table} have types that PostgreSQL does not compare (42804).`
      : `The foreign key points at ${table}, which is created later; PostgreSQL wants the table to be there (42P01).`,
    help: isAdded ? 'It is added behind both.' : isUnlike ? 'It is left out: give both columns one type and add it again.'
      : `It is left out here, and stands behind ${table} once that is translated with the statements before it.`,
  })) };
}

/** Parameters in PostgreSQL's spelling: here it is the SQL alone that is translated, whoever sends the values. */
export function numberParameters(sql: string): PreparedText {
  const statements = readText(sql);
  const unused = statements.length === 1 ? unusedNumbers(statements[0]!).map(unusedFinding) : [];
  const edits = statements.flatMap((statement) => readParameters(statement).filter((parameter) => parameter.style !== 'dollar')
    .map(({ start, end, number }) => ({ start: statement.start + start, end: statement.start + end, text: `$${number}` })));
  const first = edits[0];
  if (!first) return { sql, findings: unused };
  return {
    sql: applyEdits(sql, edits),
    findings: [{
      rule: 'sqlite-placeholder', severity: 'critical', confidence: 'certain', silent: false, safety: 'safe', applied: true,
      message: `\`${sql.slice(first.start, first.end)}\` is a parameter to SQLite only: PostgreSQL knows $1, $2.`,
      help: 'Send the values as one array in the order of the numbers.',
    }, ...unused],
  };
}

/** Numbers below the highest one that no parameter has: SQLite ignores their values. */
function unusedNumbers(statement: Statement): readonly number[] {
  const used = new Set(readParameters(statement).map((parameter) => parameter.number));
  return Array.from({ length: Math.min(Math.max(0, ...used), MOST_PARAMETERS) }, (_, index) => index + 1).filter((number) => !used.has(number));
}

const unusedFinding = (number: number): TranslationFinding => ({
  rule: 'sqlite-placeholder', severity: 'critical', confidence: 'certain', silent: false, safety: 'manual', applied: false,
  message: `The parameter $${number} does not occur, but higher ones do: PostgreSQL cannot tell its type (42P18).`,
  help: 'Number the parameters without gaps and leave its value out.',
});
