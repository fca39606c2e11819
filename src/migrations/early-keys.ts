import { applyEdits } from '../core/edits.ts';
import type { Statement } from '../sql/statement.ts';
import { planForeignKeys } from './foreign-keys.ts';

/** A foreign key that PostgreSQL cannot take where it stands. */
export interface EarlyKey {
  readonly table: string;
  /** The text itself adds it behind the table that it points at. */
  readonly isAdded: boolean;
  /** Its columns and those it points at have types that PostgreSQL does not compare. */
  readonly isUnlike: boolean;
}

const MAKES_KEYS = /^(?:create|alter)\b.*\b(?:references|unique|primary|rename)\b/is;

/**
 * The text with its foreign keys where PostgreSQL takes them: those to tables that come later are left out, and stand behind the statement that makes
 * their target ready, be it in this text or in a later one. `before` are the statements that ran already; where they are not all (`isWhole`) a table
 * that is not among them may be there all the same, and its keys stay.
 */
export function orderKeys(
  text: string, statements: readonly Statement[], before: readonly Statement[], isWhole: boolean,
): { readonly text: string; readonly early: readonly EarlyKey[] } {
  const isKey = (statement: Statement): boolean => /\breferences\b/i.test(statement.text);
  if (!statements.some((statement) => MAKES_KEYS.test(statement.text)) || ![...before, ...statements].some(isKey)) return { text, early: [] };
  const plan = planForeignKeys([...before, ...statements]);
  const added = new Set(statements.flatMap((statement) => plan.after(statement)));
  const early: EarlyKey[] = [];
  const edits = statements.flatMap((statement) => {
    const cuts = plan.early(statement).filter(({ sql, isUnlike }) => isWhole || isUnlike || added.has(sql));
    early.push(...cuts.map(({ parent, isUnlike, sql }) => ({ table: parent, isUnlike, isAdded: added.has(sql) })));
    const parts = [applyEdits(statement.text, cuts.map(({ removal }) => removal)), ...plan.after(statement)];
    return cuts.length === 0 && parts.length === 1 ? [] : [{ start: statement.start, end: statement.start + statement.text.length, text: parts.join(';\n') }];
  });
  return { text: applyEdits(text, edits), early };
}
