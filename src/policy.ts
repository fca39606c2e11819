import { applyEdits } from './core/edits.ts';
import type { Engine, Problem, ProposedFix } from './core/types.ts';
import { statementEdits } from './findings.ts';
import { keepsOrder } from './sql/parameters.ts';
import type { Statement } from './sql/statement.ts';

export interface PolicyFacts {
  readonly to: Engine;
  /** The engine that the code around the statement's file reaches today. */
  readonly dataLayer: Engine | 'both' | 'none';
  /** A tool made the file and makes it anew. */
  readonly isMade: boolean;
}

export interface Verdict {
  readonly fix?: ProposedFix;
  readonly help: string;
}

const LONGEST_PREVIEW = 200;

const MOVES = 'Its values change places: number the parameters first, or give the values in the new order.';

/**
 * What `--fix` may do with the fix of a problem in SQL: none in a migration that a tool makes anew. A fix that also runs on the old engine may be made
 * anywhere else. Any other is made only where the SQL reaches the new engine: half of a pair is never written. Schema files of a project that is still on
 * the old engine need `--unsafe-fixes`; SQL that goes through an old driver is rewritten together with its call only, so the fix becomes advice. So does one
 * that moves a `?` among others: the call gives values by their places. Once the parameters have numbers, it comes again.
 */
export function judgeFix(problem: Problem, statement: Statement, facts: PolicyFacts): Verdict {
  const { fix } = problem;
  if (facts.isMade) return { help: problem.help };
  const isAlone = fix?.edits.every((edit) => edit.path === undefined) === true;
  if (fix && isAlone && !keepsOrder(statement, fix.edits)) return { help: `${problem.help} ${MOVES}` };
  if (!fix || fix.portable) return { help: problem.help, ...(fix && { fix }) };
  const engine = statement.engine ?? (facts.dataLayer === facts.to ? facts.to : undefined);
  if (engine === facts.to) return { help: problem.help, fix };
  if (statement.fragment.kind === 'file') return { help: problem.help, fix: { ...fix, safety: 'unsafe' } };
  return { help: withPreview(problem.help, statement, fix) };
}

function withPreview(help: string, statement: Statement, fix: ProposedFix): string {
  const after = applyEdits(statement.text, statementEdits(fix)).replace(/\s+/g, ' ').trim();
  if (after === '' || after.length > LONGEST_PREVIEW || after.includes('`')) return help;
  return `${help} Once the call is on PostgreSQL the statement reads \`${after}\`.`;
}
