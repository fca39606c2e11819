import { ts } from 'ts-morph';
import { groupBy } from '../../core/group-by.ts';
import { toEdit } from '../../core/positions.ts';
import type { Call, Fragment, ProposedEdit, Span } from '../../core/types.ts';
import type { Project } from '../../rule.ts';
import { readParameters, type Parameter } from '../../sql/parameters.ts';
import type { Statement } from '../../sql/statement.ts';

/** What is known of the SQL of a call. */
export interface SqlText {
  readonly statements: readonly Statement[];
  /** The parameters, where the text is known whole and `edits` can number them; undefined where the text is put together at run time. */
  readonly parameters: readonly Parameter[] | undefined;
  /** The edits that number the parameters. */
  readonly edits: readonly ProposedEdit[];
  /** Names in it may come from values that only the running program knows. */
  readonly hasOpenNames: boolean;
}

export interface SqlReader {
  /** The SQL of an expression; `user` is the call that runs it, when it is another. */
  readonly at: (node: ts.Node, path: string, user?: Span) => SqlText;
  readonly callAt: (path: string, span: Span) => Call | undefined;
}

const UNKNOWN: SqlText = { statements: [], parameters: undefined, edits: [], hasOpenNames: true };

const key = (path: string, span: Span): string => `${path}:${span.start}:${span.end}`;

/** Reads SQL from the facts: a text belongs to the expression it stands in, or to the call that it reaches. */
export function createSqlReader(project: Project, checker: ts.TypeChecker, fileAt: (path: string) => ts.SourceFile | undefined): SqlReader {
  const calls = new Map(project.facts.flatMap((fact) => fact.calls.map((call) => [key(fact.path, call), call] as const)));
  const statements = groupBy(project.statements, (statement) => statement.fragment);
  const byPath = groupBy([...statements.keys()].filter((fragment) => fragment.map.length > 0), (fragment) => fragment.map[0]!.path ?? fragment.path);
  const within = (path: string, node: ts.Node): Fragment | undefined => {
    const inside = (byPath.get(path) ?? []).filter(({ map }) => node.getStart() <= map[0]!.from && map[0]!.to <= node.end);
    return inside.sort((a, b) => b.text.length - a.text.length)[0];
  };
  return {
    callAt: (path, span) => calls.get(key(path, span)),
    at: (node, path, user) => {
      const fragment = within(path, node) ?? (user && calls.get(key(path, user))?.fragment);
      const own = fragment && (statements.get(fragment) ?? []);
      if (!fragment || !own) return ts.isStringLiteralLike(node) && !/[?@:$]/.test(node.text) ? { statements: [], parameters: [], edits: [], hasOpenNames: false } : UNKNOWN;
      const isPlain = (hole: Span): boolean => isPlainHole(checker, fileAt(fragment.path), hole);
      return { statements: own, ...numbering(own, isPlain), hasOpenNames: own.some(({ holes }) => holes.some(({ role, source }) => role !== 'binding' && !isPlain(source))) };
    },
  };
}

/** The edits that turn `?` and names into `$1`, `$2`; none where a part of the text may hold parameters of its own. */
function numbering(statements: readonly Statement[], isPlain: (hole: Span) => boolean): Pick<SqlText, 'parameters' | 'edits'> {
  const [statement] = statements;
  const parameters = statements.flatMap(readParameters);
  if (!statement || statements.length > 1) return { parameters: parameters.length === 0 ? [] : undefined, edits: [] };
  const isDynamic = (statement.fragment.conditional?.length ?? 0) > 0
    || statement.holes.some((hole) => hole.role !== 'identifier' && !(hole.source && isPlain(hole.source)));
  if (isDynamic) return { parameters: undefined, edits: [] };
  const edits: ProposedEdit[] = [];
  for (const parameter of parameters) {
    if (parameter.style === 'dollar') continue;
    const edit = toEdit(statement.fragment, { start: statement.start + parameter.start, end: statement.start + parameter.end }, `$${parameter.number}`);
    if (!edit) return { parameters: undefined, edits: [] };
    edits.push(edit);
  }
  return { parameters, edits };
}

/** An interpolated number, or a text that is one of some words: it holds no parameter. */
function isPlainHole(checker: ts.TypeChecker, file: ts.SourceFile | undefined, hole: Span): boolean {
  const node = file && nodeAt(file, hole);
  return node !== undefined && isPlainType(checker.getTypeAtLocation(node));
}

function isPlainType(type: ts.Type): boolean {
  if (type.isUnion()) return type.types.every(isPlainType);
  const isNumber = (type.flags & (ts.TypeFlags.NumberLike | ts.TypeFlags.BooleanLike | ts.TypeFlags.BigIntLike)) !== 0;
  return isNumber || (type.isStringLiteral() && !/[?@:$]/.test(type.value));
}

/** The smallest node with exactly this span, as an expression: of `(x)` it is the outermost that fits. */
export function nodeAt(file: ts.SourceFile, span: Span): ts.Node | undefined {
  let found: ts.Node | undefined;
  const visit = (node: ts.Node): void => {
    if (node.getStart(file) === span.start && node.end === span.end) found ??= node;
    if (!found && node.pos <= span.start && span.end <= node.end) ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
