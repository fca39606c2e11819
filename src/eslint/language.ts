import { ConfigCommentParser, Directive, TextSourceCodeBase, VisitNodeStep } from '@eslint/plugin-kit';
import type { Linter } from 'eslint';
import { lineStarts, toLineColumn } from '../core/positions.ts';
import { tokenizeWithTrivia, type Token } from '../sql/tokens.ts';

/** An SQL file for ESLint: one node. The rules read the text themselves; ESLint needs places and its own comments. */
interface SqlFile {
  readonly type: 'SqlFile';
  readonly loc: Location;
  readonly range: [number, number];
}

interface Location {
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
}

interface Comment {
  readonly loc: Location;
  readonly range: [number, number];
  readonly value: string;
}

/** `dbmig/sql`: lines from 1, columns from 0 like JavaScript's. `eslint-disable` and its kin work in SQL comments. */
export const sqlLanguage = {
  fileType: 'text',
  lineStart: 1,
  columnStart: 0,
  nodeTypeKey: 'type',
  visitorKeys: { SqlFile: [] },
  validateLanguageOptions: () => undefined,
  parse: ({ body }: { readonly body: string | Uint8Array }) => {
    const text = String(body);
    const range: [number, number] = [0, text.length];
    return { ok: true, ast: { type: 'SqlFile', range, loc: locate(lineStarts(text), 0, text.length) } };
  },
  createSourceCode: (file: { readonly body: string | Uint8Array }, { ast }: { readonly ast: unknown }) => createSourceCode(String(file.body), ast as SqlFile),
} as unknown as NonNullable<Linter.Config['plugins']>[string]['languages'] extends infer L | undefined ? (L extends Record<string, infer One> ? One : never) : never;

function locate(starts: readonly number[], from: number, to: number): Location {
  const start = toLineColumn(starts, from);
  const end = toLineColumn(starts, to);
  return { start: { line: start.line, column: start.column - 1 }, end: { line: end.line, column: end.column - 1 } };
}

function createSourceCode(text: string, ast: SqlFile): TextSourceCodeBase {
  const comments = readComments(text);
  return Object.assign(new TextSourceCodeBase({ text, ast }), {
    comments,
    traverse: () => [new VisitNodeStep({ target: ast, phase: 1, args: [ast] }), new VisitNodeStep({ target: ast, phase: 2, args: [ast] })],
    getParent: () => undefined,
    getDisableDirectives: () => ({ problems: [], directives: comments.flatMap(readDirective) }),
    getInlineConfigNodes: () => [],
  });
}

function readComments(text: string): readonly Comment[] {
  if (!text.includes('eslint-')) return [];
  const starts = lineStarts(text);
  const toComment = ({ start, end, text: own }: Token): Comment =>
    ({ range: [start, end], loc: locate(starts, start, end), value: own.startsWith('--') ? own.slice(2) : own.slice(2).replace(/\*\/$/, '') });
  return tokenizeWithTrivia(text).filter((token) => token.kind === 'COMMENT').map(toComment);
}

const DIRECTIVES: Readonly<Record<string, Directive['type']>> = {
  'eslint-disable': 'disable', 'eslint-enable': 'enable', 'eslint-disable-line': 'disable-line', 'eslint-disable-next-line': 'disable-next-line',
};

function readDirective(comment: Comment): readonly Directive[] {
  const parsed = new ConfigCommentParser().parseDirective(comment.value);
  const type = parsed && DIRECTIVES[parsed.label];
  return type ? [new Directive({ type, node: comment, value: parsed.value, justification: parsed.justification })] : [];
}
