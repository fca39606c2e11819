import { expect, it } from 'vitest';
import { lintSources } from '../src/engine.ts';

const migration = (sql: string): string => `
import type { QueryRunner } from 'typeorm';
export class Init {
  async up(queryRunner: QueryRunner) {
    await queryRunner.query(\`${sql}\`);
  }
}
`;
const OLD = { path: 'src/migration/sqlite/001-Init.ts', text: migration('CREATE TABLE "notes" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL)') };

it('leaves migrations of the old engine alone beside those of the new one, in folders of both names', async () => {
  const alone = await lintSources([OLD]);
  const pair = await lintSources([OLD, { path: 'src/migration/postgres/017-Start.ts', text: migration('CREATE TABLE "notes" ("id" serial PRIMARY KEY)') }]);
  expect(alone.findings.map((finding) => finding.rule)).toContain('autoincrement');
  expect(pair.findings.filter((finding) => finding.path === OLD.path)).toEqual([]);
});
