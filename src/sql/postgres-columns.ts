import type { Span } from '../core/types.ts';
import { isPostgresDdl, unquote } from './ddl.ts';
import type { Statement } from './statement.ts';
import type { Token } from './tokens.ts';

/** A column as a statement in PostgreSQL's dialect declares it, by its tokens; spans are exact. */
export interface PostgresColumn {
  readonly table: string;
  readonly name: string;
  readonly nameSpan: Span;
  readonly typeSpan: Span;
  /** In lower case, white space single, with its size. */
  readonly type: string;
  /** The expression behind DEFAULT, up to the next clause. */
  readonly default?: Span & { readonly text: string };
}

const NO_COLUMN = /^(?:constraint|primary|unique|check|foreign|exclude|like)$/i;
const CLAUSE = /^(?:constraint|default|null|not|primary|unique|check|references|collate|generated|deferrable|initially|using|compression|storage)$/i;

/** The columns of a CREATE TABLE, ALTER TABLE ADD COLUMN or ALTER COLUMN TYPE in PostgreSQL's dialect. */
export function postgresColumns(statement: Statement): readonly PostgresColumn[] {
  const { tokens } = statement;
  const table = tokens.findIndex((token, index) => index < 6 && /^table$/i.test(token.text));
  if (table < 0 || !/^(?:create|alter)$/i.test(tokens[0]?.text ?? '') || !isPostgresDdl(statement)) return [];
  let at = table + 1;
  while (/^(?:if|not|exists|only)$/i.test(tokens[at]?.text ?? '')) at++;
  while (tokens[at + 1]?.text === '.') at += 2;
  const name = unquote(tokens[at]?.text ?? '');
  const groups = /^create$/i.test(tokens[0]!.text) ? createGroups(tokens, at + 1) : alterGroups(tokens, at + 1);
  return groups.flatMap((group) => readColumn(statement.text, name, group) ?? []);
}

/** The elements between the parentheses of CREATE TABLE. */
function createGroups(tokens: readonly Token[], open: number): readonly (readonly Token[])[] {
  if (tokens[open]?.text !== '(') return [];
  return splitAtCommas(tokens, open + 1).filter((group) => !NO_COLUMN.test(group[0]?.text ?? ''));
}

/** `ADD [COLUMN] [IF NOT EXISTS] name type ...` and `ALTER [COLUMN] name [SET DATA] TYPE type`. */
function alterGroups(tokens: readonly Token[], from: number): readonly (readonly Token[])[] {
  return splitAtCommas(tokens, from).flatMap((group) => {
    const isAdd = /^add$/i.test(group[0]?.text ?? '');
    const type = group.findIndex((token, index) => index > 1 && /^type$/i.test(token.text));
    let at = 1;
    while (/^(?:column|if|not|exists)$/i.test(group[at]?.text ?? '')) at++;
    if (isAdd) return NO_COLUMN.test(group[at]?.text ?? '') ? [] : [group.slice(at)];
    return /^alter$/i.test(group[0]?.text ?? '') && type > 0 ? [[group[at]!, ...group.slice(type + 1)]] : [];
  });
}

function splitAtCommas(tokens: readonly Token[], from: number): readonly (readonly Token[])[] {
  const groups: Token[][] = [[]];
  let depth = 0;
  for (let i = from; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.text === ')' && depth === 0) break;
    depth += token.text === '(' ? 1 : token.text === ')' ? -1 : 0;
    if (token.text === ',' && depth === 0) groups.push([]);
    else groups.at(-1)!.push(token);
  }
  return groups.filter((group) => group.length > 0);
}

function readColumn(text: string, table: string, group: readonly Token[]): PostgresColumn | undefined {
  const [name, ...rest] = group;
  const clause = rest.findIndex((token) => CLAUSE.test(token.text));
  const type = clause < 0 ? rest : rest.slice(0, clause);
  if (!name || type.length === 0) return undefined;
  const typeSpan = { start: type[0]!.start, end: type.at(-1)!.end };
  const fallback = rest.findIndex((token) => /^default$/i.test(token.text));
  const expression = fallback < 0 ? [] : upToClause(rest.slice(fallback + 1));
  const span = expression.length > 0 ? { start: expression[0]!.start, end: expression.at(-1)!.end } : undefined;
  return {
    table, name: unquote(name.text), nameSpan: { start: name.start, end: name.end }, typeSpan,
    type: text.slice(typeSpan.start, typeSpan.end).toLowerCase().replace(/\s+/g, ' '),
    ...(span && { default: { ...span, text: text.slice(span.start, span.end) } }),
  };
}

function upToClause(tokens: readonly Token[]): readonly Token[] {
  let depth = 0;
  const end = tokens.findIndex((token, index) => {
    depth += token.text === '(' ? 1 : token.text === ')' ? -1 : 0;
    return depth === 0 && index > 0 && CLAUSE.test(token.text);
  });
  return end < 0 ? tokens : tokens.slice(0, end);
}
