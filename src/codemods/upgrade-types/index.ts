import { ts } from 'ts-morph';
import { whyGenerated } from '../../core/generated.ts';
import { groupBy } from '../../core/group-by.ts';
import { toEdit } from '../../core/positions.ts';
import type { ProposedEdit, Related } from '../../core/types.ts';
import { graphOf } from '../cascade/graph.ts';
import type { Codemod, CodemodContext, Component } from '../codemod.ts';
import { analyseColumn, type AnalysisContext, type Verdict } from './analyse.ts';
import { createNodeAt, valuesOf, type NodeAt } from './bindings.ts';
import { wantedKind } from './candidates.ts';
import { placeIn, readColumns, type Columns, type DeclaredColumn } from './columns.ts';
import { KINDS, type KindName } from './kinds.ts';
import { giveBooleans, giveMoments, givesDigits, isParserModule, momentForm, type ParserModule } from './parsers.ts';
import { readReferences, type References } from './references.ts';
import { notePieces } from './pieces.ts';
import type { MomentForm } from './values.ts';

/** The second step: columns of a converted project get the types that PostgreSQL has for what they hold, with everything that touches them. */
export const upgradeTypes: Codemod = {
  id: 'upgrade-types',
  summary: 'flags, moments and documents of a converted project to boolean, timestamptz and jsonb',
  applies: (project) => project.facts.some(({ calls }) => calls.some(({ via }) => /(?:^|\.)query$/.test(via ?? ''))),
  run,
};

function run(context: CodemodContext): readonly Component[] {
  const scripts = ownScripts(context);
  const modules = [...scripts].map(([path, file]) => ({ path, text: file.text })).filter(({ text }) => isParserModule(text));
  if (modules.length === 0) return [];
  for (const { path } of modules) scripts.delete(path);
  const all = readColumns(context.project, context.readText);
  const analysis = createAnalysis(context, all, scripts, new Set(modules.map(({ path }) => path)));
  const columns = notePieces(context.project, all, scripts);
  const wanted = columns.flatMap((column) => {
    const kind = wantedKind(analysis, column);
    return kind ? [{ column, kind }] : [];
  });
  const form = modules.map(({ text }) => momentForm(text)).find((one) => one !== undefined) ?? mostFrequent(wanted.map(({ kind }) => kind));
  const verdicts = wanted.map(({ column, kind }) => {
    const reasons = reasonsAgainst({ column, kind, form }, all, modules);
    return withReasons(analyseColumn(analysis, column, KINDS[kind]), reasons);
  });
  return toComponents(settle(verdicts), all, modules, form);
}

/** The scripts that people write, by their paths. */
const ownScripts = ({ morph, toPath }: CodemodContext): Map<string, ts.SourceFile> =>
  new Map(morph.getSourceFiles().map((file) => file.compilerNode)
    .filter(({ fileName, text }) => !/[\\/]node_modules[\\/]|\.d\.[cm]?ts$/.test(fileName) && whyGenerated(text) === undefined)
    .map((file) => [toPath(file.fileName), file]));

function createAnalysis(
  { morph, toPath }: CodemodContext, { columns }: Columns, scripts: ReadonlyMap<string, ts.SourceFile>, modules: ReadonlySet<string>,
): AnalysisContext {
  const { checker } = graphOf(morph.getProgram().compilerObject);
  const references = readReferences(checker, [...scripts.values()]);
  const nodeAt = createNodeAt((path) => scripts.get(path));
  const bound = boundColumns(references, nodeAt, columns);
  const isQuery = ({ expression }: ts.CallExpression): boolean => {
    if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== 'query') return false;
    const symbol = checker.getPropertyOfType(checker.getTypeAtLocation(expression.expression), expression.name.text);
    return symbol !== undefined && (symbol.declarations ?? []).some((one) => modules.has(toPath(one.getSourceFile().fileName)));
  };
  const results = columns.flatMap(({ id, uses }) => uses.flatMap((use) => (use.role === 'result' ? [{ id, use }] : [])));
  const byStatement = groupBy(results, ({ use }) => use.statement);
  const sameKey: AnalysisContext['sameKey'] = ({ statement, name }) => (byStatement.get(statement) ?? []).flatMap(({ id, use }) => (use.name === name ? [id] : []));
  return { references, nodeAt, isQuery, sameKey, pathOf: (node) => toPath(node.getSourceFile().fileName), boundAt: (node) => bound.get(node) ?? [] };
}

/** The columns that each bound value goes into. */
function boundColumns(references: References, nodeAt: NodeAt, columns: readonly DeclaredColumn[]): ReadonlyMap<ts.Node, readonly string[]> {
  const bound = new Map<ts.Node, string[]>();
  for (const { id, uses } of columns) for (const { leaves, statement } of uses) for (const leaf of leaves) {
    if (leaf.kind !== 'parameter') continue;
    for (const node of valuesOf(references, nodeAt, statement, leaf.number) ?? []) bound.set(node, [...(bound.get(node) ?? []), id]);
  }
  return bound;
}

function mostFrequent(kinds: readonly KindName[]): MomentForm {
  const count = (form: MomentForm): number => kinds.filter((kind) => kind === form).length;
  return count('sqlite') > count('iso') ? 'sqlite' : 'iso';
}

const withReasons = (verdict: Verdict, reasons: readonly Related[]): Verdict => ({ ...verdict, blocks: [...reasons, ...verdict.blocks] });

interface Wanted {
  readonly column: DeclaredColumn;
  readonly kind: KindName;
  /** The form in which the pool gives moments. */
  readonly form: MomentForm;
}

const declarationsOf = ({ uses }: DeclaredColumn): DeclaredColumn['uses'] => uses.filter(({ role }) => role === 'declared');

/** What of the whole project keeps a column back: there is one form of moments, and one way in which booleans arrive. */
function reasonsAgainst({ column, kind, form }: Wanted, all: Columns, modules: readonly ParserModule[]): readonly Related[] {
  const { columns, conditions } = all;
  const typed = (type: string): DeclaredColumn['uses'][number] | undefined => columns.filter(({ uses }) => uses.some(({ role }) => role === 'result')).flatMap(declarationsOf).find(({ name }) => name === type);
  if (kind === 'boolean' && modules.some(({ text }) => givesDigits(text))) {
    const other = typed('bool');
    const [unread] = all.unreadQueries;
    const unnamed = conditions.find(({ isOuter, name }) => !isOuter || name === '');
    if (other) return [placeIn(other.statement, other, 'The program reads this boolean as 1 and 0.')];
    if (unread) return [placeIn(unread, { start: 0, end: unread.text.length }, 'The program may read a condition of this query as 1 and 0.')];
    return unnamed ? [placeIn(unnamed.statement, unnamed, 'The program reads this condition as 1 and 0.')] : [];
  }
  if (kind !== 'iso' && kind !== 'sqlite') return [];
  const example = form === 'iso' ? '2024-01-31T10:30:00.000Z' : '2024-01-31 10:30:00';
  const [own] = declarationsOf(column);
  if (kind !== form) return own ? [placeIn(own.statement, own, `Its texts are not in the form of the other moments (${example}), and the pool gives all of them in one.`)] : [];
  const other = modules.some(({ text }) => momentForm(text) === undefined) ? typed('timestamptz') : undefined;
  return other ? [placeIn(other.statement, other, 'The program reads this moment as PostgreSQL writes it.')] : [];
}

/** Columns that meet each other, or whose values are held by the same declarations, are upgraded together or not at all. */
function settle(verdicts: readonly Verdict[]): readonly Verdict[] {
  let all = verdicts;
  for (;;) {
    const good = new Map(all.filter(({ blocks }) => blocks.length === 0).map((verdict) => [verdict.column.id, verdict]));
    const next = all.map((verdict) => {
      if (verdict.blocks.length > 0) return verdict;
      const alone = [...verdict.columns].find((id) => good.get(id)?.kind !== verdict.kind);
      const isShared = ({ holders }: Verdict): boolean => [...holders].some((holder) => verdict.holders.has(holder));
      const shared = all.find((other) => other.kind === verdict.kind && other.blocks.length > 0 && isShared(other));
      const other = alone ?? (verdict.kind.values.changesProgram ? shared?.column.id : undefined);
      const declared = declarationsOf(verdict.column)[0]!;
      return other === undefined ? verdict : withReasons(verdict, [placeIn(declared.statement, declared, `It goes together with \`${other}\`, which stays as it is.`)]);
    });
    if (next.every((verdict, index) => verdict === all[index])) return all;
    all = next;
  }
}

function toComponents(verdicts: readonly Verdict[], { conditions }: Columns, modules: readonly ParserModule[], form: MomentForm): readonly Component[] {
  const good = verdicts.filter(({ blocks }) => blocks.length === 0);
  const base = { codemod: upgradeTypes.id, created: [], review: [], steps: [], converted: [], edits: [], standsAlone: true };
  const left = verdicts.filter(({ blocks }) => blocks.length > 0)
    .map(({ column, kind, blocks }): Component => ({ ...base, title: `${column.id} (${kind.id})`, barriers: blocks.slice(0, MOST_REASONS) }));
  if (good.length === 0) return left;
  const edits = new Map<string, ProposedEdit>();
  const add = (edit: ProposedEdit): unknown => edits.set(`${edit.path}\0${edit.start}\0${edit.end}`, edit);
  for (const verdict of good) for (const edit of verdict.edits.values()) add(edit);
  const hasKind = (id: string): boolean => good.some(({ kind }) => kind.id === id);
  for (const module of modules) {
    if (hasKind('boolean')) giveBooleans(module).forEach(add);
    if (hasKind('timestamptz')) giveMoments(module, form).forEach(add);
  }
  if (hasKind('boolean') && modules.some(({ text }) => givesDigits(text))) conditions.flatMap(asInteger).forEach(add);
  const converted = good.flatMap(({ column, kind }) => declarationsOf(column).slice(0, 1).map((use) => placeIn(use.statement, use, `${column.id}: ${kind.id}`)));
  const namesOf = (id: string): string => good.filter(({ kind }) => kind.id === id).map(({ column }) => column.id).join(', ');
  const titles = [...new Set(good.map(({ kind }) => kind.id))].map((id) => `${namesOf(id)} to ${id}`);
  return [{ ...base, title: titles.join('; '), edits: [...edits.values()], converted, barriers: [] }, ...left];
}

const MOST_REASONS = 3;

/** A condition that the program goes on reading as 1 and 0. */
const asInteger = ({ statement, start, end }: Columns['conditions'][number]): readonly ProposedEdit[] =>
  ([[start, '('], [end, ')::int']] as const).flatMap(([at, text]) => toEdit(statement.fragment, { start: statement.start + at, end: statement.start + at }, text) ?? []);
