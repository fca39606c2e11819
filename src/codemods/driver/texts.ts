import { ts } from 'ts-morph';
import { use, type Part } from './draft.ts';
import type { Plan } from './plan.ts';
import type { SqlText } from './sql.ts';

/** What completes a text when the program runs: numbers for its parameters, quotes around names that may come into it. The former does both. */
export type Helper = 'numbered' | 'quoted';

export const helperFor = (plan: Plan, text: SqlText, hasValues: boolean): Helper | undefined =>
  (hasValues && text.parameters === undefined ? 'numbered' : plan.names.length > 0 && text.hasOpenNames ? 'quoted' : undefined);

export const written = (plan: Plan, sql: ts.Expression, helper: Helper | undefined): readonly Part[] =>
  (helper ? [`${use(plan.draft, sql, helper)}(`, sql, ')'] : [sql]);

/** The text and the values behind it: on a line of their own where the text has one. */
export function withValues(plan: Plan, sql: ts.Expression, helper: Helper | undefined, values: readonly Part[]): readonly Part[] {
  const text = written(plan, sql, helper);
  const gap = sql.getFullText().slice(0, sql.getLeadingTriviaWidth());
  const line = /\r?\n[ \t]*$/.exec(gap)?.[0];
  if (line === undefined || !ts.isCallExpression(sql.parent) || sql.parent.arguments[0] !== sql) return [...text, ', ', ...values];
  const end = sql.getSourceFile().text.slice(sql.parent.arguments.at(-1)!.end, sql.parent.end - 1);
  return [gap, ...text, ',', line, ...values, end];
}
