import { groupBy } from '../core/group-by.ts';
import type { Declaration } from '../core/types.ts';
import { defineRule } from '../rule.ts';

const placeOf = ({ fragment }: Declaration): { readonly path: string; readonly start: number; readonly end: number } =>
  ({ path: fragment.path, start: fragment.map[0]!.from, end: fragment.map[0]!.to });

export default defineRule({
  summary: 'Models whose table a migration creates in another case',
  why: 'Query builders and ORMs put every name in double quotes. SQLite finds a table in any case, PostgreSQL only in the case in which it was created: a model `User` of Sequelize asks for "Users" and does not find '
    + 'the "users" that a migration made (42P01).',
  construct: 'models and migrations that spell a table differently',
  severity: 'critical',
  confidence: 'likely',
  category: 'breaks',
  manual: ['PostgreSQL, 4.1.1 Identifiers: https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS'],
  *project(project) {
    const all = project.facts.flatMap((fact) => (fact.isTest ? [] : (fact.declarations ?? []))).filter((own) => own.isEither && own.engine === 'sqlite');
    for (const own of groupBy(all, ({ fragment, table }) => `${project.rootOf(fragment.path)}\0${table.toLowerCase()}`).values()) {
      const created = own.find((one) => one.isMigration);
      const model = own.find((one) => !one.isMigration && one.table !== created?.table);
      if (!created || !model || own.some((one) => one.isMigration && one.table === model.table)) continue;
      const { path, start, end } = placeOf(created);
      yield {
        ...placeOf(model),
        message: `The model asks for "${model.table}", the migration creates "${created.table}": two names for PostgreSQL (42P01).`,
        help: `Name the table in the model: \`tableName: '${created.table}'\`, or rename it in a migration.`,
        related: [{ path, span: { start, end }, message: 'It is created here' }],
      };
    }
  },
});
