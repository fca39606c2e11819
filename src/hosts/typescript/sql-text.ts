import type { Fragment } from '../../core/types.ts';
import { isPostgresGrammarLoaded } from '../../sql/grammar.ts';
import { columnLiterals } from './column-literals.ts';
import { createEvaluator } from './evaluate.ts';
import { isMissing, NOTHING_KNOWN, type Evaluated, type Evaluator, type Missing } from './evaluator.ts';
import { errorAt, fill, fillOnce, type Filled } from './fill.ts';
import { literalFragments } from './literals.ts';
import { isProse, looksLikeSql, mayBeStatement } from './looks-like-sql.ts';
import { unwrap, type Node } from './node.ts';
import type { Scopes } from './scopes.ts';
import { plainText, type Part, type Parts } from './text-parts.ts';

/** What is known of the SQL that an expression gives. */
export type SqlText = FoundSql | Missing;

export interface FoundSql {
  readonly fragment: Fragment;
  /**
   * All texts that the expression may build, `fragment` first: branches of a conditional, elements of a list that is run in a loop. Holes are filled
   * when the fragments are first asked for.
   */
  readonly variants: readonly Fragment[];
  /** The first text, with a name in each hole. */
  readonly text: string;
  /** It begins as SQL does, so that it is SQL even where the call is not known to take any. */
  readonly isSql: boolean;
}

export interface SqlReader {
  /** The SQL of an expression. One expression, and one constant that several use, always gives the same fragment. */
  readonly read: (node: Node) => SqlText;
  /** Literals that are SQL without doubt and stand in none of the given fragments, in order. */
  readonly unclaimed: (taken: Iterable<Fragment>) => readonly Fragment[];
  /** Some text is not SQLite's, and PostgreSQL's grammar was not loaded to be asked. */
  readonly wantsPostgres: () => boolean;
}

export interface SqlReaderInput {
  readonly path: string;
  readonly text: string;
  readonly scopes: Scopes;
}

/** Reads the SQL out of one file. Offsets of the fragments' maps are those of `text`. */
export function createSqlReader({ path, text, scopes }: SqlReaderInput): SqlReader {
  const evaluator = createEvaluator(text, scopes);
  const filled = new Map<Parts, Filled>();
  const partsOf = new Map<Fragment, Parts>();
  let wantsPostgres = false;
  const toFilled = (parts: Parts, kind: Fragment['kind']): Filled => {
    let known = filled.get(parts);
    if (!known) {
      known = fill(path, text, parts, kind);
      filled.set(parts, known);
      partsOf.set(known.fragment, parts);
      wantsPostgres ||= known.wantsPostgres;
    }
    return known;
  };
  /** A text in lower case must be read by a grammar, or hold what prose does not. */
  const isSql = (text: string): boolean => {
    if (!looksLikeSql(text)) return false;
    const isRead = !isProse(text) || errorAt(text) === undefined;
    wantsPostgres ||= !isRead && !isPostgresGrammarLoaded();
    return isRead;
  };
  const read = (node: Node): SqlText => {
    const value = evaluator.evaluate(node, NOTHING_KNOWN);
    if (isMissing(value)) return value;
    const texts = value.variants.map(asStatement);
    const wanted = value.variants.filter((_, index) => mayBeStatement(texts[index]!));
    const missing = wanted.length === 0 ? leadingMissing(evaluator, value.variants[0]!) : undefined;
    if (missing) return missing;
    const chosen = wanted.length > 0 ? wanted : value.variants.slice(0, 1);
    let variants: readonly Fragment[] | undefined;
    const filledVariants = (): readonly Fragment[] =>
      (variants ??= chosen.map(
        (parts) => (wanted.length > 0 ? toFilled(parts, kindOf(node, parts, value)).fragment : fillOnce(path, text, parts, kindOf(node, parts, value)))
      ));
    return {
      get fragment() { return filledVariants()[0]!; },
      get variants() { return filledVariants(); },
      text: asStatement(chosen[0]!),
      isSql: texts.some(isSql),
    };
  };
  const unclaimed = (taken: Iterable<Fragment>): readonly Fragment[] => {
    const claimed = new Set<number>();
    for (const fragment of taken) for (const from of startsOf(partsOf.get(fragment) ?? [])) claimed.add(from);
    const found = literalFragments(evaluator, (parts, node, value) => toFilled(parts, kindOf(node, parts, value)), claimed, startsOf);
    wantsPostgres ||= found.wantsPostgres;
    return [...found.fragments, ...columnLiterals(evaluator, [...taken, ...found.fragments]).map((parts) => toFilled(parts, 'joined').fragment)];
  };
  return { read, unclaimed, wantsPostgres: () => wantsPostgres };
}

/** The text with a name in each hole; what comes before its first word may be anything. */
const asStatement = (parts: Parts): string => plainText(parts, '_x').replace(/^(?:\s|_x)+/, '');

/** Where the literals of a text begin in the source, those of all choices included. */
function startsOf(parts: Parts): readonly number[] {
  return parts.flatMap((part) => (part.kind === 'text' ? [part.from] : part.kind === 'choice' ? part.options.flatMap(startsOf) : []));
}

/** A text that begins with a value of the caller is the caller's SQL (`sql + ' LIMIT 1'`). */
function leadingMissing(evaluator: Evaluator, parts: Parts): Missing | undefined {
  const first = parts.find((part) => part.kind !== 'text' || part.text.trim() !== '');
  if (first?.kind !== 'hole' || !first.node) return undefined;
  const value = evaluator.evaluate(first.node, NOTHING_KNOWN);
  return isMissing(value) && value.missing !== 'reason' ? value : undefined;
}

function kindOf(node: Node, parts: Parts, value: Evaluated): Fragment['kind'] {
  if (!isMissing(value) && value.tagged) return 'tagged';
  const texts = parts.filter((part): part is Extract<Part, { kind: 'text' }> => part.kind === 'text');
  const isWhole = parts.every((part) => part.kind === 'text') && isContiguous(texts);
  if (isWhole) return texts[0]?.quoting === 'template' ? 'template' : 'literal';
  return unwrap(node).type === 'TemplateLiteral' ? 'template' : 'joined';
}

const isContiguous = (texts: readonly Extract<Part, { kind: 'text' }>[]): boolean => texts.every((part, index) => index === 0 || texts[index - 1]!.to === part.from);
