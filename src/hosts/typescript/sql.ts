import type { Fragment } from '../../core/types.ts';
import { nodeAt, unwrap, type Node } from './node.ts';
import { createSqlReader } from './sql-text.ts';
import type { Tree } from './tree.ts';

/** The SQL that an expression is. */
export interface SqlAt {
  /** All texts that it may be. */
  readonly fragments?: readonly Fragment[];
  /** It begins as SQL does. */
  readonly isSql?: boolean;
  /** Why it cannot be read, where it is computed. */
  readonly unread?: string;
}

export interface SqlOfFile {
  /** The SQL of an argument or a tagged template. */
  readonly at: (node: Node) => SqlAt;
  /** The SQL of a literal or an expression that puts one together, where it begins as SQL does. */
  readonly sqlOf: (node: Node) => Fragment | undefined;
  /** All SQL of the file, each piece once. */
  readonly fragments: () => readonly Fragment[];
  readonly wantsPostgres: () => boolean;
}

const NOTHING: SqlAt = {};

/** Words of which one stands in every statement: without them a literal is not looked at. */
const WORD = /\b(?:select|insert|replace|update|delete|with|create|alter|drop|pragma|begin|commit|rollback|end|savepoint|release|vacuum|analyze|reindex|attach|detach|values|explain|truncate|set|show|listen|unlisten|notify|copy|grant|revoke|comment|lock|do|call|declare|fetch|close|execute|discard|refresh)\b/i;

const LITERAL = new Set(['Literal', 'TemplateLiteral', 'BinaryExpression', 'TaggedTemplateExpression']);
const COMPUTED = new Set(['Identifier', 'MemberExpression', 'CallExpression', 'ConditionalExpression', 'LogicalExpression', 'AssignmentExpression', 'AwaitExpression', 'ArrayExpression']);

/** Finds the SQL of one file; an expression is read when first asked for. */
export function createSql(tree: Tree, text: string): SqlOfFile {
  const reader = createSqlReader({ path: tree.path, text, scopes: tree.scopes });
  const memo = new Map<Node, SqlAt>();
  const taken = new Set<Fragment>();
  const at = (node: Node): SqlAt => {
    const inner = unwrap(node);
    const known = memo.get(inner);
    if (known) return known;
    const isWanted = LITERAL.has(inner.type) ? WORD.test(tree.text(inner)) || isJoined(inner) : COMPUTED.has(inner.type);
    const found = isWanted ? read(inner) : NOTHING;
    memo.set(inner, found);
    return found;
  };
  const read = (node: Node): SqlAt => {
    const value = reader.read(node);
    if ('missing' in value) return value.missing === 'reason' ? { unread: value.reason } : NOTHING;
    if (!value.isSql && !WORD.test(value.text)) return NOTHING;
    if (value.isSql) for (const fragment of value.variants) taken.add(fragment);
    return { fragments: value.variants, isSql: value.isSql };
  };
  return {
    at,
    sqlOf: (node) => {
      if (!LITERAL.has(node.type)) return undefined;
      const { fragments, isSql } = at(node);
      return isSql ? fragments?.[0] : undefined;
    },
    fragments: () => [...taken, ...reader.unclaimed(taken)].sort((a, b) => startOf(a) - startOf(b)),
    wantsPostgres: () => reader.wantsPostgres(),
  };
}

/** `HEAD + tail`: its operands are names. */
const isJoined = (node: Node): boolean => node.type === 'BinaryExpression' && node['operator'] === '+' && nodeAt(node, 'left')?.type === 'Identifier';

/** Where a fragment begins in its own file. */
export const startOf = (fragment: Fragment): number => fragment.map[0]?.from ?? 0;
