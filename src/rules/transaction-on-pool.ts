import type { Call, Problem } from '../core/types.ts';
import { findDriver } from '../drivers/lookup.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Statement } from '../sql/statement.ts';

/** Words that only mean something to the connection they are sent on. */
const OPENS = /^(?:begin|start\s+transaction|savepoint)\b/i;
const ENDS = /^(?:commit|rollback|end|release)\b/i;

/** Handles that take another connection for each call. */
const isPool = (driver: string, handle: string): boolean =>
  (handle === 'pool' && Object.hasOwn(findDriver(driver)?.handles ?? {}, 'client')) || (driver === 'postgres-js' && handle === 'sql');

/** Handles of builders and ORMs that stand for their pool. Those of their transactions are of the same kind, but send no BEGIN. */
const OVER_POOL: Readonly<Record<string, string>> = { drizzle: 'database', knex: 'knex', typeorm: 'source', sequelize: 'sequelize', prisma: 'client' };

/** Whether a builder's BEGIN goes to any connection: it stands for a pool, and the package makes no single connection that it could stand for. */
const isOverPool = ({ driver, handle, path }: Call, text: string, { project, to }: Context): boolean =>
  OVER_POOL[driver ?? ''] === handle && /^(?:begin|start)\b/i.test(text)
  && project.packageOf(path).every((fact) => fact.isTest || fact.connections.every((own) => own.engine !== to || own.pool));

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  const { call, text } = statement;
  if (!call?.driver || call.handle === undefined || call.engine !== 'postgres' || call.choosesConnection) return;
  const isBuilder = isOverPool(call, text, context);
  if (!isBuilder && !isPool(call.driver, call.handle)) return;
  // Several statements in one text go over one connection.
  const isAlone = statement.fragment.text.replace(/;\s*$/, '') === text;
  if (!isAlone || !(OPENS.test(text) || ENDS.test(text))) return;
  const word = statement.tokens[0]?.text.toUpperCase() ?? text;
  yield {
    start: 0, end: text.length,
    message: `${word} is sent to the pool, which runs every query on any connection that is free: the statements after it are not in this transaction.`,
    help: isBuilder ? 'Use the library\'s own `transaction`, and run the statements on what it gives.' : call.driver === 'postgres-js'
      ? 'Use `sql.begin(async (sql) => { ... })` and run the statements on the `sql` it gives.'
      : 'Take one client with `await pool.connect()`, run BEGIN, the statements and COMMIT or ROLLBACK on it, and release it in `finally`.',
  };
}

export default defineRule({
  summary: 'BEGIN, COMMIT and ROLLBACK on a pool instead of one client',
  why: 'A SQLite database has one connection, so `db.exec(\'BEGIN\')` and the statements after it belong together. A pool hands each query to any free connection: BEGIN opens a transaction on one, the statements run '
    + 'and commit on others, COMMIT ends nothing, and the first connection goes back to the pool with its transaction open, holding its locks. Nothing is atomic and nothing says so.',
  construct: 'transactions on a pool',
  severity: 'critical',
  category: 'changes-result',
  silent: true,
  ofDriver: true,
  manual: ['node-postgres, transactions: https://node-postgres.com/features/transactions', 'postgres.js, transactions: https://github.com/porsager/postgres#transactions'],
  wakes: ['call'],
  statement,
});
