import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { runSqlCommand } from '../../src/sql-command.ts';
import { requestKey } from './request-key.ts';

interface Request {
  readonly schema?: readonly string[];
  readonly pg_schema?: readonly string[];
}

/** The requests with an `id` that tells those of one text for other tables apart. */
async function* named(input: NodeJS.ReadableStream): AsyncIterable<string> {
  for await (const line of createInterface({ input })) {
    const request = JSON.parse(line) as Request;
    yield `${JSON.stringify({ ...request, id: requestKey(request.schema ?? [], (request.pg_schema ?? []).length > 0) })}\n`;
  }
}

/** `dbmig-lint sql --json-lines` without a build. */
process.exitCode = await runSqlCommand(
  { jsonLines: true, safeOnly: false, upgradeTypes: false },
  { input: Readable.from(named(process.stdin)), write: (text) => void process.stdout.write(text), writeError: (text) => void process.stderr.write(text) },
);
