import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Finding, Report } from '../src/core/types.ts';
import { FORMATS, format, type Format } from '../src/reporter/index.ts';
import { lineHashes } from '../src/reporter/line-hash.ts';
import type { Log } from 'sarif';

const FOLDER = 'test/fixtures/reports';

const FILES: Readonly<Record<Format, string>> = {
  pretty: 'pretty.txt', compact: 'compact.txt', md: 'review.md', json: 'findings.json', sarif: 'findings.sarif', github: 'github.txt',
};

const read = (name: string): Report => JSON.parse(readFileSync(`${FOLDER}/${name}/report.json`, 'utf8')) as Report;
const readText = (): string => 'import pg;\n\nexport const pool = new Pool({\n});\n\n\n  status\n\nLIKE\n';

describe.each(readdirSync(FOLDER))('%s', (name) => {
  test.each(FORMATS)('%s', async (kind) => {
    const text = await format(read(name), kind, { readText });
    expect(await format(read(name), kind, { readText })).toBe(text);
    await expect(text).toMatchFileSnapshot(`fixtures/reports/${name}/${FILES[kind]}`);
  });
});

describe('what a report never lets through', () => {
  const hostile = read('hostile');

  test.each(FORMATS)('%s masks passwords', async (kind) => {
    const text = await format(hostile, kind) + await format(read('half-migrated'), kind);
    expect(text).not.toMatch(/hunter2|s3cr3t|p4ss|p%40ss/);
  });

  test.each(FORMATS.filter((kind) => kind !== 'json' && kind !== 'sarif'))('%s holds no control character', async (kind) => {
    expect(await format(hostile, kind)).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/);
  });

  test('a workflow command stays one line and its properties closed', async () => {
    const lines = (await format(hostile, 'github')).trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('file=src/we%25ird | `name`%3A1%2C2.ts,line=1');
  });

  test('Markdown holds no foreign comment, tag, mention or link', async () => {
    const text = await format(hostile, 'md');
    const prose = text.replace(/^(`{3,})[^\n]*\n[\s\S]*?\n\1$/gm, '').replace(/`[^`\n]*`/g, '');
    expect(prose).not.toMatch(/<script|@octocat|#123|\]\(http/);
    expect(prose.match(/<!--/g)).toHaveLength(1);
  });

  test('a fix that would write a secret is told without its edits', async () => {
    const report = JSON.parse(await format(hostile, 'json')) as { findings: Finding[] };
    expect(report.findings[0]!.fix!.edits).toEqual([]);
  });
});

describe('colours', () => {
  test('only when asked for', async () => {
    const report = read('half-migrated');
    expect(await format(report, 'pretty', { color: true })).toContain('\u001B[31m');
    expect(await format(report, 'pretty')).not.toContain('\u001B');
  });
});

const many = (count: number): Report => {
  const report = read('half-migrated');
  const severities = ['info', 'warning', 'critical'] as const;
  const findings = Array.from({ length: count }, (_, index): Finding => {
    const line = index + 1;
    return { ...report.findings[0]!, severity: severities[index % 3]!, line, endLine: line };
  });
  return { ...report, findings };
};

describe('ten thousand findings', () => {
  const report = many(10_000);

  test('annotations: ten of each level and the number of the others', async () => {
    const lines = (await format(report, 'github')).trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith('::error'))).toHaveLength(10);
    expect(lines).toHaveLength(31);
    expect(lines.at(-1)).toContain('9970 more findings not annotated');
  });

  test('SARIF: the 5,000 most severe, and a notification', async () => {
    const log = JSON.parse(await format(report, 'sarif')) as Log;
    expect(log.runs[0]!.results).toHaveLength(5000);
    expect(log.runs[0]!.results!.filter((result) => result.level === 'error')).toHaveLength(3333);
    expect(log.runs[0]!.invocations![0]!.toolExecutionNotifications![0]!.message.text).toContain('5000 findings left out');
  });
});

describe('SARIF for code scanning', () => {
  test('every rule and result has what GitHub asks for', async () => {
    const log = JSON.parse(await format(read('half-migrated'), 'sarif', { readText })) as Log;
    const run = log.runs[0]!;
    for (const rule of run.tool.driver.rules!) {
      expect(rule.shortDescription!.text.length).toBeGreaterThan(0);
      expect(rule.fullDescription!.text.length).toBeLessThanOrEqual(1024);
      expect(rule.help!.text.length).toBeGreaterThan(0);
      expect(rule.properties!['security-severity']).toBeUndefined();
    }
    for (const result of run.results!) {
      expect(run.tool.driver.rules![result.ruleIndex!]!.id).toBe(result.ruleId);
      expect(Object.keys(result.locations![0]!.physicalLocation!.region!)).toEqual(expect.arrayContaining(['startLine', 'startColumn', 'endLine', 'endColumn']));
      expect(result.partialFingerprints!['dbmigLint/v1']).toMatch(/^[0-9a-f]{16}$/);
    }
    expect(run.results!.find((result) => result.ruleId === 'pool-without-error-listener')!.partialFingerprints!['primaryLocationLineHash']).toMatch(/^[0-9a-f]+:1$/);
  });

  // The values of code scanning's own tests (github/codeql-action, src/fingerprints.test.ts).
  test.each([
    ['', ['c129715d7a2bc9a3:1']],
    [' a\nb\n  \t\tc\n d', ['271789c17abda88f:1', '54703d4cd895b18:1', '180aee12dab6264:1', 'a23a3dc5e078b07b:1']],
    [' hello; \t\r\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n',
      ['e9496ae3ebfced30:1', 'fb7c023a8b9ccb3f:1', 'ce8ba1a563dcdaca:1', 'e20e36e16fcb0cc8:1', 'b3edc88f2938467e:1', 'c8e28b0b4002a3a0:1', 'c129715d7a2bc9a3:1']],
    ['Lorem ipsum dolor sit amet.\n'.repeat(10),
      ['a7f2ff13bc495cf2:1', 'a7f2ff13bc495cf2:2', 'a7f2ff13bc495cf2:3', 'a7f2ff13bc495cf2:4', 'a7f2ff13bc495cf2:5', 'a7f2ff13bc495cf2:6',
        'a7f2ff1481e87703:1', 'a9cf91f7bbf1862b:1', '55ec222b86bcae53:1', 'cc97dc7b1d7d8f7b:1', 'c129715d7a2bc9a3:1']],
  ])('line hashes of %j', (text, expected) => {
    expect(lineHashes(text)).toEqual(expected);
  });
});

describe('every number in the head of the review is a count of its body', () => {
  test('totals', async () => {
    const report = read('half-migrated');
    const text = await format(report, 'md');
    expect(text).toContain('**3 critical · 1 warning · 1 info** · 5 findings in 3 files · 3 fixed by `--fix`, 1 more by `--unsafe-fixes` · 2 can be merged before the switch');
    expect([...text.matchAll(/^#### ([CWI]\d+)\./gm)].map((match) => match[1])).toEqual(['C1', 'C2', 'W1', 'I1']);
  });
});
