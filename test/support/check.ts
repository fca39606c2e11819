import { expect } from 'vitest';
import type { Finding } from '../../src/core/types.ts';
import { fixSources, lintSources, type FixOptions, type LintOptions } from '../../src/engine.ts';
import { isPostgresGrammarLoaded, loadPostgresGrammar, parsePostgres, parseSqlite } from '../../src/sql/grammar.ts';
import { splitStatements } from '../../src/sql/split.ts';
import { tokenizeWithTrivia } from '../../src/sql/tokens.ts';
import type { Claim, SpecCase, SpecFile } from './spec.ts';

/** Shows that the project comes from SQLite: silent differences are not reported in a project that never was on it. */
const OLD_ENGINE: SpecFile = { path: 'zz-sqlite/origin.sql', text: 'SELECT 1;\n' };

const withOrigin = (files: readonly SpecFile[]): readonly SpecFile[] => [...files, OLD_ENGINE];

const optionsOf = (id: string, claim: Claim): LintOptions & FixOptions => ({
  rules: [id], safety: claim.mode === 'safe' ? 'safe' : 'unsafe', upgradeTypes: claim.mode === 'upgrade',
});

/** Checks what one case says, and what every case must hold without saying it. Throws the assertion that fails. */
export async function checkClaim(id: string, spec: SpecCase, claim: Claim): Promise<void> {
  const options = optionsOf(id, claim);
  const files = withOrigin(spec.files);
  const { findings, errors } = await lintSources(files, options);
  expect(errors, 'the rule must not throw').toEqual([]);
  if (claim.verb === 'becomes') return checkBecomes(files, claim, options, findings);
  if (claim.verb === 'stays') {
    expect(findings.map(show), 'no finding is expected').toEqual([]);
    return;
  }
  expect(claim.findings.length, 'a case that reports lists its findings').toBeGreaterThan(0);
  checkFindings(findings, claim);
  const { texts } = await fixSources(files, options);
  expect([...texts.values()], 'no fix is expected').toEqual([]);
}

const placeOf = (finding: Finding): string => `${finding.line}:${finding.column}`;
const show = (finding: Finding): string => `${placeOf(finding)} ${finding.message}`;

function checkFindings(findings: readonly Finding[], claim: Claim): void {
  const shown = findings.map(show);
  const expected = claim.findings.map(({ place, part }, index) => (shown[index]?.startsWith(`${place} `) && shown[index].includes(part) ? shown[index] : `${place} ${part}`));
  expect(shown).toEqual(expected);
}

async function checkBecomes(files: readonly SpecFile[], claim: Claim, options: LintOptions & FixOptions, findings: readonly Finding[]): Promise<void> {
  expect(findings.length, 'a finding is expected').toBeGreaterThan(0);
  if (claim.findings.length > 0) checkFindings(findings, claim);
  const expected = new Map(claim.files.map((file) => [file.path, file.text]));
  const { texts, report } = await fixSources(files, options);
  const after = files.map((file) => ({ path: file.path, text: texts.get(file.path) ?? file.text }));
  for (const file of files) {
    const fixed = texts.get(file.path);
    if (expected.has(file.path) || fixed !== undefined) expect(fixed ?? file.text, file.path).toBe(expected.get(file.path) ?? file.text);
  }
  for (const file of after) if (texts.has(file.path)) await checkGrammar(file, claim);
  const left = report.findings.filter((finding) => finding.fix && (options.safety === 'unsafe' || finding.fix.safety === 'safe'));
  expect(left.map(show), 'the findings that have a fix must be gone').toEqual([]);
  const again = await fixSources(after, options);
  expect([...again.texts.values()], 'a second fix must change nothing').toEqual([]);
  await checkVariants(files, texts, options);
}

/** PostgreSQL reads every statement of a fixed file that is written for it, or at least SQLite still does where the fix is portable. */
async function checkGrammar(file: SpecFile, claim: Claim): Promise<void> {
  if (!/\.sql$/.test(file.path)) return;
  if (!isPostgresGrammarLoaded()) await loadPostgresGrammar();
  for (const slice of splitStatements(file.text)) {
    const text = file.text.slice(slice.start, slice.end);
    const result = parsePostgres(withNumbers(text));
    if (!result.ok && claim.mode === 'safe' && parseSqlite(text).ok) continue;
    expect(result.ok ? '' : result.error.message, `PostgreSQL's grammar must read: ${text}`).toBe('');
  }
}

/** Other rules number the placeholders. */
const withNumbers = (text: string): string =>
  tokenizeWithTrivia(text).map((token) => (token.kind === 'VARIABLE' && !/^\$\d/.test(token.text) && text[token.start - 1] !== ':' ? '$1' : token.text)).join('');

/** The same edits are made in files with CRLF line ends and with a byte order mark. */
async function checkVariants(files: readonly SpecFile[], texts: ReadonlyMap<string, string>, options: FixOptions & LintOptions): Promise<void> {
  const toCrlf = (text: string): string => text.replace(/\n/g, '\r\n');
  const crlf = await fixSources(files.map((file) => ({ path: file.path, text: toCrlf(file.text) })), options);
  const marked = await fixSources(files.map((file) => ({ path: file.path, text: `\uFEFF${file.text}` })), options);
  for (const [path, text] of texts) {
    expect(crlf.texts.get(path)?.replace(/\r\n/g, '\n'), `${path} with CRLF`).toBe(text);
    expect(marked.texts.get(path), `${path} with a byte order mark`).toBe(text);
  }
}
