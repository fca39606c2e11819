/** What the module of the tests has beside its server where tests mock the database by hand, with the methods of SQLite's drivers. */
export const STAND_IN = `
/** A mock whose databases were made by hand with \`prepare\`: they are asked as the program asks now. */
export function standIn(mock: any): any {
  return Object.fromEntries(Object.entries<any>(mock).map(([name, value]) => [name, value?.prepare && !value.query ? asked(value) : value]));
}

function asked(database: any): any {
  async function query(sql: string, values: any[] = []): Promise<{ rows: any[]; rowCount: number }> {
    const statement = database.prepare(sql);
    if (!/^\\s*(?:SELECT|WITH|VALUES|PRAGMA)\\b/i.test(sql) && statement?.run) {
      const done = statement.run(...values);
      const key = /\\bRETURNING\\s+(\\w+)/i.exec(sql)?.[1];
      return { rows: key === undefined ? [] : [{ [key]: done?.lastInsertRowid }], rowCount: done?.changes ?? 0 };
    }
    const all = statement?.all?.(...values) ?? [];
    const row = all.length > 0 ? undefined : statement?.get?.(...values);
    const rows = row === undefined || row === null ? all : [row];
    return { rows, rowCount: rows.length };
  }

  const self = Object.assign(Object.create(database), {
    query,
    exec: async (script: string) => database.exec?.(script),
    transaction: async (work: () => unknown) => work(),
    initialise: (work: (database: any) => unknown) => void work(self),
    close: async () => database.close?.(),
  });
  return self;
}
`;
