import { lineStarts, toLineColumn, toPlace } from './core/positions.ts';
import type { Coverage, Report, Unread } from './core/types.ts';
import type { Analysis, AnalyseOptions } from './analyse.ts';
import { SOURCES } from './drivers/sources.ts';
import type { ReadText } from './findings.ts';
import { appliesTo, toRuleInfo } from './rule.ts';
import type { Statement } from './sql/statement.ts';
import { version } from './version.ts';

export interface ReportInput {
  readonly analysis: Analysis;
  readonly options: AnalyseOptions;
  readonly unread: readonly Unread[];
  readonly files: { readonly seen: number; readonly skipped: number };
  readonly readText: ReadText;
  readonly types?: { readonly asked: number; readonly answered: number };
}

/** Puts the report of a run together; everything in it is sorted, so that equal input gives equal bytes. */
export function toReport(input: ReportInput): Report {
  const { analysis, options } = input;
  const lineOf = createLineFinder(input.readText);
  const active = options.rules.filter((rule) => appliesTo(rule, options.direction));
  const coverage = toCoverage(input, active.map((rule) => rule.id), lineOf);
  const convertible = coverage.drivers.map(({ driver }) => driver).filter((driver) => SOURCES.includes(driver));
  const connections = analysis.project.facts.flatMap((fact) => fact.connections.filter((connection) => !connection.inTest));
  return {
    version: 1,
    tool: { name: 'dbmig-lint', version },
    direction: options.direction,
    dataLayer: analysis.project.dataLayer,
    findings: analysis.findings,
    coverage,
    rules: active.map(toRuleInfo),
    connections: connections
      .map(({ path, start, driver, pool }) => ({ path, line: lineOf(path, start), driver, pool })).sort(byPathAndLine),
    tables: analysis.context.schema.tables
      .map((table) => ({ name: table.name, columns: table.columns.length, path: table.place.path, line: lineOf(table.place.path, table.place.start) }))
      .sort((a, b) => compare(a.name, b.name)),
    errors: analysis.errors,
    ...(options.direction === 'sqlite-to-postgres' && analysis.project.dataLayer === 'sqlite' && convertible.length > 0 && { convertible }),
    ...(input.types && { types: { asked: input.types.asked, answered: input.types.answered } }),
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const byPathAndLine = (a: { path: string; line: number }, b: { path: string; line: number }): number => compare(a.path, b.path) || a.line - b.line;

function createLineFinder(readText: ReadText): (path: string, offset: number) => number {
  const known = new Map<string, readonly number[]>();
  return (path, offset) => {
    if (offset === 0) return 1;
    let starts = known.get(path);
    if (!starts) known.set(path, (starts = lineStarts(readText(path) ?? '')));
    return toLineColumn(starts, offset).line;
  };
}

function toCoverage(input: ReportInput, rules: readonly string[], lineOf: (path: string, offset: number) => number): Coverage {
  const { project, findings, context } = input.analysis;
  const unreadStatements = project.facts.flatMap((fact) => fact.unread);
  const unparsed = project.statements.flatMap((statement): readonly Unread[] => {
    const reason = project.whyLeft(statement) ?? grammarReason(statement);
    return reason === undefined ? [] : [{ ...toPlace(statement.fragment, { start: statement.start, end: statement.start + statement.text.length }), reason }];
  });
  const unread = [...input.unread, ...unreadStatements, ...unparsed].map(({ path, start, reason }) => ({ path, line: lineOf(path, start), reason }));
  return {
    files: { seen: input.files.seen, skipped: input.files.skipped, read: input.files.seen - input.files.skipped },
    statements: {
      seen: project.statements.length + unreadStatements.length,
      analysed: project.statements.length - unparsed.length,
      unread: unread.sort((a, b) => byPathAndLine(a, b) || compare(a.reason, b.reason)),
    },
    drivers: countDrivers(input.analysis),
    schema: { tables: context.schema.tables.length, columns: context.schema.tables.reduce((sum, table) => sum + table.columns.length, 0) },
    rules: rules.map((id) => ({ id, findings: findings.filter((finding) => finding.rule === id).length })),
  };
}

const grammarReason = (statement: Statement): string | undefined =>
  statement.grammar === 'none' ? `neither grammar reads the statement: ${statement.error?.message ?? 'syntax error'}` : undefined;

function countDrivers(analysis: Analysis): Coverage['drivers'] {
  const files = new Map<string, { driver: string; engine: 'sqlite' | 'postgres'; paths: Set<string> }>();
  for (const fact of analysis.project.facts) {
    for (const { driver, engine } of fact.drivers) {
      const known = files.get(driver) ?? { driver, engine, paths: new Set() };
      known.paths.add(fact.path);
      files.set(driver, known);
    }
  }
  return [...files.values()].map(({ driver, engine, paths }) => ({ driver, engine, files: paths.size })).sort((a, b) => compare(a.driver, b.driver));
}
