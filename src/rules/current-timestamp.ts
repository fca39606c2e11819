import type { Problem } from '../core/types.ts';
import { PRINTED } from '../dialects/sqlite-to-postgres/dates.ts';
import { defineRule, type Context } from '../rule.ts';
import { contextOf, nodesOf, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { targetOf } from '../sql/targets.ts';
import { isColumnNode, spanOf, textOf, type Expr } from '../sql/tree.ts';

const KINDS = { CurrentDateLiteral: 'date', CurrentTimeLiteral: 'time', CurrentTimestampLiteral: 'datetime' } as const;
const TYPED: Readonly<Record<string, string>> = {
  timestamptz: 'now()', timestamp: "now() AT TIME ZONE 'UTC'", date: "(now() AT TIME ZONE 'UTC')::date", time: "(now() AT TIME ZONE 'UTC')::time",
};

/** What the literal becomes; undefined where PostgreSQL's own already is what the column takes. */
function replacement(kind: keyof typeof KINDS, type: string | undefined): string | undefined {
  if (type === 'timestamptz' && kind === 'CurrentTimestampLiteral') return undefined;
  if (type !== undefined && TYPED[type] !== undefined) {
    const day = kind === 'CurrentDateLiteral' && type.startsWith('timestamp');
    return day ? `date_trunc('day', ${TYPED['timestamp']})` : TYPED[type];
  }
  return `to_char(now() AT TIME ZONE 'UTC', '${PRINTED[KINDS[kind]]}')`;
}

/** It is stored or compared: the column's type decides, and nothing is said where that is not known. */
function isForColumn(statement: Statement, node: Expr): boolean {
  const { parent } = contextOf(statement, node);
  if (parent?.type === 'ValuesRow' || parent?.type === 'SetAssignment') return true;
  return parent?.type === 'BinaryExpr' && /^(?:Equals|NotEquals|Less|LessEquals|Greater|GreaterEquals)$/.test(parent.op) && [parent.left, parent.right].some(isColumnNode);
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  for (const node of nodesOf(statement, 'CurrentDateLiteral', 'CurrentTimeLiteral', 'CurrentTimestampLiteral')) {
    const target = targetOf(statement, context.schema, node);
    if (!target?.column && isForColumn(statement, node)) continue;
    const text = replacement(node.type, target?.column ? target.type : undefined);
    if (text === undefined) continue;
    const isText = text.startsWith('to_char');
    const written = textOf(statement.text, node);
    yield {
      ...spanOf(node),
      message: `${written} is a UTC text in SQLite; on PostgreSQL it is a typed value in the time zone of the session.`,
      help: isText ? 'Print the present in UTC with to_char, or make the column a timestamptz.' : 'Take the present in UTC, as the column has it.',
      fix: { title: `Write ${written} in UTC`, safety: 'safe', edits: [replaceNode(node, text)] },
    };
  }
}

export default defineRule({
  summary: 'CURRENT_TIMESTAMP, CURRENT_DATE and CURRENT_TIME used as text',
  why: `In SQLite they are texts in UTC: \`2024-01-15 10:20:30\`. In PostgreSQL they are values with a time zone or a date of the session's zone: compared with or stored in a
text column they fail (42883) or give another text, and near midnight another day.`,
  construct: 'CURRENT_TIMESTAMP as text',
  severity: 'critical',
  category: 'changes-result',
  silent: true,
  manual: [
    'SQLite, CREATE TABLE, 3.2 The DEFAULT clause: https://sqlite.org/lang_createtable.html#dfltval',
    'PostgreSQL, 9.9.5 Current date/time: https://www.postgresql.org/docs/current/functions-datetime.html#FUNCTIONS-DATETIME-CURRENT',
  ],
  wakes: ['CurrentDateLiteral', 'CurrentTimeLiteral', 'CurrentTimestampLiteral'],
  statement,
});
