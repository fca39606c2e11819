import type { SupportName } from './support.ts';

/** What the support module has only where the converted code uses it. */
export const HELPERS: readonly (readonly [SupportName, string])[] = [
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
