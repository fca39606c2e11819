import type { Setting } from '../../core/types.ts';
import { keyName, nameOf, nodeAt, nodesAt, unwrap, type Node } from './node.ts';
import type { Tree } from './tree.ts';
import { literalText } from './types.ts';

const ENV_KEY = /^[A-Z][A-Z0-9_]{2,}$/;

/**
 * Settings that a schema over the environment declares: zod, valibot, Joi and TypeBox objects with keys of environment variables, `cleanEnv` of
 * envalid, `createEnv` of t3-env, objects of convict. Only the outermost call of a schema gives them.
 */
export function schemaSettings(tree: Tree, node: Node): readonly Setting[] {
  const callee = nodeAt(node, 'callee');
  if (!callee || callee.end - callee.start > 80) return [];
  const name = callee.type === 'MemberExpression' ? keyName(callee) : nameOf(callee);
  const given = nodesAt(node, 'arguments');
  switch (name) {
    case 'object':
    case 'strictObject':
    case 'looseObject':
    case 'Object':
    case 'keys':
      return environmentKeys(tree, given[0]);
    case 'cleanEnv':
    case 'parseEnv':
      return environmentKeys(tree, given[1]);
    case 'createEnv':
      return nodesAt(given[0] ?? node, 'properties').filter((property) => /^(?:server|client|shared)$/.test(keyName(property) ?? '')).flatMap((property) => environmentKeys(tree, nodeAt(property, 'value')));
    case 'convict':
      return given[0] ? convictKeys(tree, given[0], '') : [];
    default:
      return [];
  }
}

function environmentKeys(tree: Tree, node: Node | undefined): readonly Setting[] {
  const object = node && unwrap(node);
  if (object?.type !== 'ObjectExpression') return [];
  return nodesAt(object, 'properties').flatMap((property) => {
    const key = property.type === 'Property' ? keyName(property) : undefined;
    const value = nodeAt(property, 'value');
    if (key === undefined || !value || !ENV_KEY.test(key)) return [];
    const fallback = defaultIn(value);
    return [{ path: tree.path, key, kind: 'schema', start: property.start, end: property.end, ...(fallback !== undefined && { value: fallback }) } as const];
  });
}

/** The literal of `.default(...)` in a chain, of `{ default: ... }`, or of the second argument of `v.optional(schema, ...)`. */
function defaultIn(node: Node): string | undefined {
  let at: Node | undefined = unwrap(node);
  while (at?.type === 'CallExpression') {
    const callee: Node | undefined = nodeAt(at, 'callee');
    const given: readonly Node[] = nodesAt(at, 'arguments');
    const name = callee?.type === 'MemberExpression' ? keyName(callee) : callee && nameOf(callee);
    if (name !== undefined && /^(?:default|catch|fallback|prefault)$/.test(name)) return literal(given.at(-1));
    if (name !== undefined && /^(?:optional|nullish)$/.test(name) && given.length > 1) return literal(given[1]);
    const option = nodesAt(given[0] ?? at, 'properties').find((property) => /^(?:default|devDefault)$/.test(keyName(property) ?? ''));
    if (option) return literal(nodeAt(option, 'value'));
    at = callee?.type === 'MemberExpression' ? unwrap(nodeAt(callee, 'object') ?? callee) : undefined;
  }
  return undefined;
}

const literal = (node: Node | undefined): string | undefined => {
  const inner = node && unwrap(node);
  return inner && (literalText(inner) ?? (inner.type === 'Literal' ? String(inner['value']) : undefined));
};

/** `{ db: { poolSize: { format, default, env } } }`: the leaves are the objects with a `default` or `format`. */
function convictKeys(tree: Tree, object: Node, prefix: string): readonly Setting[] {
  return nodesAt(object, 'properties').flatMap((property): readonly Setting[] => {
    const name = property.type === 'Property' ? keyName(property) : undefined;
    const value = nodeAt(property, 'value');
    const inner = value && unwrap(value);
    if (name === undefined || inner?.type !== 'ObjectExpression') return [];
    const own = nodesAt(inner, 'properties');
    const option = (key: string): Node | undefined => own.find((entry) => keyName(entry) === key);
    if (!option('default') && !option('format')) return convictKeys(tree, inner, `${prefix}${name}.`);
    const fallback = literal(nodeAt(option('default') ?? inner, 'value'));
    const key = prefix + name;
    const setting: Setting = { path: tree.path, key, kind: 'schema', start: property.start, end: property.end, ...(fallback !== undefined && { value: fallback }) };
    const environment = literal(nodeAt(option('env') ?? inner, 'value'));
    return environment === undefined ? [setting] : [setting, { ...setting, key: environment }];
  });
}
