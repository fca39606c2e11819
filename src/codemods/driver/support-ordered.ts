// What the support module has in a project whose old driver was sqlite3 (https://github.com/TryGhost/node-sqlite3/wiki/Control-Flow).

export const ORDERED = `/** Keeps the order that sqlite3 keeps: statements of \`serialize\` wait for all that were sent before them, all others for the last of those. */
export class Database extends PlainDatabase {
  private isSerial = false;
  private readonly orders = new WeakMap<Scope, { all: Promise<unknown>; serial: Promise<unknown> }>();

  protected override send(sql: string, values?: any[]): Promise<Answer> {
    return this.inTurn(() => super.send(sql, values));
  }

  override initialise(work: (database: this) => unknown): void {
    super.initialise(async () => {
      await work(this);
      await this.settled();
    });
  }

  override close(): Promise<void> {
    return this.inTurn(() => super.close(), true);
  }

  /** What \`work\` sends runs one after the other; without it, all that follows does. */
  serialize<T = void>(work?: () => T): T {
    return this.inMode(true, work);
  }

  parallelize<T = void>(work?: () => T): T {
    return this.inMode(false, work);
  }

  /** Is fulfilled when all statements that were sent are done. */
  settled(): Promise<void> {
    return this.inTurn(async () => undefined, true);
  }

  private inMode<T>(isSerial: boolean, work?: () => T): T {
    const before = this.isSerial;
    this.isSerial = isSerial;
    try {
      return work?.() as T;
    } finally {
      if (work) this.isSerial = before;
    }
  }

  private inTurn<T>(run: () => Promise<T>, isSerial = this.isSerial): Promise<T> {
    const order = this.orders.get(this.scope()) ?? { all: Promise.resolve(), serial: Promise.resolve() };
    const turn = (isSerial ? order.all : order.serial).then(run);
    const all = Promise.all([order.all, turn.catch(() => undefined)]);
    this.orders.set(this.scope(), { all, serial: isSerial ? all : order.serial });
    return turn;
  }

  /** Two transactions by hand at once are an error, as in SQLite: the second could hold up the end of the first. */
  protected override async begin(scope: Scope): Promise<void> {
    if (scope.end) throw new Error('cannot start a transaction within a transaction');
    await super.begin(scope);
  }
}
`;

export const OPEN_AND_TELL = `/** Opens the database. \`opened\` is told whether it can be reached, before statements from elsewhere are sent. */
export function openDatabase(name = '', opened?: (this: Database, error: any) => void): Database {
  const database = new Database(name);
  if (opened) database.initialise(() => database.exec('SELECT 1').then(() => opened.call(database, null), (error) => opened.call(database, error)));
  return database;
}
`;
