import type { Engine, Problem, Setting } from '../core/types.ts';
import { ENGINE_NAMES } from '../drivers/driver.ts';
import { defineRule, type Context, type Project } from '../rule.ts';

/** What follows from a setting that names another engine than the code reaches. */
const EFFECTS: Readonly<Record<string, { readonly who: string; readonly effect: string }>> = {
  'drizzle.dialect': { who: 'Drizzle Kit', effect: 'it generates and applies migrations in that dialect' },
  'knex.client': { who: 'Knex\'s command line', effect: 'it runs migrations and seeds there' },
  'typeorm.type': { who: 'TypeORM', effect: 'it loads the driver of that engine, which takes no types of the other' },
  'sequelize.dialect': { who: 'Sequelize', effect: 'it loads the driver of that engine and writes its SQL' },
  'mikro-orm.type': { who: 'MikroORM', effect: 'it loads the driver of that engine and writes its SQL' },
  'mikro-orm.driver': { who: 'MikroORM', effect: 'it writes the SQL of that engine' },
  'better-auth.provider': { who: 'better-auth', effect: 'it converts booleans, dates and JSON for that engine' },
  'lucia.adapter': { who: 'Lucia', effect: 'it sends the SQL of that engine and reads moments as it stores them' },
  'auth.js.adapter': { who: 'Auth.js', effect: 'it sends the SQL of that engine' },
  'datasource.provider': { who: 'Prisma', effect: 'the client that is generated speaks that dialect only' },
};

const NAMES: Readonly<Record<Engine, string>> = { sqlite: 'SQLite', postgres: 'PostgreSQL' };

/** Classes of adapters and drivers have the engine in their names. */
const CLASSES: readonly (readonly [RegExp, Engine])[] = [[/^(?:\w*SQLite\w*|LibSql\w*|\w*D1)(?:Adapter|Driver)$/i, 'sqlite'], [/^(?:\w*Postgre\w*|Neon\w*)(?:Adapter|Driver)$/, 'postgres']];

const engineOf = (name: string): Engine | undefined =>
  (Object.hasOwn(ENGINE_NAMES, name) ? ENGINE_NAMES[name] : CLASSES.find(([pattern]) => pattern.test(name))?.[1]);

function* problems(project: Project, context: Context): Iterable<Problem & { readonly path: string }> {
  for (const fact of project.facts) {
    for (const setting of fact.isTest || project.twinOf(fact.path) !== undefined ? [] : fact.settings) {
      const engine = setting.key in EFFECTS && setting.value !== undefined ? engineOf(setting.value) : undefined;
      const layer = project.dataLayerOf(fact.path);
      const problem = engine && !isApart(setting, engine, context.from) && (layer === 'sqlite' || layer === 'postgres') ? problemOf(setting, engine, layer, context.from) : undefined;
      if (problem && project.whyStays(fact.path, setting.start) === undefined) yield { path: fact.path, start: setting.start, end: setting.end, ...problem };
    }
  }
}

/** Prisma opens its database itself: a driver of the old engine beside it has another one, such as a cache. */
const isApart = ({ key }: Setting, engine: Engine, from: Engine): boolean => key === 'datasource.provider' && engine !== from;

type Found = Pick<Problem, 'message' | 'help' | 'severity'>;

function problemOf(setting: Setting, engine: Engine, layer: Engine, from: Engine): Found | undefined {
  const { who, effect } = EFFECTS[setting.key]!;
  if (engine !== layer) {
    return {
      severity: 'critical', message: `\`${setting.value}\` tells ${who} that the database is ${NAMES[engine]}, and the code reaches ${NAMES[layer]}: ${effect}.`,
      help: 'Name the engine of the driver, and start the migrations anew where they are written for the other one.',
    };
  }
  return engine === from ? {
    severity: 'info', message: `\`${setting.value}\` pins ${who} to ${NAMES[engine]}: ${effect}.`, help: 'Change it together with the driver.',
  } : undefined;
}

export default defineRule({
  summary: 'Settings of ORMs and adapters that name an engine',
  why: 'Besides the driver, an ORM\'s tools and an adapter of an authentication library are told the engine by a name of their own. Where it is forgotten the program connects and works, until the next migration '
    + 'is generated in the old dialect, or a boolean is written as 1.',
  construct: 'settings that name an engine',
  severity: 'critical',
  category: 'breaks',
  signals: ['drizzle-kit', 'better-auth', 'useNullAsDefault', '@lucia-auth/adapter-', '@auth/d1-adapter', '@auth/pg-adapter', '@auth/neon-adapter'],
  manual: [
    'Drizzle, configuration: https://orm.drizzle.team/docs/drizzle-config-file#dialect', 'better-auth, adapters: https://www.better-auth.com/docs/adapters/drizzle',
    'TypeORM, Data source options: https://typeorm.io/docs/data-source/data-source-options', 'Lucia, Database setup: https://v3.lucia-auth.com/database/',
  ],
  project: problems,
});
