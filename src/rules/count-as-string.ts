import type { Problem, ProposedFix, ResultRead } from '../core/types.ts';
import { findDriver } from '../drivers/lookup.ts';
import { defineRule, type Context } from '../rule.ts';
import { resultColumns, type ResultColumnFact } from '../sql/results.ts';
import { castTo, replaceSpan } from '../sql/rewrite.ts';
import { functionName, isSameName, spanOf, unwrap } from '../sql/tree.ts';
import type { Statement } from '../sql/statement.ts';

interface Harm {
  readonly what: string;
  readonly isSilent: boolean;
  readonly isSure: boolean;
}

/** `number | string` is ready for either. */
const wantsNumber = (type: string): boolean => /\bnumber\b/.test(type) && !/\bstring\b/.test(type);

/** What becomes of a text where the program expects a number. */
function harmOf(read: ResultRead): Harm | undefined {
  const other = read.detail === undefined ? '' : ` \`${read.detail.slice(0, 40)}\``;
  switch (read.use) {
    case 'compare-number':
      if (/[<>]|^[!=]=$/.test(read.operator ?? '===')) return undefined;
      return { what: `is compared with${other}: a text is never equal to a number`, isSilent: true, isSure: true };
    case 'arithmetic':
      if (!/^\+=?$/.test(read.operator ?? '')) return undefined;
      return { what: `is used in a sum${other}: \`+\` joins texts`, isSilent: true, isSure: true };
    case 'condition':
      if (read.operator !== undefined) return undefined;
      return { what: 'is a condition: the text "0" is true', isSilent: true, isSure: true };
    case 'assertion':
      return /^-?\d/.test(read.detail ?? '') ? { what: `is expected to be${other}`, isSilent: false, isSure: true } : undefined;
    case 'typed':
      return wantsNumber(read.detail ?? '') ? { what: `is declared as${other}`, isSilent: true, isSure: false } : undefined;
    default:
      return undefined;
  }
}

/** Result columns that the driver of the statement hands out as text although PostgreSQL has numbers there. */
function textColumns(statement: Statement, context: Context): readonly ResultColumnFact[] {
  const values = findDriver(statement.call?.driver)?.values;
  const converts = context.project.facts.some((fact) => fact.connections.some((own) => own.driver === statement.call?.driver && own.options.some((option) => /^types\b/.test(option.key))));
  if (!values || converts) return [];
  const parsers = context.project.facts.flatMap((fact) => fact.typeParsers ?? []);
  const isText = (type: string): boolean =>
    (type === 'bigint' && values.int8 === 'string' && !isParsed(parsers, /^20$|INT8|BIGINT/i)) || (type === 'numeric' && values.numeric === 'string' && !isParsed(parsers, /^1700$|NUMERIC|DECIMAL/i));
  return (resultColumns(statement, context.schema) ?? []).filter((column) => isText(column.type));
}

/** The program turns the type into something else itself; a parser of a type that is not written out may be for any. */
const isParsed = (parsers: readonly string[], type: RegExp): boolean => parsers.some((parser) => type.test(parser) || !/^\d+$|builtins|TypeId|^INT8$/.test(parser));

function fixOf(column: ResultColumnFact, statement: Statement): ProposedFix | undefined {
  const { expr } = column;
  if (!expr || statement.engine !== 'postgres') return undefined;
  const inner = unwrap(expr);
  const isCount = functionName(inner) === 'count';
  const type = column.type === 'bigint' ? (isCount ? 'int' : 'float8') : 'float8';
  return { title: `Cast to ${type} in the query`, safety: isCount ? 'safe' : 'unsafe', edits: [replaceSpan(spanOf(expr), castTo(expr, type))] };
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  const reads = statement.call?.reads ?? [];
  if (statement.engine !== 'postgres' || reads.length === 0) return;
  for (const column of textColumns(statement, context)) {
    const own = reads.filter((read) => read.of !== 'result' && (read.property === undefined ? false : isSameName(read.property, column.sqliteName) || isSameName(read.property, column.postgresName)));
    if (own.some((read) => read.use === 'number-cast')) continue;
    const harms = own.flatMap((read) => {
      const harm = harmOf(read);
      return harm ? [{ read, ...harm }] : [];
    });
    const worst = harms.find((harm) => harm.isSure) ?? harms[0];
    if (worst && isFirst(context, worst, statement)) yield toProblem(statement, column, worst, fixOf(column, statement));
  }
}

const reported = new WeakMap<Context, Set<string>>();

/** A declared type is read by many statements: the first of them speaks for all. */
function isFirst(context: Context, { read, isSure }: Harm & { readonly read: ResultRead }, statement: Statement): boolean {
  if (isSure) return true;
  let places = reported.get(context);
  if (!places) reported.set(context, (places = new Set()));
  const place = `${read.path ?? statement.call!.path}:${read.start}`;
  const isNew = !places.has(place);
  places.add(place);
  return isNew;
}

function toProblem(statement: Statement, column: ResultColumnFact, harm: Harm & { readonly read: ResultRead }, fix: ProposedFix | undefined): Problem {
  const { read } = harm;
  const type = column.type === 'bigint' ? 'int8' : 'numeric';
  return {
    start: column.start, end: column.end,
    severity: harm.isSure ? 'critical' : 'warning', silent: harm.isSilent, confidence: harm.isSure ? 'certain' : 'likely',
    message: `\`${column.sqliteName}\` is ${type} and arrives as a string; it ${harm.what}.`,
    help: fix ? 'Cast it in the query, wrap the read in Number(), or register a type parser for the whole program.' : 'Wrap the read in Number(), or register a type parser for the whole program.',
    related: [{ path: read.path ?? statement.call!.path, span: { start: read.start, end: read.end }, message: 'Read here' }],
    ...(fix && { fix }),
  };
}

export default defineRule({
  summary: 'Counts, sums and bigint columns that are read as numbers and arrive as strings',
  why: `\`count(*)\` and \`sum(int)\` are int8 in PostgreSQL, \`sum(bigint)\` and \`avg\` are numeric. Neither fits a JavaScript number for certain, so node-postgres and postgres.js hand out strings: \`row.n === 0\` is never true, \`row.n + 1\` is "01",
\`if (row.n)\` is true for none. SQLite's drivers gave numbers. PGlite gives numbers for int8 while they are safe. TypeScript says nothing, because the type of the row was only claimed.`,
  construct: 'counts and sums read as numbers',
  severity: 'critical',
  category: 'changes-result',
  ofDriver: true,
  signals: ['setTypeParser', 'parseInt8'],
  manual: ['node-postgres, Data types: https://node-postgres.com/features/types', 'PostgreSQL, 9.21 Aggregate functions: https://www.postgresql.org/docs/current/functions-aggregate.html'],
  statement,
});
