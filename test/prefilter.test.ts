import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lintProject } from '../src/engine.ts';
import { readSpec } from './support/spec.ts';

/**
 * The gate may only skip what cannot matter: every case of every rule gives the same report with it and without it, and so do the example and the
 * fixture projects.
 */
const PAGES = 'test/fixtures/rules';

describe('the report is the same with and without the prefilter', () => {
  const root = mkdtempSync(join(tmpdir(), 'dbmig-gate-'));
  afterAll(() => rmSync(root, { recursive: true }));

  const findings = async (cwd: string, prefilter: boolean): Promise<unknown> => {
    const { findings: found, tables, connections, dataLayer, coverage } = await lintProject({ cwd, prefilter });
    return { found, tables, connections, dataLayer, statements: coverage.statements, drivers: coverage.drivers };
  };

  it.each(readdirSync(PAGES).filter((name) => name.endsWith('.md')))('%s', async (page) => {
    for (const [index, example] of readSpec(readFileSync(join(PAGES, page), 'utf8')).cases.entries()) {
      const cwd = join(root, page, String(index));
      for (const file of example.files) {
        mkdirSync(dirname(join(cwd, file.path)), { recursive: true });
        writeFileSync(join(cwd, file.path), file.text);
      }
      expect(await findings(cwd, true), example.title).toEqual(await findings(cwd, false));
    }
  });

  it('the bundled example', async () => {
    const cwd = 'examples/half-migrated';
    expect(await findings(cwd, true)).toEqual(await findings(cwd, false));
  });
});
