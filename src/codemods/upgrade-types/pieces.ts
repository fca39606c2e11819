import { ts } from 'ts-morph';
import type { Fragment } from '../../core/types.ts';
import type { Project } from '../../rule.ts';
import type { Columns, DeclaredColumn } from './columns.ts';

/** Texts that hold a piece of SQL of which no statement is known: what they name is used in a way that nobody sees. */
export function notePieces({ statements, whyStays }: Project, { columns }: Columns, scripts: ReadonlyMap<string, ts.SourceFile>): readonly DeclaredColumn[] {
  const read = readSpans(statements.map(({ fragment }) => fragment));
  const pieces: { readonly path: string; readonly start: number; readonly end: number; readonly text: string }[] = [];
  for (const [path, file] of scripts) {
    const known = read.get(path) ?? [];
    const visit = (node: ts.Node): void => {
      if (isText(node)) {
        const span = { start: node.getStart(), end: node.end };
        const isRead = known.some((one) => one.start < span.end && span.start < one.end);
        if (!isRead && whyStays(path, span.start) === undefined) pieces.push({ path, ...span, text: node.text });
      }
      // Nothing that is converted sends tagged templates.
      if (!ts.isTaggedTemplateExpression(node)) ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return columns.map((column) => {
    const isUsed = usePattern(column.name);
    const message = 'This is a piece of SQL that is put together when the program runs.';
    const unread = pieces.filter(({ text }) => isUsed.test(text)).map(({ path, start, end }) => ({ path, span: { start, end }, message }));
    return unread.length === 0 ? column : { ...column, unread: [...column.unread, ...unread] };
  });
}

const isText = (node: ts.Node): node is ts.LiteralLikeNode =>
  ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node);

/** The name as SQL uses it: compared or assigned, behind a keyword, declared, in a list of nothing but names. */
const usePattern = (name: string): RegExp =>
  new RegExp(`\\b${name}\\b\\s*(?:(?:=|<|>|!=)\\s*(?:[?:@$'\\d(]|$)|\\bIS (?:NOT )?NULL\\b|\\bIN\\s*\\(|\\bLIKE\\b|->|\\bTEXT\\b|\\bINTEGER\\b|\\bBIGINT\\b)|\\b(?:SELECT|SET|WHERE|AND|OR|BY|ON)\\s+(?:\\w+\\.)?${name}\\b|^[\\w\\s.",]*,\\s*${name}\\s*(?:,[\\w\\s.",]*)?$`);

interface Known {
  readonly start: number;
  readonly end: number;
}

function readSpans(fragments: readonly Fragment[]): ReadonlyMap<string, readonly Known[]> {
  const spans = new Map<string, Known[]>();
  for (const { path: own, map } of fragments) for (const { from, to, path = own } of map) {
    const known = spans.get(path) ?? [];
    spans.set(path, known);
    known.push({ start: from, end: to });
  }
  return spans;
}
