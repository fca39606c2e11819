import { readFileSync } from 'node:fs';
import { didYouMean } from '../core/suggest.ts';
import { UsageError } from '../core/usage-error.ts';

/** The page of a rule: its section of docs/rules.md, which is part of the package. Throws a `UsageError` for a rule that does not exist. */
export function explain(root: URL, rule: string): string {
  const pages = readFileSync(new URL('docs/rules.md', root), 'utf8');
  const sections = new Map(pages.split('\n<!-- rule: ').slice(1).map((text) => {
    const end = text.indexOf(' -->\n');
    return [text.slice(0, end), text.slice(end + ' -->\n'.length)] as const;
  }));
  const section = sections.get(rule);
  if (section === undefined) throw new UsageError(`There is no rule "${rule}".${didYouMean(rule, [...sections.keys()])} --rules lists them all.`);
  return `${section.trimEnd()}\n`;
}

/** One line a rule: id, severity, what it finds. */
export async function listRules(): Promise<string> {
  const { rules } = await import('../rules/index.ts');
  const width = Math.max(...rules.map((rule) => rule.id.length)) + 2;
  return rules.map((rule) => `${rule.id.padEnd(width)}${rule.severity.padEnd(10)}${rule.summary}\n`).join('');
}
