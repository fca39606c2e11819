import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkConversion } from '../support/conversions.ts';
import { readSpec } from '../support/spec.ts';

const FOLDER = 'test/fixtures/codemods/driver';

describe.each(readdirSync(FOLDER).sort())('%s', (name) => {
  const page = readSpec(readFileSync(`${FOLDER}/${name}`, 'utf8'));
  test('is called like its page', () => expect(name).toBe(`${page.id}.md`));
  test.each(page.cases.map((one) => [one.title, one] as const))('%s', (_, one) => checkConversion('driver', one));
});
