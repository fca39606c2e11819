import type { ESLint, Linter, Rule } from 'eslint';
import type { Finding, Fix } from './core/types.ts';
import { editorRules, findingsOf, settingsOf } from './eslint/findings.ts';
import { sqlLanguage } from './eslint/language.ts';
import type { NamedRule } from './rule.ts';
import { version } from './version.ts';

/** Findings of the engine as ESLint's: safe fixes are fixes, unsafe ones are suggestions. */
function toEslintRule(rule: NamedRule): Rule.RuleModule {
  return {
    meta: {
      type: rule.category === 'leftover' ? 'suggestion' : 'problem',
      docs: { description: rule.summary, recommended: true },
      fixable: 'code',
      hasSuggestions: true,
      schema: [],
      messages: { finding: '{{message}} {{help}}', suggestion: '{{title}}' },
      languages: ['js/js', 'dbmig/sql'],
    },
    create: (context) => {
      const report = (): void => {
        for (const finding of findingsOf(context, rule.id)) context.report(toDescriptor(context, finding));
      };
      return { Program: report, SqlFile: report };
    },
  };
}

function toDescriptor(context: Rule.RuleContext, finding: Finding): Rule.ReportDescriptor {
  const { sourceCode } = context;
  const fix = isOffered(context, finding) ? finding.fix : null;
  const apply = (fixer: Rule.RuleFixer): Rule.Fix[] => (fix?.edits ?? []).map((edit) => fixer.replaceTextRange([edit.start, edit.end], edit.text));
  return {
    loc: { start: sourceCode.getLocFromIndex(finding.start), end: sourceCode.getLocFromIndex(finding.end) },
    messageId: 'finding',
    data: { message: finding.message, help: finding.help },
    ...(fix?.safety === 'safe' && { fix: apply }),
    ...(fix?.safety === 'unsafe' && { suggest: [{ messageId: 'suggestion', data: { title: fix.title }, fix: apply }] }),
  };
}

/** A fix over several files is whole or nothing: ESLint sees one file, so the command line makes it. */
const isOffered = (context: Rule.RuleContext, finding: Finding): boolean =>
  finding.fix !== null && isInFile(finding.fix, finding.path) && (settingsOf(context).fixes !== 'portable' || finding.fix.portable);

const isInFile = (fix: Fix, path: string): boolean => fix.edits.length > 0 && fix.edits.every((edit) => edit.path === path);

type Configs = Readonly<Record<'recommended' | 'portable', Linter.Config[]>>;

const plugin: ESLint.Plugin & { readonly configs: Configs } = {
  meta: { name: 'dbmig-lint', version, namespace: 'dbmig' },
  languages: { sql: sqlLanguage },
  rules: Object.fromEntries(editorRules.map((rule) => [rule.id, toEslintRule(rule)])),
  configs: { recommended: [], portable: [] },
};

const SCRIPTS = ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}'];

function toConfigs(name: string, settings: Linter.Config['settings']): Linter.Config[] {
  const rules = Object.fromEntries(editorRules.map((rule) => [`dbmig/${rule.id}`, rule.severity === 'critical' ? 'error' : 'warn'] as const));
  const plugins = { dbmig: plugin };
  return [
    { name: `dbmig/${name}`, files: SCRIPTS, plugins, rules, ...settings },
    { name: `dbmig/${name}/sql`, files: ['**/*.sql'], plugins, language: 'dbmig/sql', rules, ...settings },
  ];
}

plugin.configs.recommended.push(...toConfigs('recommended', {}));
// For the time before the switch: the same findings, but only fixes that the old engine runs as well.
plugin.configs.portable.push(...toConfigs('portable', { settings: { dbmig: { fixes: 'portable' } } }));

export default plugin;
