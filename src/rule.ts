import type { Call, Category, Confidence, Direction, Engine, Facts, Place, Problem, RuleInfo, Severity } from './core/types.ts';
import type { Feature } from './sql/features.ts';
import type { Schema } from './sql/schema.ts';
import type { Statement } from './sql/statement.ts';

/** What a rule may ask about the project around its fact. */
export interface Context {
  readonly direction: Direction;
  readonly from: Engine;
  readonly to: Engine;
  readonly schema: Schema;
  readonly project: Project;
  /** `--upgrade-types`: columns become timestamptz, boolean, jsonb instead of what keeps the program's view. */
  readonly upgradeTypes: boolean;
}

/** The facts of all files, linked: calls know their drivers, statements their engines. */
export interface Project {
  readonly facts: readonly Facts[];
  readonly statements: readonly Statement[];
  /** The DDL that ORM declarations stand for: only the schema is replayed from it, no statement rule is asked. */
  readonly declared: readonly Statement[];
  /** What builders and ORMs send to the new engine, as far as the program gives values for columns: only rules of bindings are asked. */
  readonly composed: readonly Statement[];
  /** The engine that the code reaches today: decides what `--fix` may touch in `.sql` files. */
  readonly dataLayer: Engine | 'both' | 'none';
  /** The same for the package that holds a file. */
  readonly dataLayerOf: (path: string) => Engine | 'both' | 'none';
  readonly factsOf: (path: string) => Facts | undefined;
  /** The folder of the nearest package.json above a file, with its `/`; empty for the working directory. */
  readonly rootOf: (path: string) => string;
  /** Why a statement is left alone although it was read (it is the old half of a pair, or for another engine); undefined for all others. */
  readonly whyLeft: (statement: Statement) => string | undefined;
  /** The facts of the files with the same root. */
  readonly packageOf: (path: string) => readonly Facts[];
  /**
   * The other half of a deliberate pair of adapters (`sqlite.ts` beside `postgres.ts`): the file stays on the old engine and is not reviewed.
   * The path of its counterpart, or undefined.
   */
  readonly twinOf: (path: string) => string | undefined;
  /** Why the code at a place never reaches the new engine: it is the half of a pair, or a condition on the engine guards it. */
  readonly whyStays: (path: string, offset: number) => string | undefined;
  /** The same for a call: in a program that chooses its engine when it starts, a driver of the old one stays as well. */
  readonly whyCallStays: (call: Call) => string | undefined;
  /** Where the package of a file opens a database of the old engine behind a condition on the engine: it runs on both. */
  readonly engineChoice: (path: string) => Place | undefined;
  /** Whether a tool made the migration in a file for the old engine: it is made anew, and no fix touches it. */
  readonly isMade: (path: string) => boolean;
  /** Why such a migration is left alone: the tool is told of the new engine already. */
  readonly whyMadeAnew: (path: string) => string | undefined;
}

/**
 * A rule turns facts into problems; it sees no file, no ESLint, no printer. Its id is its file name.
 * Exactly the fact kinds it has a function for wake it.
 */
export interface Rule {
  readonly summary: string;
  readonly why: string;
  readonly construct: string;
  readonly severity: Severity;
  readonly category: Category;
  readonly confidence?: Confidence;
  /** What it finds raises no error: another answer, or other data. */
  readonly silent?: boolean;
  /** It asks only what a statement binds to which column: it is asked about what builders and ORMs write, too. */
  readonly ofBindings?: boolean;
  /** It speaks of what the driver makes of values: that the text is spelled for PostgreSQL already does not show that this was looked at. */
  readonly ofDriver?: boolean;
  readonly directions?: readonly Direction[];
  readonly manual?: readonly string[];
  /** A query for the database of the old engine that counts the rows the rule speaks of. */
  readonly dataCheck?: string;
  /** Words whose presence makes a TypeScript or JavaScript file worth a look even without SQL or a driver in it. */
  readonly signals?: readonly string[];
  /** What a statement must hold to concern the rule; one of them is enough. Without it `statement` is asked about every statement. */
  readonly wakes?: readonly Feature[];
  readonly statement?: (statement: Statement, context: Context) => Iterable<Problem>;
  readonly call?: (call: Call, context: Context) => Iterable<Problem>;
  readonly project?: (project: Project, context: Context) => Iterable<Problem & { readonly path: string }>;
}

/** Checks a rule's shape at compile time; the generated index gives it its id. */
export const defineRule = (rule: Rule): Rule => rule;

export interface NamedRule extends Rule {
  readonly id: string;
}

/** Whether a rule speaks of a direction. Code that must run on both engines is asked everything that is asked of code on its way to PostgreSQL. */
export const appliesTo = (rule: Rule, direction: Direction): boolean =>
  (rule.directions ?? ['sqlite-to-postgres']).includes(direction === 'portable' ? 'sqlite-to-postgres' : direction);

export const toRuleInfo = (rule: NamedRule): RuleInfo => ({
  id: rule.id,
  summary: rule.summary,
  why: rule.why,
  construct: rule.construct,
  severity: rule.severity,
  category: rule.category,
  directions: rule.directions ?? ['sqlite-to-postgres'],
  manual: rule.manual ?? [],
  ...(rule.dataCheck !== undefined && { dataCheck: rule.dataCheck }),
});
