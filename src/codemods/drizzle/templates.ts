import { Node, SyntaxKind } from 'ts-morph';
import { beginsLikeSql } from '../../hosts/typescript/looks-like-sql.ts';
import type { QueryWorld } from './queries.ts';

/** Functions of SQLite that PostgreSQL has under another name, with the same arguments in the same order. */
const RENAMED: Readonly<Record<string, string>> = { instr: 'strpos', ifnull: 'coalesce' };

/** What PostgreSQL does not have at all, or has in another form. */
const OF_SQLITE = new RegExp([
  String.raw`\b(?:json_(?:extract|each|tree|valid|type|group_array|group_object|set|insert|replace|remove|patch|quote)|strftime|datetime|julianday|unixepoch|group_concat|iif|printf|last_insert_rowid|total)\s*\(`,
  String.raw`\bglob\b`,
].join('|'), 'gi');

const QUOTED = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--.*/g;

/**
 * Functions in a template that is a part of a query, sql`instr(${t.url}, '/')`: no rule reads such a part, because it is no statement. What has only another
 * name gets that, the rest is named for review.
 */
export function convertTemplate({ draft }: QueryWorld, tag: Node): void {
  const tagged = tag.getParentIfKind(SyntaxKind.TaggedTemplateExpression);
  const template = tagged?.getTag() === tag ? tagged.getTemplate() : undefined;
  if (!template || beginsLikeSql(template.getText().slice(1))) return;
  const parts = Node.isTemplateExpression(template) ? [template.getHead(), ...template.getTemplateSpans().map((span) => span.getLiteral())] : [template];
  for (const part of parts) {
    const text = part.getText().replace(QUOTED, (quoted) => ' '.repeat(quoted.length));
    for (const match of text.matchAll(/\b(\w+)(?=\s*\()/g)) {
      const name = RENAMED[match[1]!.toLowerCase()];
      const start = part.getStart() + match.index;
      const isUpper = match[0] === match[0].toUpperCase();
      if (name !== undefined) draft.splice(part.getSourceFile(), { start, end: start + match[0].length }, isUpper ? name.toUpperCase() : name);
    }
    for (const [found] of text.matchAll(OF_SQLITE)) {
      draft.review(part, `\`${found.replace(/\s*\($/, '').toLowerCase()}\` in this part of a query is SQLite's: write what PostgreSQL has for it.`);
    }
  }
}
