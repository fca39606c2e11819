import { ts } from 'ts-morph';
import { toEdit } from '../../core/positions.ts';
import type { Related, Span } from '../../core/types.ts';
import type { Leaf } from '../../sql/column-reader.ts';
import type { Statement } from '../../sql/statement.ts';
import { valuesOf, type NodeAt } from './bindings.ts';
import { placeIn, type DeclaredColumn } from './columns.ts';
import { follow, followHolder } from './follow.ts';
import { isFed, settleHolder } from './holders.ts';
import type { UpgradeKind } from './kinds.ts';
import type { References } from './references.ts';
import { block, ELEMENT, isNew, shorten, type Trail } from './trail.ts';
import { settleWrite } from './writes.ts';

/** What one column needs to get its richer type, or what keeps it back. */
export interface Verdict {
  readonly column: DeclaredColumn;
  readonly kind: UpgradeKind;
  readonly edits: Trail['edits'];
  readonly blocks: readonly Related[];
  readonly columns: ReadonlySet<string>;
  readonly holders: ReadonlySet<ts.Node>;
}

type Use = DeclaredColumn['uses'][number];

export interface AnalysisContext {
  readonly references: References;
  readonly nodeAt: NodeAt;
  readonly pathOf: (node: ts.Node) => string;
  readonly boundAt: Trail['boundAt'];
  /** The columns that a statement gives by the same key. */
  readonly sameKey: (use: Use) => readonly string[];
  /** Whether a call sends a statement through the support module. */
  readonly isQuery: (call: ts.CallExpression) => boolean;
}

/** Looks at everything that touches a column. */
export function analyseColumn(context: AnalysisContext, column: DeclaredColumn, kind: UpgradeKind): Verdict {
  const { references, pathOf, boundAt } = context;
  const trail: Trail = {
    references, pathOf, boundAt, kind: kind.values,
    edits: new Map(), blocks: new Map(), columns: new Set(), holders: new Set(), seen: new Map(), pending: [], given: new Set(), wanted: [],
  };
  for (const place of column.unread) blockAt(trail, place);
  for (const use of column.uses) settleUse(context, trail, kind, use);
  for (let at = 0; at < trail.pending.length; at++) {
    const { holder, path } = trail.pending[at]!;
    if (path) followHolder(trail, holder, path);
    else if (isNew(trail, holder, WRITES)) settleHolder(trail, holder);
  }
  for (const { node, declarations } of trail.wanted) {
    const isKnown = trail.seen.get(node)?.has('') ?? declarations.some((one) => (isFed(one) ? trail.given : trail.holders).has(one));
    if (!isKnown) block(trail, node, `Nobody knows what \`${shorten(node)}\` is when the program runs.`);
  }
  return { column, kind, edits: trail.edits, blocks: [...trail.blocks.values()], columns: trail.columns, holders: trail.holders };
}

const WRITES = ['written into'];

const blockAt = (trail: Trail, place: Related): void => void trail.blocks.set(`${place.path}\0${place.span.start}`, place);

function settleUse(context: AnalysisContext, trail: Trail, kind: UpgradeKind, use: Use): void {
  const { statement } = use;
  const refuse = (message: string): void => blockAt(trail, placeIn(statement, use, message));
  const name = `${use.table}.${use.column}`;
  switch (use.role) {
    case 'declared':
      if (!kind.from.test(use.name ?? '')) refuse(`\`${name}\` is declared as ${use.name} here.`);
      else sqlEdit(trail, statement, use, inCaseOf(statement.text.slice(use.start, use.end), kind.type));
      break;
    case 'compared':
      if (!kind.operators.test(use.operator ?? '')) refuse(`\`${use.operator}\` compares \`${name}\` as ${kind.id === 'boolean' ? 'a number' : 'a text'}.`);
      break;
    case 'ordered': if (!kind.isOrdered) refuse(`\`${name}\` is ordered, grouped or indexed as a text.`); break;
    case 'cast': if (!kind.casts.test(use.name ?? '')) refuse(`\`${name}\` is cast to ${use.name}.`); break;
    case 'called': {
      const cast = kind.functions.get(use.name ?? '');
      if (cast === undefined) refuse(`\`${use.name}()\` gets \`${name}\`.`);
      else if (cast !== '') sqlEdit(trail, statement, { start: use.end, end: use.end }, cast);
      break;
    }
    case 'unknown': refuse(`\`${name}\` is used in a way that is not converted.`); break;
    case 'result': followResult(context, trail, kind, use); break;
    default:
  }
  for (const leaf of use.leaves) settleLeaf(context, trail, kind, use, leaf);
}

const inCaseOf = (declared: string, type: string): string => (declared === declared.toLowerCase() ? type.toLowerCase() : type);

function sqlEdit(trail: Trail, statement: Statement, span: Span, text: string): void {
  const edit = toEdit(statement.fragment, { start: statement.start + span.start, end: statement.start + span.end }, text);
  if (!edit) blockAt(trail, placeIn(statement, span, 'This part of the statement is put together of several texts.'));
  else trail.edits.set(`${edit.path}\0${edit.start}\0${edit.end}`, edit);
}

function settleLeaf({ references, nodeAt }: AnalysisContext, trail: Trail, kind: UpgradeKind, use: Use, leaf: Leaf): void {
  const { statement } = use;
  if (leaf.kind === 'column') {
    trail.columns.add(`${leaf.table}.${leaf.column}`);
    return;
  }
  const change = kind.leaf(leaf, ({ start, end }) => statement.text.slice(start, end));
  if (change === 'bound' && leaf.kind === 'parameter') {
    const values = valuesOf(references, nodeAt, statement, leaf.number);
    if (!values) blockAt(trail, placeIn(statement, use, `Nobody knows what is bound to \`${use.table}.${use.column}\` here.`));
    for (const value of values ?? []) settleWrite(trail, value);
  } else if (change === undefined) {
    const text = statement.text.slice(leaf.start, leaf.end);
    blockAt(trail, placeIn(statement, use, `\`${use.table}.${use.column}\` meets \`${text}\`.`));
  } else if (typeof change === 'object') sqlEdit(trail, statement, leaf, change.text);
}

/** The rows of a query, as the support module gives them. */
function followResult({ nodeAt, isQuery, sameKey }: AnalysisContext, trail: Trail, kind: UpgradeKind, use: Use): void {
  if (!kind.readsMatter) return;
  for (const column of sameKey(use)) trail.columns.add(column);
  const { call } = use.statement;
  const node = call && nodeAt(call.path, call);
  if (node && ts.isCallExpression(node) && isQuery(node)) follow(trail, node, ['rows', ELEMENT, use.name ?? '']);
  else blockAt(trail, placeIn(use.statement, use, 'Nobody knows who gets these rows.'));
}
