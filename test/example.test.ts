import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { lintProject } from '../src/engine.ts';

const ROOT = path.join(import.meta.dirname, '..');
const EXAMPLE = path.join(ROOT, 'examples', 'half-migrated');

/** `## path` and the rows of its table: line, rule, severity. */
function readExpected(): readonly string[] {
  const page = readFileSync(path.join(ROOT, 'test', 'fixtures', 'projects', 'half-migrated.expected.md'), 'utf8');
  return page.split(/^## /m).slice(1).flatMap((section) => {
    const file = section.slice(0, section.indexOf('\n')).trim();
    return [...section.matchAll(/^\| (\d+) \| ([\w-]+) \| (\w+) \|/gm)].map(([, line, rule, severity]) => `${file}:${line} ${rule} ${severity}`);
  });
}

test('finds in the example what a reviewer finds, no more and no less', async () => {
  const report = await lintProject({ cwd: EXAMPLE });
  const found = report.findings.map((finding) => `${finding.path}:${finding.line} ${finding.rule} ${finding.severity}`);
  const expected = readExpected();
  expect({ missing: without(expected, found), extra: without(found, expected) }).toEqual({ missing: [], extra: [] });
  expect(report.errors).toEqual([]);
});

/** The entries of `all` that `taken` does not hold, counting repetitions. */
function without(all: readonly string[], taken: readonly string[]): readonly string[] {
  const rest = [...taken];
  return all.filter((entry) => {
    const index = rest.indexOf(entry);
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  }).sort();
}
