import { readFileSync } from 'node:fs';
import { didYouMean } from '../core/suggest.ts';
import { UsageError } from '../core/usage-error.ts';

/** The page of a rule: its section of docs/rules.md, which is part of the package. Throws a `UsageError` for a rule that does not exist. */
export function explain(root: URL, rule: string): string {
  const pages = readFileSync(new URL('docs/rules.md', root), 'utf8');
  const ids = [...pages.matchAll(/^## ([a-z0-9-]+)$/gm)].map((match) => match[1]!);
  if (!ids.includes(rule)) throw new UsageError(`There is no rule "${rule}".${didYouMean(rule, ids)} --rules lists them all.`);
  const start = pages.indexOf(`\n## ${rule}\n`) + 1;
  const end = pages.indexOf('\n## ', start);
  return `${pages.slice(start, end === -1 ? undefined : end).trimEnd()}\n`;
}

/** One line a rule: id, severity, what it finds. */
export async function listRules(): Promise<string> {
  const { rules } = await import('../rules/index.ts');
  const width = Math.max(...rules.map((rule) => rule.id.length)) + 2;
  return rules.map((rule) => `${rule.id.padEnd(width)}${rule.severity.padEnd(10)}${rule.summary}\n`).join('');
}
