import type { Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { writeName } from '../sql/names.ts';
import { nodesOf } from '../sql/rewrite.ts';
import type { Schema } from '../sql/schema.ts';
import { namesOf } from '../sql/scope.ts';
import type { Source } from '../sql/sources.ts';
import type { Statement } from '../sql/statement.ts';
import { isSameName, JOIN, spanOf, tokenBefore } from '../sql/tree.ts';

/** A column of a join's result: the name alone where USING merged it. */
interface Output {
  readonly name: string;
  readonly source?: Source;
}

interface Join {
  readonly source: Source;
  /** The names of USING; `natural` for all common ones. */
  readonly using: readonly string[] | 'natural';
}

const has = (columns: readonly Output[] | readonly string[], name: string): boolean =>
  columns.some((one) => isSameName(typeof one === 'string' ? one : one.name, name));

function joinsOf(query: Ast.SelectFrom, sources: readonly Source[]): readonly Join[] | undefined {
  const joins = query.from?.joins ?? [];
  if (sources.length !== joins.length + 1) return undefined;
  return joins.map((join, index) => {
    const isNatural = join.operator.type === 'TypedJoinJoinOperator' && ((join.operator.joinType ?? 0) & JOIN.NATURAL) !== 0;
    const using = join.constraint?.type === 'UsingJoinConstraint' ? join.constraint.columns.map((name) => name.text) : [];
    return { source: sources[index + 1]!, using: isNatural ? 'natural' : using };
  });
}

/** The columns that a star gives: SQLite leaves merged ones at their place in the left table, PostgreSQL puts them first (manual, 7.2.1.1). */
function outputs(first: Source, joins: readonly Join[], engine: 'sqlite' | 'postgres'): readonly Output[] {
  let left: readonly Output[] = first.columns!.map((name) => ({ name, source: first }));
  for (const { source, using } of joins) {
    const own = source.columns!.map((name): Output => ({ name, source }));
    const merged = using === 'natural' ? left.map((one) => one.name).filter((name) => has(own, name)) : using;
    const rest = own.filter((one) => !has(merged, one.name));
    left = engine === 'sqlite' ? [...left.map((one) => (has(merged, one.name) ? { name: one.name } : one)), ...rest]
      : [...merged.map((name) => ({ name })), ...left.filter((one) => !has(merged, one.name)), ...rest];
  }
  return left;
}

function judge(statement: Statement, query: Ast.SelectFrom, schema: Schema): Problem | undefined {
  const star = query.columns.find((column) => column.type === 'StarResultColumn');
  const sources = namesOf(statement.tree!, schema).sourcesOf(query);
  const joins = star && joinsOf(query, sources);
  if (!joins?.some((join) => join.using.length > 0)) return undefined;
  const token = tokenBefore(statement.tokens, spanOf(star!).end);
  if (token?.kind !== 'STAR') return undefined;
  const problem: Problem = {
    start: token.start, end: token.end,
    message: 'The star over NATURAL JOIN or JOIN USING gives its columns in another order: PostgreSQL puts the common ones first, SQLite leaves them in their table.',
    help: 'List the columns, in particular where the rows are read by position or inserted elsewhere.',
  };
  if (!sources.every((source) => source.columns)) return { ...problem, severity: 'info', confidence: 'review' };
  const wanted = outputs(sources[0]!, joins, 'sqlite');
  const given = outputs(sources[0]!, joins, 'postgres');
  if (wanted.every((one, index) => isSameName(one.name, given[index]?.name ?? '') && one.source === given[index]?.source)) return undefined;
  const write = ({ name, source }: Output): string => {
    const written = writeName(name, source?.table?.column(name)?.isQuoted);
    return source ? `${writeName(source.name, source.table?.isQuoted)}.${written}` : written;
  };
  return { ...problem, fix: { title: 'List the columns', safety: 'safe', portable: true, edits: [{ start: token.start, end: token.end, text: wanted.map(write).join(', ') }] } };
}

export default defineRule({
  summary: 'SELECT * over NATURAL JOIN or JOIN USING',
  why: 'Both engines give a common column once, at different places: PostgreSQL first, SQLite where the left table has it. Rows that are read by position, and INSERT ... SELECT *, '
    + 'get other values without an error.',
  construct: 'SELECT * over JOIN USING',
  severity: 'warning',
  category: 'changes-result',
  silent: true,
  manual: ['PostgreSQL, Joined tables: https://www.postgresql.org/docs/current/queries-table-expressions.html#QUERIES-JOIN', 'SQLite, SELECT: https://sqlite.org/lang_select.html'],
  wakes: ['JOIN_KW', 'USING'],
  *statement(statement, { schema }) {
    if (!/\b(?:natural|using)\b/i.test(statement.text)) return;
    for (const query of nodesOf(statement, 'SelectFrom')) {
      const problem = judge(statement, query, schema);
      if (problem) yield problem;
    }
  },
});
