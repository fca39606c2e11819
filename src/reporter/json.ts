import type { Edit, Finding, Fix } from '../core/types.ts';
import type { View } from './view.ts';

/**
 * The stable report for other programs, version 1 (documented in docs/reports.md). Two blanks of indentation, a line end at the end,
 * the keys always in this order.
 */
export function json(view: View): string {
  const { report } = view;
  const { coverage } = report;
  return `${JSON.stringify({
    version: report.version,
    tool: report.tool,
    direction: report.direction,
    findings: report.findings.map(toJsonFinding),
    coverage: {
      files: coverage.files,
      statements: {
        seen: coverage.statements.seen,
        analysed: coverage.statements.analysed,
        unread: coverage.statements.unread.map(({ path, line, reason }) => ({ path, line, reason })),
      },
      drivers: coverage.drivers,
      schema: coverage.schema,
      rules: coverage.rules,
      // Absent where TypeScript's checker was not asked.
      ...(report.types && { types: { asked: report.types.asked, answered: report.types.answered } }),
    },
    errors: report.errors,
  }, null, 2)}\n`;
}

const toJsonFinding = (finding: Finding): unknown => ({
  rule: finding.rule,
  severity: finding.severity,
  confidence: finding.confidence,
  path: finding.path,
  line: finding.line,
  column: finding.column,
  endLine: finding.endLine,
  endColumn: finding.endColumn,
  message: finding.message,
  help: finding.help,
  silent: finding.silent,
  fingerprint: finding.fingerprint,
  ...(finding.statement !== undefined && { statement: finding.statement }),
  fix: finding.fix && toJsonFix(finding.fix),
  related: finding.related.map(({ path, line, message }) => ({ path, line, message })),
});

const toJsonFix = (fix: Fix): unknown => ({
  title: fix.title,
  safety: fix.safety,
  portable: fix.portable,
  edits: fix.edits.map(({ path, start, end, text }: Edit) => ({ path, start, end, text })),
});
