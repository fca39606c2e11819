import type { BuilderUse, Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';

type Found = Pick<Problem, 'message' | 'help' | 'confidence'>;

function problemOf({ kind, text }: BuilderUse): Found {
  switch (kind) {
    case 'ordered':
      return {
        message: `\`${text}\` is an alias with capitals, which TypeORM before version 1 puts in quotes where it is given and not in ORDER BY: PostgreSQL looks for ${text.toLowerCase()} (42703).`,
        help: 'Give the alias in lower case, with underscores.',
      };
    case 'alias':
      return {
        message: `\`${text}\` is an alias with capitals, which TypeORM puts in quotes where it is given and not where it is used: PostgreSQL looks for ${text.toLowerCase()} (42703).`,
        help: 'Give the alias in lower case, with underscores.',
      };
    case 'expression':
      return {
        confidence: 'likely',
        message: `The query selects DISTINCT and is ordered by an expression, \`${text}...\`: PostgreSQL orders distinct rows by what is selected only (42P10).`,
        help: 'Select the expression under an alias in lower case with `addSelect(expression, alias)`, and order by the alias.',
      };
    case 'inserted':
      return {
        message: `\`${text}\` gives the new id for an INSERT on SQLite; on PostgreSQL Knex gives node-postgres' result, which has no elements.`,
        help: 'Say `.returning(\'id\')`, and read `[{ id }]`: both engines give that.',
      };
    case 'parameter':
      return {
        message: `\`${text}\` is a parameter of an expression that is selected and grouped by: it gets two numbers, and PostgreSQL takes the two for different expressions (42803).`,
        help: 'Put the value into the text with `sql.raw(String(value))` where it is a number of the program, or group by the position.',
      };
  }
}

export default defineRule({
  summary: 'What a query builder orders or groups by, or gives for an INSERT, as it is not on PostgreSQL',
  why: 'A builder puts the clauses of a query together without looking at the others. An alias is quoted in one place and folded in another, a page of DISTINCT rows is ordered by what was not selected, a '
    + 'parameter gets a new number each time that its expression is used. SQLite takes all of that. What an INSERT of Knex gives is the new id there, and the driver\'s result on PostgreSQL.',
  construct: 'orders, groups and new ids of query builders',
  severity: 'critical',
  category: 'breaks',
  signals: ['createQueryBuilder(', '.groupBy(', 'knex('],
  manual: [
    'PostgreSQL, SELECT: https://www.postgresql.org/docs/current/sql-select.html#SQL-GROUPBY', 'TypeORM, Select using query builder: https://typeorm.io/docs/query-builder/select-query-builder',
    'Knex, insert: https://knexjs.org/guide/query-builder.html#insert',
  ],
  *project(project) {
    for (const fact of project.facts) {
      for (const use of fact.isTest ? [] : (fact.builderUses ?? [])) {
        if (project.whyStays(fact.path, use.start) !== undefined) continue;
        const related = use.related ? { related: [{ path: use.path, span: use.related, message: 'It is given here' }] } : {};
        yield { path: use.path, start: use.start, end: use.end, ...related, ...problemOf(use) };
      }
    }
  },
});
