import { defineRule } from '../rule.ts';
import { nodesOf } from '../sql/rewrite.ts';
import { spanOf, tokenIndexAt } from '../sql/tree.ts';

export default defineRule({
  summary: 'A sub-query in FROM without a name',
  why: 'PostgreSQL 15 and older refuse it: subquery in FROM must have an alias (42601). A name changes nothing on SQLite or on later versions.',
  construct: 'sub-query in FROM without alias',
  severity: 'warning',
  category: 'breaks',
  manual: ['PostgreSQL 15, SELECT, FROM clause: https://www.postgresql.org/docs/15/sql-select.html#SQL-FROM'],
  wakes: ['SelectSelectTable'],
  *statement(statement) {
    const { tokens, text } = statement;
    let number = 0;
    for (const node of nodesOf(statement, 'SelectSelectTable')) {
      if (node.alias) continue;
      const last = tokens[tokenIndexAt(tokens, spanOf(node.select).end)];
      if (last?.kind !== 'RP') continue;
      do number += 1; while (new RegExp(`\\bsubquery${number}\\b`, 'i').test(text));
      const name = `subquery${number}`;
      yield {
        start: last.start, end: last.end,
        message: 'The sub-query in FROM has no name: PostgreSQL 15 and older raise 42601.',
        help: `Name it, for example \`AS ${name}\`.`,
        fix: { title: 'Name the sub-query', safety: 'safe', portable: true, edits: [{ start: last.end, end: last.end, text: ` AS ${name}` }] },
      };
    }
  },
});
