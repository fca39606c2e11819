import { relative, sep } from 'node:path';
import type { ParserServices } from '@typescript-eslint/utils';
import type { Rule } from 'eslint';
import { analyse, prepare, readSchema, withFacts, type Analysis, type AnalyseOptions } from '../analyse.ts';
import type { Engine, Finding, Language } from '../core/types.ts';
import { toAnalyseOptions } from '../engine.ts';
import type { Host } from '../hosts/host.ts';
import { languageOf, loadHost, mayHold } from '../hosts/index.ts';
import { createServicesDoor, type TypeScriptProgram } from '../hosts/typescript/services.ts';
import type { ReadText } from '../findings.ts';
import type { NamedRule, Project } from '../rule.ts';
import { rules as allRules } from '../rules/index.ts';
import { loadPostgresGrammar } from '../sql/grammar.ts';
import { counterpartsOf } from '../twins.ts';
import { answerTypes, typesThrough, wantedTypes } from '../type-info.ts';
import { readSurroundings, type Surroundings } from './surroundings.ts';

// ESLint asks synchronously, so what loads asynchronously is loaded before the plugin is there.
const [script, sql, settings] = await Promise.all([loadHost('typescript'), loadHost('sql'), loadHost('json'), loadPostgresGrammar()]);

const HOSTS: Readonly<Partial<Record<Language, Host>>> = { typescript: script, javascript: script, sql, json: settings };

const hostOf = (path: string): Host | undefined => HOSTS[languageOf(path) ?? 'text'];

/** `settings.dbmig` of an ESLint configuration. */
export interface DbmigSettings {
  readonly from?: Engine;
  readonly to?: Engine;
  readonly upgradeTypes?: boolean;
  /** `portable`: offer only the fixes that the old engine runs as well. */
  readonly fixes?: 'all' | 'portable';
}

export const settingsOf = (context: Rule.RuleContext): DbmigSettings => (context.settings['dbmig'] ?? {});

/**
 * Rules that one file can answer. The others need every file of the project (a setting that nobody reads is only seen when all readers are): the
 * command line has them.
 */
export const editorRules: readonly NamedRule[] = allRules.filter((rule) => rule.statement ?? rule.call).map(({ project: _, ...rule }) => rule);

const known = new WeakMap<object, ReadonlyMap<string, readonly Finding[]>>();

/** The findings of the file that ESLint is at, of one rule; all rules are asked at once, when the first of them comes. Rethrows the bug of a rule. */
export function findingsOf(context: Rule.RuleContext, rule: string): readonly Finding[] {
  let byRule = known.get(context.sourceCode);
  if (!byRule) {
    byRule = groupByRule(readFindings(context));
    known.set(context.sourceCode, byRule);
  }
  return byRule.get(rule) ?? [];
}

function groupByRule(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) groups.set(finding.rule, [...(groups.get(finding.rule) ?? []), finding]);
  return groups;
}

function pathOf(context: Rule.RuleContext): string {
  const path = relative(context.cwd, context.filename);
  return sep === '/' ? path : path.split(sep).join('/');
}

function readFindings(context: Rule.RuleContext): readonly Finding[] {
  const path = pathOf(context);
  const { text } = context.sourceCode;
  const language = languageOf(path);
  const host = hostOf(path);
  if (!language || !host || !mayHold(language, text, path)) return [];
  const own = host.read({ path, text, language }, treeOf(context, path));
  if (own.fragments.length + own.calls.length === 0 && !own.links) return [];
  const options = { ...toOptions(settingsOf(context)), shown: path };
  const surroundings: Surroundings = readSurroundings(context.cwd, own, hostOf, counterpartsOf(path, options.from, options.to));
  const project = prepare([...surroundings.facts, own].sort((a, b) => (a.path < b.path ? -1 : 1)), options);
  const readText = (wanted: string): string | undefined => (wanted === path ? text : surroundings.textOf(wanted));
  const { findings, errors } = analyseTyped(context, path, project, readText, options);
  const failed = errors[0];
  if (failed) throw new Error(`The rule ${failed.rule} failed on ${failed.path}: ${failed.message}`);
  return findings.filter((finding) => finding.path === path);
}

/** With typescript-eslint's type information, the checker is asked for the bindings whose types nothing else tells. */
function analyseTyped(context: Rule.RuleContext, path: string, project: Project, readText: ReadText, options: AnalyseOptions): Analysis {
  const services = context.sourceCode.parserServices as Partial<ParserServices> | undefined;
  const program = services?.program as unknown as TypeScriptProgram | null | undefined;
  const schema = readSchema(project);
  const wanted = program ? wantedTypes(project, schema, 'auto') : NOTHING;
  if (!program || wanted.size === 0) return analyse(project, readText, options, schema);
  const { facts } = answerTypes(project, wanted, typesThrough(createServicesDoor(path, context.filename, program)));
  return analyse(withFacts(facts, options), readText, options, schema);
}

const NOTHING: ReadonlySet<never> = new Set();

/** ESLint's tree is the program of the whole text only in plain scripts; components are read by their own parser. */
const treeOf = (context: Rule.RuleContext, path: string): unknown => (/\.[cm]?[jt]sx?$/.test(path) ? context.sourceCode.ast : undefined);

function toOptions({ from, to, upgradeTypes }: DbmigSettings): AnalyseOptions {
  const options = toAnalyseOptions({ ...(from && { from }), ...(to && { to }), upgradeTypes: upgradeTypes ?? false });
  return { ...options, rules: editorRules };
}
