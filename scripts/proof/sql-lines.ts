import { runSqlCommand } from '../../src/sql-command.ts';

/** `dbmig-lint sql --json-lines` without a build. */
process.exitCode = await runSqlCommand(
  { jsonLines: true, safeOnly: false, upgradeTypes: false },
  { input: process.stdin, write: (text) => void process.stdout.write(text), writeError: (text) => void process.stderr.write(text) },
);
