import { applyEdits, flattenEdits, isCompatible, type TextEdit } from './core/edits.ts';
import { lineStarts, toEdit, toLineColumn, toPlace } from './core/positions.ts';
import type { Edit, Finding, Fix, Place, Problem, ProposedFix } from './core/types.ts';
import type { NamedRule } from './rule.ts';
import { readParameters } from './sql/parameters.ts';
import type { Statement } from './sql/statement.ts';
import { tokenize } from './sql/tokens.ts';

/** A problem with the fact it was found in; its fix is what policy left of the rule's. */
export interface Candidate {
  readonly rule: NamedRule;
  readonly problem: Problem;
  readonly statement?: Statement;
  readonly place: Place;
  readonly fix?: ProposedFix;
}

/** Text of a file, without its byte order mark; undefined when it is gone. */
export type ReadText = (path: string) => string | undefined;

/** Where a problem stands in its file. Offsets of a problem with a path are those of the file, else those of the statement or of `path`. */
export function placeOf(problem: Problem, owner: { readonly statement?: Statement; readonly path?: string }): Place {
  if (problem.path !== undefined) return { path: problem.path, start: problem.start, end: problem.end };
  const { statement } = owner;
  if (!statement) return { path: owner.path ?? '', start: problem.start, end: problem.end };
  return toPlace(statement.fragment, { start: statement.start + problem.start, end: statement.start + problem.end });
}

/** The fix in file coordinates; undefined where one of its edits cannot be made in the source (it cuts a hole or an escape). */
export function toFileFix(candidate: Candidate, readText: ReadText): Fix | undefined {
  const { fix, statement } = candidate;
  if (!fix) return undefined;
  const edits: Edit[] = [];
  if (statement && repeatsValue(statement, statementEdits(fix))) return undefined;
  for (const edit of statement ? flattenEdits(statement.text, statementEdits(fix)) : []) {
    const mapped = toSourceEdit(statement!, edit, edit.text);
    if (!mapped) return undefined;
    edits.push(mapped);
  }
  const ownPath = statement ? undefined : candidate.place.path;
  for (const path of new Set(fix.edits.map((edit) => edit.path ?? ownPath))) {
    if (path === undefined) continue;
    const text = readText(path);
    if (text === undefined) return undefined;
    const own = fix.edits.filter((edit) => (edit.path ?? ownPath) === path);
    edits.push(...flattenEdits(text, own).map((edit) => ({ ...edit, path })));
  }
  return { title: fix.title, safety: fix.safety, portable: fix.portable ?? false, edits: edits.sort(byPlace) };
}

const byPlace = (a: Place, b: Place): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.start - b.start || a.end - b.end);

const toSourceEdit = (statement: Statement, edit: TextEdit, text: string): Edit | undefined =>
  toEdit(statement.fragment, { start: statement.start + edit.start, end: statement.start + edit.end }, text);

/** The edits of a proposed fix that stand in the statement itself. */
export const statementEdits = (fix: ProposedFix): readonly TextEdit[] => fix.edits.filter((edit) => edit.path === undefined);

/** Whether a fix makes two of one `?`, which is the next value wherever it stands. */
export const repeatsValue = (statement: Statement, edits: readonly TextEdit[]): boolean => {
  const before = countQuestions(statement.text);
  return before > 0 && countQuestions(applyEdits(statement.text, edits)) > before;
};

const countQuestions = (text: string): number =>
  text.includes('?') ? readParameters({ tokens: tokenize(text), grammar: 'none', text }).filter(({ style }) => style === 'question').length : 0;

/** The statement with those fixes that go together, in the order given; a fix that touches an earlier one's text is left out. */
export function composeStatement(text: string, fixes: readonly ProposedFix[]): { readonly text: string; readonly applied: readonly ProposedFix[] } {
  const edits: TextEdit[] = [];
  const applied: ProposedFix[] = [];
  for (const fix of fixes) {
    const own = statementEdits(fix);
    if (!own.every((edit) => edits.every((other) => isCompatible(edit, other)))) continue;
    edits.push(...own);
    applied.push(fix);
  }
  return { text: applyEdits(text, edits), applied };
}

/** One literal may stand in several statements (a constant spliced into several templates): what is said of it is said once. */
export function withoutRepeats(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>();
  return candidates.filter(({ rule, place, problem }) => {
    const key = `${rule.id}\0${place.path}\0${place.start}\0${place.end}\0${problem.message}`;
    return !seen.has(key) && seen.add(key);
  });
}

const EXCERPT_LINES = 12;

/** Turns candidates into findings: sorted, with lines, columns and excerpts. `fingerprints` gives each its fingerprint. */
export function toFindings(
  candidates: readonly Candidate[], readText: ReadText, fingerprint: (candidate: Candidate, line: string, ordinal: number) => string,
): readonly Finding[] {
  const sorted = withoutRepeats(candidates).sort((a, b) => byPlace(a.place, b.place) || (a.rule.id < b.rule.id ? -1 : a.rule.id > b.rule.id ? 1 : 0));
  const seen = new Map<string, number>();
  const lines = new Map<string, { readonly text: string; readonly starts: readonly number[] }>();
  const linesOf = (path: string): { readonly text: string; readonly starts: readonly number[] } => {
    let known = lines.get(path);
    if (!known) {
      const text = readText(path) ?? '';
      known = { text, starts: lineStarts(text) };
      lines.set(path, known);
    }
    return known;
  };
  return sorted.map((candidate) => {
    const { place, problem, rule } = candidate;
    const { text, starts } = linesOf(place.path);
    const from = toLineColumn(starts, place.start);
    const to = toLineColumn(starts, place.end);
    const excerpt = excerptOf(text, starts, from.line, to.line);
    const key = fingerprint(candidate, excerpt[0] ?? '', 0);
    const ordinal = seen.get(key) ?? 0;
    seen.set(key, ordinal + 1);
    return {
      rule: rule.id,
      severity: problem.severity ?? rule.severity,
      confidence: problem.confidence ?? rule.confidence ?? 'certain',
      path: place.path, start: place.start, end: place.end,
      line: from.line, column: from.column, endLine: to.line, endColumn: to.column,
      message: problem.message, help: problem.help,
      silent: problem.silent ?? rule.silent ?? false,
      fingerprint: ordinal === 0 ? key : fingerprint(candidate, excerpt[0] ?? '', ordinal),
      excerpt,
      ...(candidate.statement && { statement: candidate.statement.text }),
      fix: toFileFix(candidate, readText) ?? null,
      related: (problem.related ?? []).map((related) => ({ ...related, ...toLineColumn(linesOf(related.path).starts, related.span.start) })),
    };
  });
}

function excerptOf(text: string, starts: readonly number[], first: number, last: number): readonly string[] {
  const lines: string[] = [];
  for (let line = first; line <= Math.min(last, first + EXCERPT_LINES - 1); line++) {
    lines.push(text.slice(starts[line - 1], starts[line] ?? text.length).replace(/[\r\n]+$/, ''));
  }
  return lines;
}
