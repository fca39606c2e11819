import { fileFragment } from './core/positions.ts';
import { rememberRecent } from './core/recent.ts';
import type { Context, Project } from './rule.ts';
import { replay } from './sql/replay.ts';
import { emptySchema } from './sql/schema.ts';
import { readStatements, type Statement } from './sql/statement.ts';
import type { Tables } from './translation.ts';

const KEPT_SCHEMAS = 64;
const KEPT_STATEMENTS = 1000;
const DDL = /^(?:create|alter|drop)\b/i;
/** With what is written into a text's own tables, which tells how wide their columns must be. */
const DDL_AND_ROWS = /^(?:create|alter|drop|insert|replace)\b/i;

const readAs = (engine: 'sqlite' | 'postgres'): ((text: string) => readonly Statement[]) =>
  rememberRecent(KEPT_STATEMENTS, (text) => readStatements(fileFragment(`${engine}/schema.sql`, text), { engine }));

/**
 * Makes a function that gives what rules may ask about the given tables and those that the text's own statements make. The last schemas are kept:
 * one text after the other is translated for the same tables, or for these and a few more.
 */
export function createContexts(upgradeTypes: boolean): (tables: Tables, own: readonly Statement[]) => Context {
  const contexts = new Map<string, Context>();
  const readSqlite = readAs('sqlite');
  const readPostgres = readAs('postgres');
  return (tables, own) => {
    const makes = !tables.includesOwn && own.some((statement) => DDL.test(statement.text));
    const ddl = makes ? own.filter((statement) => DDL_AND_ROWS.test(statement.text)) : [];
    const key = [...tables.sqlite, '\0', ...tables.postgres, '\0', ...ddl.map((statement) => statement.text)].join('\n');
    let context = contexts.get(key);
    if (!context) {
      if (contexts.size >= KEPT_SCHEMAS) contexts.delete(contexts.keys().next().value!);
      const statements = [...tables.sqlite.flatMap(readSqlite), ...ddl, ...tables.postgres.flatMap(readPostgres)];
      contexts.set(key, (context = toContext(statements, upgradeTypes)));
    }
    return context;
  };
}

function toContext(statements: readonly Statement[], upgradeTypes: boolean): Context {
  const project: Project = {
    facts: [], statements, dataLayer: 'postgres', dataLayerOf: () => 'postgres', declared: [], composed: [], factsOf: () => undefined, rootOf: () => '', packageOf: () => [],
    whyLeft: () => undefined, twinOf: () => undefined, whyStays: () => undefined, whyCallStays: () => undefined, choosesEngine: () => false,
  };
  const schema = statements.length > 0 ? replay(statements) : emptySchema;
  return { direction: 'sqlite-to-postgres', from: 'sqlite', to: 'postgres', schema, project, upgradeTypes };
}
