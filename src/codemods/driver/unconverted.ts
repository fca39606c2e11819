import { ts } from 'ts-morph';
import { isCompatible } from '../../core/edits.ts';
import { groupBy } from '../../core/group-by.ts';
import type { Facts, Span } from '../../core/types.ts';
import { SOURCES } from '../../drivers/sources.ts';
import type { Plan } from './plan.ts';
import { nodeAt } from './sql.ts';

/** A place of which the facts say that it reaches a driver. */
interface Reached extends Span {
  readonly path: string;
  /** The kind of handle, where the facts are sure of it. */
  readonly handle?: string;
}

/** Nothing stays on the old driver without a word: what the facts see of it and nothing converts is a barrier, or for review where types speak against it. */
export function noteUnconverted(plan: Plan, facts: readonly Facts[], fileAt: (path: string) => ts.SourceFile | undefined): void {
  const { draft } = plan;
  const planned = draft.toComponent();
  const edits = groupBy(draft.edits(), ({ path }) => path);
  const barriers = groupBy(planned.barriers, ({ path }) => path);
  const converted = new Set(planned.converted.map(({ path, span }) => `${path}:${span.start}:${span.end}`));
  const isTold = ({ path, start, end }: Reached, name: Span): boolean =>
    (barriers.get(path) ?? []).some(({ span }) => start <= span.start && span.end <= end)
    || (edits.get(path) ?? []).some((edit) => !isCompatible({ ...name, text: '' }, edit));
  for (const reached of facts.flatMap(reachedIn)) {
    if (converted.has(`${reached.path}:${reached.start}:${reached.end}`)) continue;
    const file = fileAt(reached.path);
    const node = file && nodeAt(file, reached);
    if (isTold(reached, node ? nameOf(node) : reached)) continue;
    const isOther = node !== undefined && reached.handle === undefined && !isUntyped(plan, node);
    const { path, start, end } = reached;
    draft.take({ [isOther ? 'review' : 'barriers']: [{ path, span: { start, end }, message: messageFor(node, isOther) }] });
  }
}

function reachedIn({ path, calls, connections }: Facts): readonly Reached[] {
  return [
    ...calls.filter((call) => SOURCES.includes(call.driver ?? '') && call.via === undefined),
    ...connections.filter((one) => SOURCES.includes(one.driver)).map(({ start, end }) => ({ path, start, end, handle: 'opening' })),
  ];
}

/** The name of the method that is called, else what is called. */
function nameOf(node: ts.Node): Span {
  const callee = ts.isCallExpression(node) || ts.isNewExpression(node) ? node.expression : node;
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  return { start: name.getStart(), end: name.end };
}

const receiverOf = (node: ts.Node | undefined): ts.Expression | undefined =>
  (node && ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) ? node.expression.expression : undefined);

function isUntyped({ checker }: Plan, node: ts.Node): boolean {
  const receiver = receiverOf(node);
  return receiver !== undefined && (checker.getTypeAtLocation(receiver).flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0;
}

function messageFor(node: ts.Node | undefined, isOther: boolean): string {
  const receiver = receiverOf(node);
  const name = receiver && rootOf(receiver).getText();
  if (!receiver) return 'This reaches the SQLite driver in a way that is not converted: write it as a plain call of the database.';
  return isOther ? `\`${name}\` is sent SQL, but by its type it is no database of the old driver: it stays as it is.`
    : `\`${name}\` is sent SQL, and nothing shows that it is the database: give it the type of the database where it is declared.`;
}

function rootOf(node: ts.Expression): ts.Expression {
  let root = node;
  while (ts.isCallExpression(root) || (ts.isPropertyAccessExpression(root) && ts.isCallExpression(root.expression))) root = root.expression;
  return ts.isPropertyAccessExpression(root) && ts.isCallExpression(root.parent) ? root.expression : root;
}
