import type { Pieces, Problem, ProposedEdit } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { isInteger, isNumber, typesOf, type Types } from '../sql/infer.ts';
import { ancestorsOf, contextOf, nodesOf, replaceNode, replaceSpan } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { columnNodesOf, isSameName, spanOf, stringValue, textOf, type ColumnNode } from '../sql/tree.ts';
import { access, asJsonb, readPath } from './support/json.ts';

const COMPARISON = /^(?:Equals|NotEquals|Less|LessEquals|Greater|GreaterEquals)$/;
const nameOf = (node: ColumnNode): string => (node.type === 'Id' ? node.name : node.type === 'QualifiedExpr' ? node.column.text : node.name.text).toLowerCase();

/** The columns of the call that the statement uses. */
function usesOf(statement: Statement, call: Ast.TableCallSelectTable, types: Types): readonly ColumnNode[] {
  const name = call.alias?.name.text ?? call.tblName.objName.text;
  return columnNodesOf(statement.tree!).filter((node) => {
    if (node.type === 'QualifiedExpr') return isSameName(node.table.text, name);
    const reference = types.names.resolve(node);
    if (reference?.kind === 'column') return reference.source.node === call;
    const isOnly = /^(?:key|value|atom|type|fullkey|path|id|parent)$/.test(nameOf(node)) && reference === undefined;
    return isOnly && types.names.scopeAt(node).sources.some((source) => source.node === call) && nameOf(node) !== 'id';
  });
}

/** The cast that the place of a value wants: it comes out as a text. */
function castOf(statement: Statement, node: ColumnNode, types: Types): string {
  const { parent, child } = contextOf(statement, node);
  if (parent?.type === 'BinaryExpr') {
    const other = types.of(parent.left === child ? parent.right : parent.left);
    if (COMPARISON.test(parent.op) && isNumber(other.type) && !other.untyped) return isInteger(other.type) ? '::bigint' : '::numeric';
    return /^(?:Add|Subtract|Multiply|Divide)$/.test(parent.op) ? '::numeric' : '';
  }
  const inside = ancestorsOf(statement, node).find((above) => above.type === 'InSelectExpr');
  if (parent?.type !== 'ExprResultColumn' || inside?.type !== 'InSelectExpr') return '';
  const { type } = types.of(inside.lhs);
  return isInteger(type) ? '::bigint' : isNumber(type) ? '::numeric' : '';
}

interface Shape {
  readonly edits: readonly ProposedEdit[];
  readonly condition: string;
}

function rewrite(statement: Statement, call: Ast.TableCallSelectTable, uses: readonly ColumnNode[], types: Types): Shape | undefined {
  const [document, path] = call.args ?? [];
  const steps = path ? readPath(stringValue(path)) : [];
  const names = new Set(uses.map(nameOf));
  if (!document || !steps || [...names].some((name) => name !== 'key' && name !== 'value')) return undefined;
  const isStar = nodesOf(statement, 'StarResultColumn').length > 0 && uses.length === 0;
  if (isStar) return undefined;
  const literal = stringValue(document)?.trim();
  const comparesKey = uses.some((node) => nameOf(node) === 'key' && isComparedWithText(statement, node, types));
  const isObject = literal === undefined || steps.length > 0 ? comparesKey : literal.startsWith('{');
  const alias = call.alias ? textOf(statement.text, call.alias.name) : 'json_each';
  const value = access(asJsonb(document, types.of(document)), steps, false);
  const isKeyed = names.has('key');
  const text: Pieces = isObject ? ['jsonb_each_text(', ...value, `) AS ${alias}(key, value)`]
    : ['jsonb_array_elements_text(', ...value, `)${isKeyed ? ' WITH ORDINALITY' : ''} AS ${alias}(value${isKeyed ? ', key' : ''})`];
  const { start } = spanOf(call.tblName);
  const edits: ProposedEdit[] = [replaceSpan({ start, end: spanOf(call).end }, text)];
  for (const node of uses) {
    const cast = nameOf(node) === 'value' ? castOf(statement, node, types) : '';
    if (cast !== '') edits.push(replaceNode(node, [spanOf(node), cast]));
    if (nameOf(node) === 'key' && !isObject) edits.push(replaceNode(node, ['(', spanOf(node), ' - 1)']));
  }
  return { edits, condition: isObject ? 'the value is a JSON object' : 'the value is a JSON array' };
}

function isComparedWithText(statement: Statement, node: ColumnNode, types: Types): boolean {
  const { parent, child } = contextOf(statement, node);
  return parent?.type === 'BinaryExpr' && types.of(parent.left === child ? parent.right : parent.left).type === 'text';
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const types = typesOf(statement.tree, context.schema);
  for (const call of nodesOf(statement, 'TableCallSelectTable')) {
    const name = call.tblName.objName.text.toLowerCase();
    if (!/^jsonb?_(?:each|tree)$/.test(name)) continue;
    const done = name.endsWith('each') ? rewrite(statement, call, usesOf(statement, call, types), types) : undefined;
    yield {
      start: spanOf(call.tblName).start, end: spanOf(call).end, silent: name === 'json_each',
      message: name.endsWith('tree') ? `${name}() is a function of SQLite that PostgreSQL does not have.` : `${name}() takes objects only on PostgreSQL and has the columns key and value alone; SQLite's takes arrays as well.`,
      help: done ? `Use jsonb_array_elements_text for arrays and jsonb_each_text for objects. The rewrite holds when ${done.condition}; values come out as texts.`
        : name.endsWith('tree') ? 'Search with jsonb_path_exists or jsonb_path_query and the path $.**.' : 'Use jsonb_array_elements_text for arrays and jsonb_each_text for objects.',
      ...(done && { fix: { title: 'Use the functions of PostgreSQL', safety: 'unsafe', edits: done.edits } }),
    };
  }
}

export default defineRule({
  summary: 'json_each() and json_tree()',
  why: `SQLite's \`json_each\` gives the elements of an array or object with eight columns. PostgreSQL's takes objects only (22023 for an array) and has two; \`json_tree\` does not exist.`,
  construct: 'json_each()',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, json_each(): https://sqlite.org/json1.html#jeach', 'PostgreSQL, 9.16 JSON functions and operators: https://www.postgresql.org/docs/current/functions-json.html'],
  wakes: ['TableCallSelectTable'],
  statement,
});
