import type { Comment, ParserOptions, Program } from 'oxc-parser';
import type { Source, Span, Unread } from '../../core/types.ts';
import { blankOutsideScripts, isComponent } from './components.ts';

export interface Parsed {
  /** ESTree as typescript-eslint has it; offsets are those of the source. Undefined when the text cannot be parsed. */
  readonly program: Program | undefined;
  /** Read when first asked for. */
  readonly comments: readonly CommentText[];
  readonly unread: readonly Unread[];
}

export interface CommentText extends Span {
  readonly value: string;
}

type Parser = typeof import('oxc-parser').parseSync;

let parser: Parser | undefined;

/** Loads the parser (a native module); `parseTypeScript` may be used when the promise is done. */
export async function loadParser(): Promise<void> {
  parser ??= (await import('oxc-parser')).parseSync;
}

const TYPESCRIPT = /\.[mc]?ts$/i;

/** How a file is tried: as what its name says, then as what people also write into such files. */
function attempts(path: string, text: string): readonly Pick<ParserOptions, 'lang' | 'sourceType'>[] {
  if (isComponent(path)) {
    const lang = /<script[^>]*\blang\s*=\s*["']?tsx/i.test(text) ? 'tsx' : 'ts';
    return [{ lang, sourceType: 'module' }, { lang: 'tsx', sourceType: 'module' }];
  }
  const isTypeScript = TYPESCRIPT.test(path);
  const lang = isTypeScript ? 'ts' : /\.tsx$/i.test(path) ? 'tsx' : 'jsx';
  return [{ lang, sourceType: 'module' }, { lang, sourceType: 'commonjs' }, { lang: isTypeScript ? 'tsx' : 'ts', sourceType: 'module' }];
}

/**
 * Parses a TypeScript or JavaScript file, or the script blocks of a Vue, Svelte or Astro component. What cannot be parsed is one entry of `unread`.
 * Throws when `loadParser` has not been awaited.
 */
export function parseTypeScript(source: Source): Parsed {
  if (!parser) throw new Error('the TypeScript parser is not loaded');
  const text = isComponent(source.path) ? blankOutsideScripts(source.path, source.text) : source.text;
  let firstError: Unread | undefined;
  for (const options of attempts(source.path, source.text)) {
    const result = parser(source.path, text, { ...options, astType: 'ts', preserveParens: false });
    const error = result.errors[0];
    if (!error) return { program: result.program, get comments() { return result.comments; }, unread: [] };
    const at = error.labels[0]?.start ?? 0;
    firstError ??= { path: source.path, start: at, end: Math.max(at, error.labels[0]?.end ?? at), reason: `the file has a syntax error: ${error.message}` };
  }
  return recover(source, text, firstError!);
}

/** A parser that could go on after its errors gives a tree after all; the errors of others leave nothing. */
function recover(source: Source, text: string, unread: Unread): Parsed {
  const result = parser!(source.path, text, { ...attempts(source.path, source.text)[0], astType: 'ts', preserveParens: false });
  const program = result.program;
  return program.body.length > 0 ? { program, comments: result.comments, unread: [] } : { program: undefined, comments: [], unread: [unread] };
}

/** The tree of a caller that has one (ESLint). Its nodes get `start` and `end` when the scopes are read. */
export const adoptTree = (tree: unknown): Parsed => {
  const program = tree as Program & { readonly comments?: readonly (Comment & { readonly range?: readonly [number, number] })[] };
  const comments = (program.comments ?? []).map((comment) => ({
    value: comment.value, start: comment.range?.[0] ?? comment.start, end: comment.range?.[1] ?? comment.end,
  }));
  return { program, comments, unread: [] };
};
