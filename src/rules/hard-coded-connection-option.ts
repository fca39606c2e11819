import type { Connection, ConnectionOption, Problem, Setting } from '../core/types.ts';
import { defineRule, type Context, type Project } from '../rule.ts';
import { meansOption } from './support/settings.ts';

/** Programs that run once need no setting; a pool of one or two connections is meant so. */
const SHORT_LIVED = /(?:^|\/)(?:scripts?|bin|tools?|bench(?:marks?)?|migrations?|seeds?)\//i;

type Located = Problem & { readonly path: string };

function* project(project: Project, context: Context): Iterable<Located> {
  const { rootOf } = project;
  const settings = project.facts.filter((fact) => !fact.isTest).flatMap((fact) => fact.settings);
  for (const fact of project.facts) {
    const isShortLived = fact.isTest || SHORT_LIVED.test(fact.path);
    const connections = fact.connections.filter((connection) => !isShortLived && !connection.inTest && connection.engine === context.to);
    const near = connections.length === 0 ? [] : settings.filter((setting) => rootOf(fact.path).startsWith(rootOf(setting.path)));
    for (const connection of connections) yield* ofConnection(connection, near);
  }
}

function* ofConnection(connection: Connection, settings: readonly Setting[]): Iterable<Located> {
  for (const option of connection.options) {
    const isDeliberate = /^(?:max|min)$/.test(option.key) && Number(option.literal) <= 2;
    const setting = option.literal === undefined || isDeliberate ? undefined : settings.find((own) => meansOption(option.key, own.key));
    if (setting) yield toProblem(connection, option, setting);
  }
}

function toProblem(connection: Connection, option: ConnectionOption, setting: Setting): Located {
  const isSecret = /pass|connectionString|url/i.test(option.key);
  return {
    path: connection.path, start: option.start, end: option.end,
    message: `\`${option.key}\` is ${isSecret ? 'written out' : `fixed to ${option.literal}`} here, beside the setting \`${setting.key}\`: changing the setting changes nothing.`,
    help: `Take the value from \`${setting.key}\`, and keep the number as its default.`,
    related: [{ path: setting.path, span: { start: setting.start, end: setting.end }, message: `\`${setting.key}\` is ${setting.kind === 'document' ? 'documented' : 'declared'} here` }],
  };
}

export default defineRule({
  summary: 'Connection options that are fixed in code although a setting for them exists',
  why: `The pool is created with \`max: 10\` while the configuration has a key for the size of the pool: the number in the code wins, and the setting is believed. The rule compares the literals among the options of PostgreSQL connections with
the settings of the package (environment files, config objects and files, documents). Numbers without such a setting are nobody's business.`,
  construct: 'fixed connection options beside a setting',
  severity: 'warning',
  category: 'operational',
  silent: true,
  directions: ['sqlite-to-postgres', 'portable'],
  manual: ['node-postgres, Pool: https://node-postgres.com/apis/pool'],
  project,
});
