import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'vitest';
import { checkConversion } from '../support/conversions.ts';
import { readSpec } from '../support/spec.ts';

const FOLDER = 'test/fixtures/codemods/builders';

for (const page of readdirSync(FOLDER)) {
  const { id, cases } = readSpec(readFileSync(`${FOLDER}/${page}`, 'utf8'));
  describe(id, () => {
    for (const one of cases) test(one.title, async () => checkConversion(id, one));
  });
}
