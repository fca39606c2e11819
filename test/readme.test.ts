import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkConfig } from '../src/config.ts';
import { rules } from '../src/rules/index.ts';
import { run } from './support/cli.ts';

const readme = readFileSync('README.md', 'utf8');
const packageJson = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly scripts: Readonly<Record<string, string>> };

const blocks = (language: string): readonly string[] => [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map((match) => match[1]!);

describe('README', () => {
  test('the excerpt is what the example gives', async () => {
    const { out } = await run('.', ['examples/half-migrated', '--fail-on', 'never']);
    const [excerpt] = blocks('text');
    expect(excerpt!.trim().split('\n').length).toBeGreaterThan(8);
    for (const part of excerpt!.split('\n...\n')) expect(out).toContain(part.trimEnd());
  });

  test('names every option, and no other', async () => {
    const helps = (await run('.', ['--help'])).out + (await run('.', ['sql', '--help'])).out + (await run('.', ['migrate-schema', '--help'])).out;
    const options = new Set(helps.match(/--[a-z-]+/g));
    const named = new Set(readme.match(/(?<=[\s`])--(?!save|no-install)[a-z][a-z-]+/g));
    expect([...named].sort()).toEqual([...options].sort());
  });

  test('its configuration is accepted', () => {
    const [config] = blocks('json');
    expect(() => checkConfig(JSON.parse(config!), 'README', rules.map((rule) => rule.id))).not.toThrow();
  });

  test('its scripts exist', () => {
    for (const [, name] of readme.matchAll(/npm run ([a-z]+)/g)) expect(packageJson.scripts).toHaveProperty(name!);
  });

  test.each(['README.md', 'docs/architecture.md', 'docs/contributing.md', 'docs/migrating.md', 'docs/reports.md'])('the links of %s lead somewhere', (page) => {
    const text = readFileSync(page, 'utf8');
    const folder = page.includes('/') ? 'docs/' : '';
    for (const [, link] of text.matchAll(/\]\((?!https?:)([^)#]+)/g)) expect(() => readFileSync(folder + link!), link).not.toThrow();
  });

  test.each(['README.md', 'docs/contributing.md', 'docs/migrating.md'])('the rules that %s explains exist', (page) => {
    for (const [, id] of readFileSync(page, 'utf8').matchAll(/--explain ([a-z-]+)/g)) expect(rules.map((rule) => rule.id)).toContain(id);
  });
});
