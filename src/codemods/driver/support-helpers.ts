import type { SupportName } from './support.ts';

/** Puts the names of the schema that have capital letters into quotes, in a text that is put together at run time. */
const quoted = (names: readonly string[]): string => `/** Names that PostgreSQL keeps in double quotes only: it reads all others in lower case. */
const NAMES = new Set([
${lines(names.map((name) => `'${name}',`))}
]);

/** Puts those names into quotes in a text that is put together at run time. */
export function quoted(sql: string): string {
  return sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--.*|\\/\\*[^]*?\\*\\/|[@:$]?[A-Za-z_]\\w*/g, (part) => (NAMES.has(part) ? \`"\${part}"\` : part));
}
`;

const WIDTH = 120;

/** As many words in a line as fit. */
function lines(words: readonly string[]): string {
  const found: string[] = [];
  for (const word of words) {
    const last = found.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH) found[found.length - 1] = `${last} ${word}`;
    else found.push(`  ${word}`);
  }
  return found.join('\n');
}

/** What the support module has only where the converted code uses it. `names` are those that need quotes in texts that are put together at run time. */
export function helpersFor(needed: ReadonlySet<SupportName>, names: readonly string[]): readonly string[] {
  const text = names.length > 0 ? 'quoted(sql)' : 'sql';
  const isQuoted = names.length > 0 && (['quoted', 'numbered', 'named'] as const).some((name) => needed.has(name));
  return [...(isQuoted ? [quoted(names)] : []), ...HELPERS.filter(([name]) => needed.has(name)).map(([, own]) => own.replace('sql.replace', `${text}.replace`))];
}

const HELPERS: readonly (readonly [SupportName, string])[] = [
  ['numbered', `/** Numbers the parameters of a text that is put together at run time: each \`?\` outside of quotes and comments becomes $1, $2, ... */
export function numbered(sql: string): string {
  let count = 0;
  return sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--.*|\\/\\*[^]*?\\*\\/|\\?/g, (part) => (part === '?' ? \`$\${++count}\` : part));
}
`],
  ['named', `/** Numbers the names of a text (\`@id\`, \`:id\`, \`$id\`) and puts the values of an object in their order. */
export function named(sql: string, values: Record<string, any>): [string, unknown[]] {
  const names: string[] = [];
  const text = sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--.*|\\/\\*[^]*?\\*\\/|::\\w+|[@:$]([A-Za-z_]\\w*)/g, (part, name?: string) => {
    if (name === undefined) return part;
    if (!names.includes(name)) names.push(name);
    return \`$\${names.indexOf(name) + 1}\`;
  });
  return [text, names.map((name) => values[name] ?? values[\`@\${name}\`] ?? values[\`:\${name}\`] ?? values[\`$\${name}\`])];
}
`],
  ['answer', `/** Gives the outcome of a query to a callback: a write as \`this.changes\` and \`this.lastID\`, else what \`read\` takes from the result. */
export function answer(work: Promise<any>, callback: (this: any, error: any, value?: any) => void, read?: (result: Result) => unknown): void {
  work.then(
    (result) => callback.call({ ...result, changes: result?.rowCount, lastID: Object.values(result?.rows[0] ?? {})[0] }, null, read?.(result)),
    (error) => callback.call({}, error),
  );
}
`],
  ['each', `/** Gives the rows of a query to a callback one by one, and at last their number. */
export async function each(work: Promise<Result>, row: (error: any, row?: any) => void, done?: (error: any, count: number) => void): Promise<number> {
  const result = await work.catch((error: unknown) => row(error));
  const rows = result?.rows ?? [];
  for (const one of rows) row(null, one);
  done?.(null, rows.length);
  return rows.length;
}
`],
  ['userVersion', `/** The version of the schema, which SQLite kept in PRAGMA user_version. */
export async function userVersion(database: Database): Promise<number> {
  await database.exec('CREATE TABLE IF NOT EXISTS user_version (version INTEGER NOT NULL)');
  return (await database.query('SELECT version FROM user_version')).rows[0]?.version ?? 0;
}
`],
  ['setUserVersion', `export async function setUserVersion(database: Database, version: number): Promise<void> {
  await database.exec('CREATE TABLE IF NOT EXISTS user_version (version INTEGER NOT NULL)');
  await database.exec('DELETE FROM user_version');
  await database.query('INSERT INTO user_version (version) VALUES ($1)', [version]);
}
`],
];
