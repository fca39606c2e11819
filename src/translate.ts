import type { Engine, Problem, ProposedFix, Safety } from './core/types.ts';
import { composeStatement } from './findings.ts';
import { openQuestions } from './open-questions.ts';
import type { Context, NamedRule } from './rule.ts';
import { loadPostgresGrammar, parsePostgres, parseSqlite, readsPostgres } from './sql/grammar.ts';
import type { Schema } from './sql/schema.ts';
import type { Statement } from './sql/statement.ts';
import { indexTree, isSameName } from './sql/tree.ts';
import { createContexts } from './tables.ts';
import { numberParameters, placeKeys, readText } from './translate-text.ts';
import { isLeft, type Tables, type Translation, type TranslationFinding } from './translation.ts';
import { createWaker, type Waker } from './wake.ts';

export interface TranslatorOptions {
  readonly rules: readonly NamedRule[];
  readonly safety: Safety;
  readonly upgradeTypes: boolean;
}

export type Translator = (sql: string, tables?: Tables) => Translation;

/** Nested rewrites need a round each; the bound only keeps rules that contradict each other from going on for ever. */
const MOST_ROUNDS = 6;
const NO_TABLES: Tables = { sqlite: [], postgres: [] };

/** Makes a function that translates one text after the other. What was read and replayed for the last ones is kept. */
export async function createTranslator(options: TranslatorOptions): Promise<Translator> {
  await loadPostgresGrammar();
  const wake = createWaker(options.rules.filter((rule) => rule.statement && (rule.directions ?? ['sqlite-to-postgres']).includes('sqlite-to-postgres')));
  const contextOf = createContexts(options.upgradeTypes);
  return (original, tables = NO_TABLES) => {
    const numbered = numberParameters(original);
    const context = contextOf(tables, readText(numbered.sql));
    const { sql, findings: ofKeys } = placeKeys(numbered.sql, context, tables);
    const findings = [...numbered.findings, ...ofKeys];
    const statements = readText(sql);
    const parts = statements.map((statement) => translateStatement(statement, context, wake, options.safety, MOST_ROUNDS));
    const translation = toTranslation(sql, statements, parts);
    const reached = tables.postgres.length > 0 ? 'postgres' : tables.isWhole ? 'sqlite' : undefined;
    const missing = statements.flatMap((one) => [...(reached ? missingTables(one, context.schema, reached) : []), ...temporaryTables(one, tables)]);
    const open = statements.flatMap((statement) => openQuestions(statement, context.schema));
    const complete = translation.complete && missing.length === 0 && open.length === 0 && !findings.some(isLeft);
    return { ...translation, findings: [...findings, ...translation.findings, ...missing, ...open], complete };
  };
}

/** Tables that a statement reads or writes and that are not among the given ones. */
function missingTables({ tree }: Statement, schema: Schema, engine: Engine): readonly TranslationFinding[] {
  if (!tree || !/^(?:Select|Insert|Update|Delete|CreateView)Stmt$/.test(tree.type)) return [];
  const index = indexTree(tree);
  const common = index.ofType('CommonTableExpr').map((one) => one.tblName.text);
  const used = index.ofType('QualifiedName').filter((name) => index.parentOf(name)?.type !== 'TableCallSelectTable').map((name) => name.objName.text);
  const isThere = (name: string): boolean =>
    common.some((one) => isSameName(one, name)) || schema.table(name)?.declaredFor.includes(engine) === true
    || schema.views.some((view) => isSameName(view.name, name));
  return [...new Set(used)].filter((name) => !isThere(name)).map((name) => ({
    rule: 'missing-table', severity: 'critical', confidence: 'likely', silent: false, safety: 'manual', applied: false,
    message: `The table ${name} is not among the given tables${engine === 'postgres' ? ' of PostgreSQL' : ''}.`,
    help: 'Create it there first.',
  }));
}

const MAKES_TEMPORARY = /^\s*create\s+temp(?:orary)?\s+table\s+(?:if\s+not\s+exists\s+)?["`[]?(\w+)/i;

/** Temporary tables that a statement reads or writes: PostgreSQL knows them only on the connection that made them, which a pool may not give again. */
function temporaryTables({ tree }: Statement, tables: Tables): readonly TranslationFinding[] {
  const names = tables.sqlite.flatMap((text) => MAKES_TEMPORARY.exec(text)?.[1] ?? []);
  if (!tree || names.length === 0 || !/^(?:Select|Insert|Update|Delete)Stmt$/.test(tree.type)) return [];
  const used = names.filter((name) => indexTree(tree).ofType('QualifiedName').some((one) => isSameName(one.objName.text, name)));
  return [...new Set(used)].map((name) => ({
    rule: 'missing-table', severity: 'warning', confidence: 'likely', silent: false, safety: 'manual', applied: false,
    message: `The table ${name} is temporary: on PostgreSQL it is there only for the connection that made it.`,
    help: 'Keep to one connection, or make it an ordinary table.',
  }));
}

interface Part {
  readonly text: string;
  readonly findings: readonly TranslationFinding[];
}

/** The texts of the statements in their places; a statement that became empty takes its `;` with it. */
function joinTexts(sql: string, statements: readonly Statement[], parts: readonly Part[]): string {
  let text = '';
  let at = 0;
  for (const [index, statement] of statements.entries()) {
    const part = parts[index]!;
    text += sql.slice(at, statement.start) + part.text;
    at = statement.start + statement.text.length;
    if (part.text === '' && statement.text !== '') at += /^\s*;?[ \t]*/.exec(sql.slice(at))![0].length;
  }
  return text + sql.slice(at);
}

/** What was made of all statements of a text, read once more by PostgreSQL's grammar. */
function toTranslation(sql: string, statements: readonly Statement[], parts: readonly Part[]): Translation {
  const text = joinTexts(sql, statements, parts);
  const findings = parts.flatMap((part) => part.findings);
  const refused = readsPostgres(text) ? undefined : parsePostgres(text);
  if (refused && !refused.ok) findings.push(refusal(refused.error.message));
  return { sql: text, findings, complete: findings.every((finding) => !isLeft(finding)) };
}

const refusal = (message: string): TranslationFinding => ({
  rule: 'postgres-grammar', severity: 'critical', confidence: 'certain', silent: false, safety: 'manual', applied: false,
  message: `The statement is not read by PostgreSQL: ${message}.`,
  help: 'Rewrite it by hand.',
});

interface Found {
  readonly rule: NamedRule;
  readonly problem: Problem;
}

function translateStatement(statement: Statement, context: Context, wake: Waker, safety: Safety, rounds: number): Part {
  const failures: TranslationFinding[] = [];
  const found = ask(statement, context, wake(statement), failures);
  if (found.length === 0) return { text: statement.text, findings: statement.grammar === 'none' ? [...failures, unread(statement)] : failures };
  const { text, applied } = compose(statement, found, safety);
  const done = found.filter(({ problem }) => problem.fix && applied.includes(problem.fix));
  const left = found.filter((one) => !done.includes(one));
  const findings = [...failures, ...done.map((one) => toFinding(one, true))];
  const isWhole = left.every(({ problem }) => !problem.fix || !isWanted(problem.fix, safety)) && applied.every((fix) => fix.addsOnly);
  if (text === statement.text || rounds === 0 || isWhole) return { text, findings: [...findings, ...left.map((one) => toFinding(one, false))] };
  const next = readText(text);
  const parts = next.map((one) => translateStatement(one, context, wake, safety, rounds - 1));
  const isAskedAgain = next.every((one) => one.grammar === 'sqlite');
  const rest = parts.flatMap((part) => part.findings);
  const isFoundAgain = (one: TranslationFinding): boolean => rest.some((other) => other.rule === one.rule && other.message === one.message);
  // A fix that another one excluded must be found again, else the question was lost with it.
  const isNamed = (id: string): boolean => rest.some((other) => other.rule === id);
  const isLost = ({ rule, problem: { fix } }: Found): boolean => fix !== undefined && isWanted(fix, safety) && !isNamed(rule.id);
  const kept = left.filter((one) => !isAskedAgain || isLost(one)).map((one) => toFinding(one, false)).filter((one) => !isFoundAgain(one));
  return { text: joinTexts(text, next, parts), findings: [...findings, ...kept, ...rest] };
}

/** The problems of a statement. A rule that throws is a bug of ours: it is said, and the others go on. */
function ask(statement: Statement, context: Context, rules: readonly NamedRule[], failures: TranslationFinding[]): readonly Found[] {
  const found: Found[] = [];
  for (const rule of rules) {
    try {
      for (const problem of rule.statement!(statement, context)) found.push({ rule, problem });
    } catch (error) {
      if (process.env['DBMIG_RETHROW']) throw error;
      failures.push({
        rule: rule.id, severity: 'warning', confidence: 'review', silent: false, safety: 'manual', applied: false,
        message: `The rule ${rule.id} failed on this statement: ${error instanceof Error ? error.message : String(error)}.`,
        help: 'Check the statement by hand for what the rule is about.',
      });
    }
  }
  return found;
}

const unread = (statement: Statement): TranslationFinding => ({
  rule: 'unread-sql', severity: 'warning', confidence: 'certain', silent: false, safety: 'manual', applied: false,
  message: `The statement was not analysed: ${statement.error?.message ?? 'neither grammar reads it'}.`,
  help: 'Check it by hand.',
});

const toFinding = ({ rule, problem }: Found, applied: boolean): TranslationFinding => ({
  rule: rule.id,
  severity: problem.severity ?? rule.severity,
  confidence: problem.confidence ?? rule.confidence ?? 'certain',
  message: problem.message,
  help: problem.help,
  silent: problem.silent ?? rule.silent ?? false,
  ...(rule.ofDriver && { ofDriver: true }),
  safety: problem.fix?.safety ?? 'manual',
  applied,
});

/**
 * The statement with the fixes that go together. Where two exclude each other the inner one is made first if SQLite still reads the result: the
 * outer one is then found again. A fix after which PostgreSQL does not read what it read before is left out.
 */
function compose(statement: Statement, found: readonly Found[], safety: Safety): { readonly text: string; readonly applied: readonly ProposedFix[] } {
  const fixes = found.flatMap(({ problem }) => (problem.fix && isWanted(problem.fix, safety) ? [problem.fix] : []));
  if (fixes.length === 0) return { text: statement.text, applied: [] };
  const all = composeStatement(statement.text, fixes);
  if (all.applied.length < fixes.length) {
    const inner = composeStatement(statement.text, [...fixes].sort((a, b) => reachOf(a) - reachOf(b)));
    if (parseSqlite(inner.text).ok) return inner;
  }
  if (readsPostgres(all.text) || !readsPostgres(statement.text)) return all;
  let kept: readonly ProposedFix[] = [];
  for (const fix of fixes) if (readsPostgres(composeStatement(statement.text, [...kept, fix]).text)) kept = [...kept, fix];
  return composeStatement(statement.text, kept);
}

const isWanted = (fix: ProposedFix, safety: Safety): boolean => safety === 'unsafe' || fix.safety === 'safe';

const reachOf = (fix: ProposedFix): number => Math.max(...fix.edits.map((edit) => edit.end)) - Math.min(...fix.edits.map((edit) => edit.start));
