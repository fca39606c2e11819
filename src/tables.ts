import { fileFragment } from './core/positions.ts';
import { rememberRecent } from './core/remember.ts';
import type { Context, Project } from './rule.ts';
import { createModels, replayOn, schemaOf, type Models } from './sql/replay.ts';
import { emptySchema, type Schema } from './sql/schema.ts';
import { readStatements, type Statement } from './sql/statement.ts';
import type { Tables } from './translation.ts';

const KEPT_SCHEMAS = 500;
const KEPT_TEXTS = 20_000;
const DDL = /^(?:create|alter|drop)\b/i;
/** With what is written into a text's own tables, which tells how wide their columns must be. */
const DDL_AND_ROWS = /^(?:create|alter|drop|insert|replace)\b/i;

const readAs = (engine: 'sqlite' | 'postgres') => (text: string): readonly Statement[] => readStatements(fileFragment(`${engine}/schema.sql`, text), { engine });

/** A text that makes tables, after those before it: what is known when all of them have run. */
interface Step {
  readonly next: Map<string, Step>;
  readonly added: readonly Statement[];
  reached?: { readonly models: Models; readonly statements: readonly Statement[]; readonly context: Context };
}

/**
 * Makes a function that gives what rules may ask about the given tables and those that the text's own statements make. The last schemas are kept, and
 * continued: one text after the other is translated for the same tables, or for these and a few more.
 */
export function createContexts(upgradeTypes: boolean): (tables: Tables, own: readonly Statement[]) => Context {
  const readSqlite = rememberRecent(KEPT_TEXTS, readAs('sqlite'));
  const readPostgres = rememberRecent(KEPT_TEXTS, readAs('postgres'));
  let first = firstStep(upgradeTypes);
  let [steps, schemas] = [0, 0];
  return (tables, own) => {
    if (steps > KEPT_TEXTS || schemas > KEPT_SCHEMAS) [first, steps, schemas] = [firstStep(upgradeTypes), 0, 0];
    let at = first;
    let from = first;
    let between: Statement[] = [];
    const go = (key: string, read: () => readonly Statement[]): void => {
      let step = at.next.get(key);
      if (!step) {
        at.next.set(key, (step = { next: new Map(), added: read() }));
        steps += 1;
      }
      at = step;
      between.push(...step.added);
      if (step.reached) [from, between] = [step, []];
    };
    for (const text of tables.sqlite) go(text, () => readSqlite(text));
    if (!tables.includesOwn && own.some((statement) => DDL.test(statement.text))) {
      for (const statement of own) if (DDL_AND_ROWS.test(statement.text)) go(`\0${statement.start} ${statement.text}`, () => [statement]);
    }
    for (const text of tables.postgres) go(`\0${text}`, () => readPostgres(text));
    if (!at.reached) {
      const statements = [...from.reached!.statements, ...between];
      const models = replayOn(from.reached!.models, between, true);
      at.reached = { models, statements, context: toContext(statements, schemaOf(models, statements), upgradeTypes) };
      schemas += 1;
    }
    return at.reached.context;
  };
}

const firstStep = (upgradeTypes: boolean): Step =>
  ({ next: new Map(), added: [], reached: { models: createModels(), statements: [], context: toContext([], emptySchema, upgradeTypes) } });

function toContext(statements: readonly Statement[], schema: Schema, upgradeTypes: boolean): Context {
  const project: Project = {
    facts: [], statements, dataLayer: 'postgres', dataLayerOf: () => 'postgres', declared: [], composed: [], factsOf: () => undefined, rootOf: () => '', packageOf: () => [],
    whyLeft: () => undefined, twinOf: () => undefined, whyStays: () => undefined, whyCallStays: () => undefined, engineChoice: () => undefined,
    isMade: () => false, whyMadeAnew: () => undefined,
  };
  return { direction: 'sqlite-to-postgres', from: 'sqlite', to: 'postgres', schema, project, upgradeTypes };
}
