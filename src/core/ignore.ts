import { lineStarts, toLineColumn } from './positions.ts';
import type { Edit, Language, Problem, Span } from './types.ts';

/**
 * Comments that switch findings off: `dbmig-ignore rule-a, rule-b -- reason` for its own line, `-next-line`, `-start` ... `-end` and `-file`.
 * Without a rule they mean every rule. Written in any comment of the language, and in SQL comments inside a literal.
 */
export interface Directive extends Span {
  readonly kind: 'line' | 'next-line' | 'start' | 'end' | 'file';
  readonly rules: readonly (Span & { readonly id: string })[];
  readonly reason: string | undefined;
  readonly line: number;
  /** First and last line that it covers. */
  readonly from: number;
  readonly to: number;
  /** The `-end` that closes a `-start`. */
  readonly closedBy?: Span;
  /** Where the comment ends is certain: an SQL comment in a one-line host string may end with the string. */
  readonly isRemovable: boolean;
}

type Opener = '//' | '/*' | '--' | '#' | '<!--' | ';';

const OPENERS: Readonly<Record<Language, readonly Opener[]>> = {
  sql: ['--', '/*'],
  typescript: ['//', '/*', '--', '<!--'],
  javascript: ['//', '/*', '--', '<!--'],
  python: ['#', '--'],
  rust: ['//', '/*', '--'],
  prisma: ['//'],
  json: ['//', '/*'],
  yaml: ['#'],
  toml: ['#'],
  env: ['#'],
  ini: ['#', ';'],
  markdown: ['<!--'],
  text: ['#'],
};

const CLOSERS: Readonly<Partial<Record<Opener, string>>> = { '/*': '*/', '<!--': '-->' };

const DIRECTIVE = /(\/\/|\/\*+|--|#|<!--|;)[ \t]*dbmig-ignore(?:-(next-line|start|end|file))?(?![\w-])[ \t]*/g;

const LAST_LINE = Number.MAX_SAFE_INTEGER;

/** The directives of a text, in order. */
export function readDirectives(text: string, language: Language): readonly Directive[] {
  if (!text.includes('dbmig-ignore')) return [];
  const starts = lineStarts(text);
  const found: Directive[] = [];
  for (const match of text.matchAll(DIRECTIVE)) {
    const opener = (match[1]!.startsWith('/*') ? '/*' : match[1]) as Opener;
    if (OPENERS[language].includes(opener)) found.push(readDirective(text, starts, match, opener, language));
  }
  return cover(found, starts.length);
}

function readDirective(text: string, starts: readonly number[], match: RegExpExecArray, opener: Opener, language: Language): Directive {
  const body = match.index + match[0].length;
  const { line } = toLineColumn(starts, match.index);
  const rest = /^[^\r\n]*/.exec(text.slice(body))![0];
  const quote = opener === '--' && language !== 'sql' ? rest.search(/['"`]/) : -1;
  const lineEnd = body + (quote >= 0 ? quote : rest.length);
  const closer = CLOSERS[opener];
  const closing = closer ? text.indexOf(closer, body) : -1;
  const bodyEnd = closing >= 0 && closing <= lineEnd ? closing : lineEnd;
  const end = closer && bodyEnd === closing ? closing + closer.length : bodyEnd;
  const content = text.slice(body, bodyEnd);
  const split = /(?:^|\s)--(?:\s|$)/.exec(content);
  const list = split ? content.slice(0, split.index) : content;
  const reason = split ? content.slice(split.index + split[0].length).trim() : '';
  const rules = [...list.matchAll(/[a-z0-9][a-z0-9-]*/g)].map((name) => ({ id: name[0], start: body + name.index, end: body + name.index + name[0].length }));
  const kind = (match[2] ?? 'line') as Directive['kind'];
  return { kind, rules, reason: reason || undefined, start: match.index, end, line, from: line, to: line, isRemovable: quote < 0 };
}

/** Says for each directive which lines it covers; an `-end` closes the nearest open `-start` that names the same rules. */
function cover(found: readonly Directive[], lines: number): readonly Directive[] {
  const own = new Set(found.filter((directive) => directive.kind === 'next-line').map((directive) => directive.line));
  const namesOf = (directive: Directive): string => directive.rules.map((rule) => rule.id).sort().join();
  const closed = new Set<Directive>();
  return found.map((directive, index) => {
    if (directive.kind === 'file') return { ...directive, from: 1, to: LAST_LINE };
    if (directive.kind === 'next-line') {
      let next = directive.line + 1;
      while (own.has(next) && next < lines) next++;
      return { ...directive, from: next, to: next };
    }
    if (directive.kind !== 'start') return directive;
    const closing = found.slice(index + 1).find((other) => other.kind === 'end' && !closed.has(other) && namesOf(other) === namesOf(directive));
    if (!closing) return { ...directive, to: LAST_LINE };
    closed.add(closing);
    return { ...directive, to: closing.line, closedBy: { start: closing.start, end: closing.end } };
  });
}

interface Locatable {
  readonly rule: string;
  readonly line: number;
  readonly endLine: number;
}

export interface Sifted<T> {
  readonly kept: readonly T[];
  readonly ignored: readonly T[];
  /** Directives, or single rules of them, that no finding needs. */
  readonly unused: readonly { readonly directive: Directive; readonly rules: readonly string[] }[];
}

const matches = (directive: Directive, finding: Locatable): boolean => {
  if (directive.kind === 'end' || finding.line > directive.to || finding.endLine < directive.from) return false;
  return directive.rules.length === 0 || directive.rules.some((rule) => rule.id === finding.rule);
};

/** Splits the findings of one file into kept and ignored. A rule that `wasRun` denies is never called unused. */
export function siftFindings<T extends Locatable>(directives: readonly Directive[], findings: readonly T[], wasRun: (rule: string) => boolean): Sifted<T> {
  const used = new Map<Directive, Set<string>>(directives.map((directive) => [directive, new Set<string>()]));
  const kept: T[] = [];
  const ignored: T[] = [];
  for (const finding of findings) {
    const hits = directives.filter((directive) => matches(directive, finding));
    for (const hit of hits) used.get(hit)!.add(finding.rule);
    (hits.length > 0 ? ignored : kept).push(finding);
  }
  const closers = new Set(directives.map((directive) => directive.closedBy?.start));
  const unused = directives.filter((directive) => !closers.has(directive.start)).flatMap((directive) => {
    const names = used.get(directive)!;
    if (directive.rules.length === 0) return names.size === 0 ? [{ directive, rules: [] }] : [];
    const rules = directive.rules.map((rule) => rule.id).filter((id) => !names.has(id) && wasRun(id));
    return rules.length > 0 ? [{ directive, rules }] : [];
  });
  return { kept, ignored, unused };
}

/** The problem to report for an unused directive, with the fix that removes it or its unused names. */
export function toUnusedProblem(path: string, text: string, unused: Sifted<never>['unused'][number]): Problem & { readonly path: string } {
  const { directive, rules } = unused;
  const isWhole = rules.length === directive.rules.length;
  const name = directive.kind === 'line' ? 'dbmig-ignore' : `dbmig-ignore-${directive.kind}`;
  const list = rules.map((rule) => `\`${rule}\``).join(', ');
  return {
    path, start: directive.start, end: directive.end,
    message: list ? `\`${name}\` names ${list}, which reports nothing there.` : `\`${name}\` covers no finding.`,
    help: isWhole ? 'Remove the comment.' : `Remove ${list} from the comment.`,
    ...(directive.isRemovable && { fix: {
      title: isWhole ? 'Remove the unused comment' : 'Remove the unused rule from the comment', safety: 'safe', portable: true,
      edits: isWhole ? wholeOf(directive).map((span) => removeComment(path, text, span)) : [keepNames(path, directive, rules)],
    } }),
  };
}

/** The comment, and the `-end` that belongs to it. */
const wholeOf = (directive: Directive): readonly Span[] => [directive, ...(directive.closedBy ? [directive.closedBy] : [])];

/** Removes a comment with the white space before it; with its whole line when nothing else stands there. */
function removeComment(path: string, text: string, span: Span): Edit {
  let start = span.start;
  while (start > 0 && /[ \t]/.test(text[start - 1]!)) start--;
  const isAlone = (start === 0 || /[\r\n]/.test(text[start - 1]!)) && /^[ \t]*(?:\r?\n|\r|$)/.test(text.slice(span.end));
  const rest = isAlone ? /^[ \t]*(?:\r?\n|\r)?/.exec(text.slice(span.end))![0].length : 0;
  return { path, start, end: span.end + rest, text: '' };
}

function keepNames(path: string, directive: Directive, dropped: readonly string[]): Edit {
  const kept = directive.rules.filter((rule) => !dropped.includes(rule.id)).map((rule) => rule.id);
  return { path, start: directive.rules[0]!.start, end: directive.rules.at(-1)!.end, text: kept.join(', ') };
}
