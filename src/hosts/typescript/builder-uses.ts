import type { BuilderUse, Span } from '../../core/types.ts';
import { functionsAround } from './functions.ts';
import { isWrapper, keyName, nameOf, nodeAt, nodesAt, unwrap, type Node } from './node.ts';
import type { Tree, Variable } from './tree.ts';
import { walk } from './walk.ts';

/** Uses of query builders that only SQLite takes: what they order and group by, and what an INSERT gives. */
export function readBuilderUses(tree: Tree, text: string): readonly BuilderUse[] {
  return [
    ...(text.includes('createQueryBuilder(') ? typeormOrders(tree) : []),
    ...(text.includes('.groupBy(') ? groupedParameters(tree) : []),
    ...(/knex/i.test(text) && text.includes('.insert(') ? insertedIds(tree) : []),
  ];
}

/** The calls of methods of the given names, in source order. */
function callsOf(tree: Tree, names: RegExp): readonly { readonly name: string; readonly call: Node; readonly arguments: readonly Node[] }[] {
  const found: { name: string; call: Node; arguments: readonly Node[] }[] = [];
  walk(tree.program as never, (visited) => {
    const call = visited as unknown as Node;
    const callee = call.type === 'CallExpression' ? nodeAt(call, 'callee') : undefined;
    const name = callee?.type === 'MemberExpression' ? keyName(callee) : undefined;
    if (name !== undefined && names.test(name)) found.push({ name, call, arguments: nodesAt(call, 'arguments') });
  });
  return found;
}

/**
 * `orderBy` and its like of TypeORM's builder by an alias with capitals, which it puts in quotes where it is given only, and `orderBy` by an expression in a
 * query that selects DISTINCT: one that says so, or a page of joined rows. An expression that names a column of an alias TypeORM refuses itself in such a page.
 */
function typeormOrders(tree: Tree): readonly BuilderUse[] {
  const aliases = callsOf(tree, /^(?:add)?[sS]elect$/).flatMap(({ arguments: [, alias] }) =>
    (alias && typeof alias['value'] === 'string' && /[A-Z]/.test(alias['value']) ? [{ name: alias['value'], start: alias.start, end: alias.end }] : []));
  const distinct = callsOf(tree, /^distinct$/).filter(({ arguments: [is] }) => is?.['value'] !== false).map(({ call }) => call);
  const joined = callsOf(tree, /^(?:left|inner)Join(?:AndSelect|AndMapOne|AndMapMany)?$/).map(({ call }) => call);
  const paged = callsOf(tree, /^(?:take|skip)$/).map(({ call }) => call);
  return callsOf(tree, /^(?:orderBy|addOrderBy|groupBy|addGroupBy|having)$/).flatMap(({ name, call, arguments: [first] }): readonly BuilderUse[] => {
    if (!first) return [];
    const around = functionsAround(tree, call);
    const isBeside = (other: Span): boolean => around.some((outer) => outer.start <= other.start && other.end <= outer.end);
    const own = aliases.find((one) => one.name === first['value'] && isBeside(one));
    const place = { start: first.start, end: first.end, path: tree.path };
    if (own) return [{ ...place, kind: /rderBy$/.test(name) ? 'ordered' : 'alias', text: own.name, related: { start: own.start, end: own.end } }];
    const written = tree.text(first);
    if (!/^(?:orderBy|addOrderBy)$/.test(name) || !/^['"`]\s*(?:case\b|\w+\s*\()/i.test(written)) return [];
    const isDistinct = distinct.some(isBeside) || (!/\w\.\w/.test(written) && joined.some(isBeside) && paged.some(isBeside));
    return isDistinct ? [{ ...place, kind: 'expression', text: written.slice(1, 40).split('\n')[0]!.trim() }] : [];
  });
}

/** A `sql` template of Drizzle with a parameter in it that is both selected and grouped by: each place numbers its own. */
function groupedParameters(tree: Tree): readonly BuilderUse[] {
  const selected = callsOf(tree, /^select(?:Distinct)?$/).map(({ call }) => argumentSpan(call));
  return callsOf(tree, /^groupBy$/).flatMap(({ arguments: given }) => given.flatMap((argument): readonly BuilderUse[] => {
    const variable = argument.type === 'Identifier' ? tree.variableOf(argument) : undefined;
    const parameter = variable && boundParameter(tree, variable);
    const isSelected = variable?.references.some(({ node }) => selected.some((span) => span.start <= node.start && node.end <= span.end));
    return parameter && isSelected
      ? [{ start: argument.start, end: argument.end, path: tree.path, kind: 'parameter', text: tree.text(parameter), related: { start: parameter.start, end: parameter.end } }] : [];
  }));
}

/** `const [id] = await knex('t').insert(row)`, `(await knex('t').insert(row))[0]`: https://knexjs.org/guide/query-builder.html#insert */
function insertedIds(tree: Tree): readonly BuilderUse[] {
  return callsOf(tree, /^insert$/).flatMap(({ call, arguments: [, returning] }): readonly BuilderUse[] => {
    const root = returning ? undefined : calledAtRoot(call);
    const awaited = root && awaitedChain(tree, call);
    const read = awaited && elementRead(tree, awaited);
    return read ? [{ start: read.start, end: read.end, path: tree.path, kind: 'inserted', text: tree.text(root).slice(0, 40) }] : [];
  });
}

/** `knex('t')`: the call with a table's name at the root of a chain. */
function calledAtRoot(call: Node): Node | undefined {
  for (let at: Node | undefined = nodeAt(nodeAt(call, 'callee') ?? call, 'object'); at; at = nodeAt(nodeAt(at, 'callee') ?? at, 'object')) {
    const callee = at.type === 'CallExpression' ? nodeAt(at, 'callee') : undefined;
    const name = callee && (callee.type === 'MemberExpression' ? keyName(callee) : nameOf(callee));
    if (at.type === 'CallExpression' && name !== undefined && /^(?:knex|trx|db|transaction)$/i.test(name) && typeof nodesAt(at, 'arguments')[0]?.['value'] === 'string') return at;
  }
  return undefined;
}

/** The `await` around a chain that never says `returning`. */
function awaitedChain(tree: Tree, call: Node): Node | undefined {
  let at = call;
  for (let outer = tree.parentOf(at); outer; at = outer, outer = tree.parentOf(at)) {
    if (outer.type === 'AwaitExpression') return outer;
    if (outer.type === 'MemberExpression' && nodeAt(outer, 'object') === at && keyName(outer) !== 'returning') continue;
    if (outer.type !== 'CallExpression' || nodeAt(outer, 'callee') !== at) return undefined;
  }
  return undefined;
}

/** Where the first element of an awaited value is read. */
function elementRead(tree: Tree, awaited: Node): Node | undefined {
  const parent = tree.parentOf(awaited);
  const wrapped = parent && isWrapper(parent) ? tree.parentOf(parent) : parent;
  if (wrapped?.type === 'MemberExpression') return wrapped['computed'] === true ? wrapped : undefined;
  const target = wrapped?.type === 'VariableDeclarator' ? nodeAt(wrapped, 'id') : undefined;
  return target?.type === 'ArrayPattern' && nodesAt(target, 'elements').length > 0 ? target : undefined;
}

const argumentSpan = (call: Node): { readonly start: number; readonly end: number } => {
  const given = nodesAt(call, 'arguments');
  return { start: given[0]?.start ?? call.end, end: given.at(-1)?.end ?? call.end };
};

/** An interpolation of a `sql` template that is sent as a parameter: a number, or a name that is no table, column or SQL. */
function boundParameter(tree: Tree, { init }: Variable): Node | undefined {
  const template = init && unwrap(init);
  if (template?.type !== 'TaggedTemplateExpression' || nameOf(nodeAt(template, 'tag') ?? template) !== 'sql') return undefined;
  return nodesAt(nodeAt(template, 'quasi') ?? template, 'expressions').find((expression) => {
    const variable = expression.type === 'Identifier' ? tree.variableOf(expression) : undefined;
    const value = variable?.init && unwrap(variable.init);
    return typeof expression['value'] === 'number' || value?.type === 'BinaryExpression' || typeof value?.['value'] === 'number'
      || (variable?.kind === 'param' && /ms$|minutes|seconds|interval|size|count|limit/i.test(variable.name));
  });
}
