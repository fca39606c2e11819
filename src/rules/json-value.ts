import type { Pieces, Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { typesOf, type Types } from '../sql/infer.ts';
import { contextOf, inPlace, nodesOf, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { functionName, spanOf, stringValue, unwrap, type Expr } from '../sql/tree.ts';
import { conditionsOf } from './support/conditions.ts';
import { access, asDocument, asJsonb, joined, readPath } from './support/json.ts';
import { comparedWithTruth, wantedAt, type JsonValue } from './support/json-places.ts';

function* valuesOf(statement: Statement): Iterable<JsonValue> {
  for (const call of nodesOf(statement, 'FunctionCallExpr')) {
    const [document, path] = call.args ?? [];
    if (/^jsonb?_extract$/.test(functionName(call)!) && document && path && call.args!.length === 2) yield { node: call, document, path, isArrow: false };
  }
  for (const node of nodesOf(statement, 'BinaryExpr')) {
    if (node.op === 'ArrowRightShift') yield { node, document: node.left, path: node.right, isArrow: true };
  }
}

/** The value as a text or, for an order, as JSON; undefined where PostgreSQL reads what stands there. */
function read(value: JsonValue, types: Types, isText: boolean): Pieces | undefined {
  const written = stringValue(value.path);
  const document = asDocument(value.document, types.of(value.document));
  const steps = readPath(written);
  if (steps) return access(document, steps, isText);
  if (!value.isArrow) return [`jsonb_path_query_first(`, ...asJsonb(value.document, types.of(value.document)), ', (', spanOf(value.path), ')::jsonpath)', ...(isText ? [" #>> '{}'"] : [])];
  return document.length === 1 && isText ? undefined : [...document, isText ? ' ->> ' : ' -> ', spanOf(value.path)];
}

function toProblem(statement: Statement, value: JsonValue, types: Types, conditions: ReadonlySet<Expr>): Problem | undefined {
  const { parent, child } = contextOf(statement, value.node);
  const truth = comparedWithTruth(value, parent, child, types);
  const wanted = wantedAt(parent, child, types, conditions.has(value.node));
  const pieces = read(value, types, wanted !== 'json');
  if (!pieces && wanted === 'text') return undefined;
  const text: Pieces = pieces ?? [spanOf(value.node)];
  const cast = wanted === 'numeric' || wanted === 'boolean';
  const whole: Pieces = cast ? ['(', ...text, `)::${wanted}`] : wanted === 'document' ? ['(', ...text, ')'] : inPlace(statement, value.node, text);
  const isSilent = value.isArrow && !cast && types.of(value.document).type !== 'text';
  const isPath = value.isArrow && stringValue(value.path)?.startsWith('$') === true;
  return {
    ...spanOf(value.node), silent: isSilent,
    message: isPath ? '->> takes a path in SQLite and the name of a key on PostgreSQL: it looks for a key named like the path and gives NULL.'
      : value.isArrow ? '->> gives a text on PostgreSQL and wants a json or jsonb; SQLite gives a value of the type that stands in the document.'
        : 'json_extract() is a function of SQLite that PostgreSQL does not have.',
    help: `Use ->, ->> or #>> of a jsonb. The rewrite holds when every value is valid JSON and the value there is ${cast ? `a ${wanted === 'numeric' ? 'number' : 'boolean'}` : 'a text'}.`,
    fix: { title: 'Use the JSON operators', safety: isPath && !cast && isSilent ? 'safe' : 'unsafe', edits: [truth ?? replaceNode(value.node, whole)] },
  };
}

/** A key of a jsonb reads alike, and gives a text where SQLite gives a number or 1 and 0. */
function ofResult(statement: Statement, value: JsonValue): Problem | undefined {
  const { parent } = contextOf(statement, value.node);
  if (parent?.type !== 'ExprResultColumn' && !(parent?.type === 'BinaryExpr' && /^(?:Less|Greater)/.test(parent.op))) return undefined;
  return {
    ...spanOf(value.node), severity: 'warning', confidence: 'review', silent: true, message: '->> gives a text on PostgreSQL; SQLite gives a number, or 1 and 0, where such a value stands in the document.',
    help: 'Cast it to the type that the program reads.',
  };
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const types = typesOf(statement.tree, context.schema);
  const conditions = new Set(conditionsOf(statement).map(unwrap));
  for (const value of valuesOf(statement)) {
    const problem = toProblem(statement, value, types, conditions) ?? ofResult(statement, value);
    if (problem) yield problem;
  }
  for (const node of nodesOf(statement, 'BinaryExpr')) if (node.op === 'ArrowRight') yield* arrow(statement, node, types);
  for (const call of nodesOf(statement, 'FunctionCallExpr')) {
    const [document, ...paths] = call.args ?? [];
    if (!/^jsonb?_extract$/.test(functionName(call)!) || paths.length < 2 || !document) continue;
    const steps = paths.map((path) => readPath(stringValue(path)));
    const parts = steps.every((one) => one !== undefined) ? steps.map((one) => access(asDocument(document, types.of(document)), one, false)) : undefined;
    yield {
      ...spanOf(call), message: 'json_extract() is a function of SQLite that PostgreSQL does not have.', help: 'Build the array with jsonb_build_array.',
      ...(parts && { fix: { title: 'Use jsonb_build_array', safety: 'unsafe', edits: [replaceNode(call, ['jsonb_build_array(', ...joined(parts), ')'])] } }),
    };
  }
}

/** `->` gives JSON on both; SQLite reads a path and a text there. */
function* arrow(statement: Statement, node: Ast.BinaryExpr, types: Types): Iterable<Problem> {
  const type = types.of(node.left);
  const steps = readPath(stringValue(node.right));
  const document = asDocument(node.left, type);
  if (!steps && document.length === 1) return;
  const pieces: Pieces = steps ? access(document, steps, false) : [...document, ' -> ', spanOf(node.right)];
  yield {
    ...spanOf(node), silent: steps !== undefined && document.length === 1,
    message: steps ? '-> takes a path in SQLite and the name of a key on PostgreSQL: it looks for a key named like the path and gives NULL.' : '-> wants a json or jsonb on PostgreSQL (42883).',
    help: 'Use -> with a key, or #> with a list of keys, of a jsonb.',
    fix: { title: 'Use the JSON operators', safety: document.length === 1 ? 'safe' : 'unsafe', edits: [replaceNode(node, inPlace(statement, node, pieces))] },
  };
}

export default defineRule({
  summary: 'json_extract(), and -> and ->> with paths',
  why: `SQLite reads \`json_extract(doc, '$.a')\` and \`doc ->> '$.a'\` with paths, from a text, and gives a value of the JSON's own type. PostgreSQL's \`->>\` takes a key, not a path
(\`doc ->> '$.a'\` is NULL, without an error), wants json or jsonb, and always gives a text.`,
  construct: 'json_extract() and JSON paths',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, JSON functions: https://sqlite.org/json1.html', 'PostgreSQL, 9.16 JSON functions and operators: https://www.postgresql.org/docs/current/functions-json.html'],
  wakes: ['json_extract()', 'jsonb_extract()', 'PTR'],
  statement,
});
