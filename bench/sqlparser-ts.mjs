// node bench/sqlparser-ts.mjs requests.jsonl: sqlparser-rs, as WebAssembly, reads each statement as SQLite's and prints it again. It translates nothing.
import { readFileSync, writeSync } from 'node:fs';
import * as library from '@guanmingchiu/sqlparser-ts';

await library.init?.();
let out = '';
for (const line of readFileSync(process.argv[2], 'utf8').split('\n')) {
  if (line === '') continue;
  let answer;
  try {
    answer = { sql: library.format(JSON.parse(line).sql, 'sqlite') };
  } catch (error) {
    answer = { error: String(error.message ?? error) };
  }
  out += `${JSON.stringify(answer)}\n`;
  if (out.length > 1 << 16) { writeSync(1, out); out = ''; }
}
writeSync(1, out);
