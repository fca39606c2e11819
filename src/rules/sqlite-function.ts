import type { Pieces, Problem } from '../core/types.ts';
import { FUNCTIONS, OF_EXTENSIONS, WITHOUT_COUNTERPART, type ArgumentFact, type FunctionRow } from '../dialects/sqlite-to-postgres/functions.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { typesOf, type Types } from '../sql/infer.ts';
import { nodesOf, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { functionName, integerValue, spanOf, stringValue, type Expr } from '../sql/tree.ts';
import { fillTemplate } from './support/template.ts';

type Advice = Pick<FunctionRow, 'message' | 'help' | 'severity' | 'silent' | 'template' | 'safety' | 'condition' | 'portable'>;

const byName = new Map<string, FunctionRow[]>();
for (const row of FUNCTIONS) for (const name of row.names) byName.set(name, [...(byName.get(name) ?? []), row]);

const isLetterZero = (expr: Expr): boolean => expr.type === 'FunctionCallExpr' && functionName(expr) === 'char' && expr.args?.length === 1 && integerValue(expr.args[0]!) === 0;

function factOf(expr: Expr, types: Types): ArgumentFact {
  const { type, untyped } = types.of(expr);
  const integer = integerValue(expr);
  const text = isLetterZero(expr) ? '\0' : stringValue(expr);
  return { type, untyped: untyped === true, isString: text !== undefined, ...(integer !== undefined && { integer }), ...(text !== undefined && { text }) };
}

const chooseRow = (name: string, args: readonly Expr[], types: Types): FunctionRow | undefined =>
  byName.get(name)?.find((row) => (row.count === undefined || row.count === args.length) && (!row.when || row.when(args.map((arg) => factOf(arg, types)))));

/** The tail FILTER and OVER of an aggregate goes with the innermost call: `coalesce(sum(x) OVER (...), 0)`. */
function withTail(pieces: Pieces, call: Ast.FunctionCallExpr): Pieces | undefined {
  if (!call.filterOver) return pieces;
  const at = pieces.findIndex((piece) => typeof piece === 'string' && piece.startsWith('), 0)'));
  if (at < 0 && pieces.length === 1 && pieces[0] === 'count(*)') return [...pieces, ' ', spanOf(call.filterOver)];
  if (at < 0) return undefined;
  return [...pieces.slice(0, at), ') ', spanOf(call.filterOver), (pieces[at] as string).slice(1), ...pieces.slice(at + 1)];
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const types = typesOf(statement.tree, context.schema);
  for (const call of nodesOf(statement, 'FunctionCallExpr')) {
    const name = functionName(call)!;
    const args = call.args ?? [];
    const advice = Object.hasOwn(WITHOUT_COUNTERPART, name) ? WITHOUT_COUNTERPART[name] : undefined;
    if (advice !== undefined) yield { ...spanOf(call), message: `${name}() is a function of SQLite that PostgreSQL does not have.`, help: advice, severity: 'warning' };
    const row = advice === undefined ? chooseRow(name, args, types) : undefined;
    if (row) yield toProblem(call, row, args, types);
    const added = OF_EXTENSIONS[`${name}/${args.length}`];
    if (!row && added) yield toProblem(call, { ...added, message: `${name}(${args.length === 1 ? 'x' : 'x, y'}) has another form on PostgreSQL.`, severity: 'critical', safety: added.condition ? 'unsafe' : 'safe' }, args, types);
  }
}

function toProblem(call: Ast.FunctionCallExpr, row: Advice, args: readonly Expr[], types: Types): Problem {
  const name = functionName(call)!;
  const isWhole = (call.distinctness === undefined || name === 'total') && call.orderBy === undefined;
  const template = row.template?.replace('$0', name).replace('sum($1', call.distinctness === 'Distinct' ? 'sum(DISTINCT $1' : 'sum($1');
  const pieces = template !== undefined && isWhole ? withTail(fillTemplate(template, args, types.of), call) : undefined;
  const title = `Rewrite ${functionName(call)!}()`;
  return {
    ...spanOf(call), message: row.message, severity: row.severity, silent: row.silent ?? false,
    help: row.condition === undefined ? row.help : `${row.help} The rewrite holds when ${row.condition}.`,
    ...(pieces && row.safety && { fix: { title, safety: row.safety, portable: row.portable ?? false, edits: [replaceNode(call, pieces)] } }),
  };
}

export default defineRule({
  summary: 'functions that only SQLite has, or that answer otherwise on PostgreSQL',
  why: `Many of SQLite's functions do not exist on PostgreSQL (\`ifnull\`, \`instr\`, \`hex\`, \`total\`: error 42883). A few exist and answer something else: \`substr(x, -2)\` takes the last
two characters in SQLite and the whole text on PostgreSQL, \`round(2.5)\` of a double precision is 3 in SQLite and 2 on PostgreSQL.`,
  construct: 'functions of SQLite',
  severity: 'critical',
  category: 'breaks',
  manual: [
    'SQLite, Built-in scalar functions: https://sqlite.org/lang_corefunc.html',
    'PostgreSQL, 9. Functions and operators: https://www.postgresql.org/docs/current/functions.html',
  ],
  wakes: ['FunctionCallExpr'],
  statement,
});
