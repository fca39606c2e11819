import { applyEdits, differenceOf, flattenEdits, type PlainEdit, type TextEdit } from './core/edits.ts';
import { groupBy } from './core/group-by.ts';
import { toEdit } from './core/positions.ts';
import type { Edit, ProposedFix, Safety } from './core/types.ts';
import { composeStatement, repeatsValue, statementEdits, toFileFix, type Candidate, type ReadText } from './findings.ts';
import { isPostgresGrammarLoaded, readsPostgres, parseSqlite } from './sql/grammar.ts';
import { markedNumber, markQuestions, MARKS, questionsOf, readsNumbered } from './sql/parameters.ts';
import type { Statement } from './sql/statement.ts';

export interface FixRequest {
  /** The least safety that is applied. */
  readonly safety: Safety;
  /** Only fixes whose result still runs on the engine it comes from. */
  readonly portableOnly: boolean;
}

export interface FixResult {
  /** New texts of the changed files. */
  readonly texts: ReadonlyMap<string, string>;
  readonly applied: readonly Candidate[];
}

/** Edits that are made together or not at all. */
interface Unit {
  readonly edits: readonly Edit[];
  readonly candidates: readonly Candidate[];
}

export const isRequested = (fix: ProposedFix, request: FixRequest): boolean =>
  (request.safety === 'unsafe' || fix.safety === 'safe') && (!request.portableOnly || fix.portable === true);

/**
 * Applies the requested fixes of one pass. Fixes of one statement are composed; a unit that overlaps an earlier one waits for the next pass.
 * `readText` gives the unchanged texts that the candidates were found in.
 */
export function applyFixes(candidates: readonly Candidate[], readText: ReadText, request: FixRequest): FixResult {
  const wanted = candidates.filter((candidate) => candidate.fix && isRequested(candidate.fix, request));
  const unfixed = new Set(candidates.filter((candidate) => candidate.statement && !wanted.includes(candidate)).map((candidate) => candidate.statement!));
  const byStatement = groupBy(wanted, (candidate) => candidate.statement);
  const units: Unit[] = [];
  for (const [statement, group] of byStatement) {
    if (statement) units.push(...statementUnits(statement, group, unfixed.has(statement), readText));
    else for (const candidate of group) units.push(...hostUnit(candidate, readText));
  }
  return applyUnits(units, readText);
}

function hostUnit(candidate: Candidate, readText: ReadText): readonly Unit[] {
  const fix = toFileFix(candidate, readText);
  return fix ? [{ edits: fix.edits, candidates: [candidate] }] : [];
}

/** All fixes of a statement as one unit where they go together and the result stands; else each alone, where it stands. */
function statementUnits(statement: Statement, group: readonly Candidate[], hasUnfixed: boolean, readText: ReadText): readonly Unit[] {
  const isNumbered = leavesNumbers(statement);
  const possible = group.filter((candidate) => toFileFix(candidate, readText) ?? (isNumbered && repeatsValue(statement, statementEdits(candidate.fix!))));
  const { applied } = composeStatement(statement.text, possible.map((candidate) => candidate.fix!));
  const together = possible.filter((candidate) => applied.includes(candidate.fix!));
  const unit = toUnit(statement, together, hasUnfixed || possible.length < group.length, readText);
  if (unit) return [unit];
  return together.length < 2 ? [] : together.flatMap((candidate) => toUnit(statement, [candidate], true, readText) ?? []);
}

/** Whether whoever sends the text numbers each `?` of it and leaves `$1` alone, and the text is one. */
const leavesNumbers = ({ call, fragment, holes }: Statement): boolean =>
  call?.engine === 'postgres' && call.rewritesPlaceholders === true && holes.every((hole) => hole.role === 'identifier') && (fragment.conditional?.length ?? 0) === 0;

/** The edits of a statement's fixes. Where they say one `?` twice, each is written as its number. */
function ownEdits(statement: Statement, edits: readonly TextEdit[]): readonly PlainEdit[] {
  if (!repeatsValue(statement, edits)) return flattenEdits(statement.text, edits);
  const questions = questionsOf(statement);
  const marked = markQuestions(statement.text, questions);
  const own = flattenEdits(marked, edits).map((edit) => ({ ...edit, text: edit.text.replace(MARKS, (mark) => `$${markedNumber(mark)}`) }));
  const untouched = questions.filter(({ start, end }) => own.every((edit) => edit.end <= start || end <= edit.start));
  return [...own, ...untouched.map(({ start, end, number }) => ({ start, end, text: `$${number}` }))];
}

function toUnit(statement: Statement, candidates: readonly Candidate[], hasUnfixed: boolean, readText: ReadText): Unit | undefined {
  const own = ownEdits(statement, candidates.flatMap((candidate) => statementEdits(candidate.fix!)));
  if (!isSound(statement, own, candidates, hasUnfixed)) return undefined;
  const edits: Edit[] = [];
  for (const edit of own) {
    const mapped = toEdit(statement.fragment, { start: statement.start + edit.start, end: statement.start + edit.end }, edit.text);
    if (!mapped) return undefined;
    edits.push(mapped);
  }
  for (const candidate of candidates) {
    const host = { ...candidate, fix: { ...candidate.fix!, edits: candidate.fix!.edits.filter((edit) => edit.path !== undefined) } };
    const fix = toFileFix(host, readText);
    if (!fix) return undefined;
    edits.push(...fix.edits);
  }
  return { edits: withoutRepeats(edits), candidates };
}

/**
 * The rewritten statement must be read by PostgreSQL, whoever spells its parameters, or (portable fixes) still by SQLite. Where other problems of the
 * statement stay unfixed it cannot be read by PostgreSQL yet; then it is enough that the fixes bring no error before the place of the old one.
 */
function isSound(statement: Statement, edits: readonly PlainEdit[], candidates: readonly Candidate[], hasUnfixed: boolean): boolean {
  if (edits.length === 0) return true;
  const text = applyEdits(statement.text, edits);
  if (candidates.every((candidate) => candidate.fix!.portable) && parseSqlite(text).ok) return true;
  if (!isPostgresGrammarLoaded()) return true;
  return readsNumbered(text) || (hasUnfixed && !readsPostgres(statement.text));
}

function withoutRepeats(edits: readonly Edit[]): readonly Edit[] {
  const seen = new Set<string>();
  return edits.filter((edit) => {
    const key = `${edit.path}\0${edit.start}\0${edit.end}\0${edit.text}`;
    return !seen.has(key) && seen.add(key);
  });
}

function applyUnits(units: readonly Unit[], readText: ReadText): FixResult {
  const applied: Candidate[] = [];
  const takenByPath = new Map<string, Edit[]>();
  const takenOn = (path: string): readonly Edit[] => takenByPath.get(path) ?? [];
  for (const unit of units) {
    // Statements that share a literal want the same of it.
    const own = unit.edits.filter((edit) => !takenOn(edit.path).some((other) => isSame(edit, other)));
    if (unit.edits.length === 0 || own.some((edit) => takenOn(edit.path).some((other) => overlaps(edit, other)))) continue;
    for (const edit of own) takenByPath.set(edit.path, [...takenOn(edit.path), edit]);
    applied.push(...unit.candidates);
  }
  const texts = new Map<string, string>();
  for (const [path, edits] of takenByPath) {
    const before = readText(path);
    if (before === undefined) continue;
    const after = applyEdits(before, edits);
    if (differenceOf(before, after)) texts.set(path, after);
  }
  return { texts, applied };
}

const isSame = (a: Edit, b: Edit): boolean => a.start === b.start && a.end === b.end && a.text === b.text;

const overlaps = (a: Edit, b: Edit): boolean => {
  if (a.start === b.start && (a.end === b.end || a.start === a.end || b.start === b.end)) return !(addsStatement(a) && addsStatement(b));
  return a.start < b.end && b.start < a.end;
};

/** Whole statements on lines of their own: those of several units stand at one place one after the other, in the order of the units. */
const addsStatement = ({ start, end, text }: Edit): boolean => start === end && /^\n[^]*;$/.test(text);
