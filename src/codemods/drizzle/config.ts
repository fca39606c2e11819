import { Node, SyntaxKind, type SourceFile } from 'ts-morph';
import type { CodemodContext } from '../codemod.ts';
import { pathOf, type Draft } from '../draft.ts';

/** https://orm.drizzle.team/docs/drizzle-config-file */
const OLD_DIALECT = /^(?:sqlite|turso|libsql)$/;
const OLD_DRIVERS = /^(?:better-sqlite|libsql|turso|d1|expo|durable-sqlite)/;

/** Rewrites drizzle-kit's configuration: dialect, driver and credentials. */
export function convertConfig(context: CodemodContext, draft: Draft, files: readonly SourceFile[]): void {
  for (const file of files) {
    if (!/(?:^|\/)drizzle[\w.-]*\.config\.[cm]?[jt]s$/.test(pathOf(context, file))) continue;
    for (const property of file.getDescendantsOfKind(SyntaxKind.PropertyAssignment)) {
      const value = property.getInitializer();
      const literal = value && (Node.isAsExpression(value) ? value.getExpression() : value);
      const text = literal && Node.isStringLiteral(literal) ? literal.getLiteralText() : '';
      const quote = literal?.getText()[0] ?? "'";
      if (literal && property.getName() === 'dialect' && OLD_DIALECT.test(text)) draft.replace(literal, `${quote}postgresql${quote}`);
      if (property.getName() === 'driver' && OLD_DRIVERS.test(text)) removeProperty(draft, property);
      if (property.getName() === 'dbCredentials' && literal) draft.replace(literal, credentials(literal));
    }
  }
}

function removeProperty(draft: Draft, property: Node): void {
  const text = property.getSourceFile().getFullText();
  const after = /^\s*,?[ \t]*(?:\r?\n[ \t]*)?/.exec(text.slice(property.getEnd()))![0].length;
  draft.splice(property.getSourceFile(), { start: property.getStart(), end: property.getEnd() + after }, '');
}

/** The credentials of PostgreSQL: a URL; what already is one stays. */
function credentials(value: Node): string {
  const url = Node.isObjectLiteralExpression(value) ? value.getProperty('url') : undefined;
  const given = url && Node.isPropertyAssignment(url) ? (url.getInitializer()?.getText() ?? '') : '';
  const text = /\bDATABASE_URL\b/.test(given) && !/file:|\.db\b/.test(given) ? given : 'process.env.DATABASE_URL!';
  const isLong = value.getText().includes('\n');
  if (!isLong) return `{ url: ${text} }`;
  return value.getText().replace(/^\{(\s*)[\s\S]*?(,?\s*)\}$/, (_, open: string, close: string) => `{${open}url: ${text}${close}}`);
}
