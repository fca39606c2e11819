import type { Engine, Problem, Setting, SettingRead } from '../core/types.ts';
import { defineRule, type Context, type Project } from '../rule.ts';
import { isImplicit, isPoolSetting, lastName } from './support/settings.ts';

type Located = Problem & { readonly path: string };

const KIND_ORDER: Readonly<Record<Setting['kind'], number>> = { 'config-object': 0, schema: 1, 'config-file': 2, env: 3, document: 4 };

function* project(project: Project, context: Context): Iterable<Located> {
  const { rootOf } = project;
  const groups = new Map<string, Setting[]>();
  for (const fact of project.facts) {
    if (fact.isTest) continue;
    for (const setting of fact.settings) {
      const root = rootOf(setting.path);
      if (!isPoolSetting(setting.key) || isImplicit(setting.key) || !reaches(project.dataLayerOf(setting.path), context.to)) continue;
      const key = `${root}\0${setting.kind === 'config-object' ? lastName(setting.key) : setting.key}`;
      groups.set(key, [...(groups.get(key) ?? []), setting]);
    }
  }
  if (groups.size === 0) return;
  const sources = project.facts.filter((fact) => !fact.isTest);
  const reads = sources.flatMap((fact) => fact.settingReads);
  if (!sources.some((fact) => fact.connections.some((connection) => connection.engine === context.to))) return;
  yield* joinDeadEnds([...groups.values()].flatMap((group): readonly DeadEnd[] => {
    const [first, ...others] = [...group].sort((a, b) => KIND_ORDER[a.kind] - KIND_ORDER[b.kind] || (a.path < b.path ? -1 : 1));
    const isProse = first?.kind === 'document' && first.key.includes('.');
    const end = first && !isProse ? deadEnd(first, reads) : undefined;
    return first && end ? [{ setting: first, others, ...end }] : [];
  }));
}

interface DeadEnd {
  readonly setting: Setting;
  /** Where it is named as well. */
  readonly others: readonly Setting[];
  /** The read that fills another setting with it, which nobody reads. */
  readonly into?: SettingRead;
}

/** A variable that only fills a setting which is reported itself is named there. */
function* joinDeadEnds(ends: readonly DeadEnd[]): Iterable<Located> {
  const ownerOf = (end: DeadEnd): DeadEnd | undefined =>
    end.into && ends.find((other) => other.setting.kind === 'config-object' && other.setting.path === end.into!.path && other.setting.key === end.into!.into);
  for (const end of ends) {
    if (ownerOf(end)) continue;
    const fed = ends.filter((other) => ownerOf(other) === end).flatMap((other) => [other.setting, ...other.others]);
    yield toProblem(end.setting, end, [...end.others, ...fed]);
  }
}

const reaches = (layer: Project['dataLayer'], engine: Engine): boolean => layer === engine || layer === 'both';

/** Where a setting stops: nobody reads it, or it only fills a setting of the program that nobody reads. Undefined where it may reach something. */
function deadEnd(setting: Setting, reads: readonly SettingRead[]): { readonly into?: SettingRead } | undefined {
  const isInCode = setting.kind === 'config-object' || setting.kind === 'schema';
  if (isInCode && reads.some((read) => read.into === undefined && (read.key === '*' || setting.key.startsWith(`${read.key}.`)))) return undefined;
  const own = reads.filter((read) => isReadOf(read, setting));
  if (own.length === 0) return {};
  const passes = own.filter((read) => read.into !== undefined);
  if (passes.length < own.length) return undefined;
  const isDead = passes.every((read) => !reads.some((other) => other !== read && other.into === undefined && holds(other.key, read.into!)));
  return isDead ? { into: passes[0]! } : undefined;
}

/** Whether a read of that key reads the setting: by its last name, as part of a group, or with the whole configuration. */
const holds = (key: string, setting: string): boolean => key === '*' || lastName(key) === lastName(setting) || setting.startsWith(`${key}.`);

const isReadOf = (read: SettingRead, setting: Setting): boolean =>
  setting.kind === 'env' || setting.kind === 'document' || setting.kind === 'schema' ? lastName(read.key) === lastName(setting.key) : lastName(read.key) === lastName(setting.key) && read.into === undefined;

function toProblem(setting: Setting, end: { readonly into?: SettingRead }, others: readonly Setting[]): Located {
  const isDeclared = setting.kind === 'config-object' || setting.kind === 'schema';
  const { into } = end;
  return {
    path: setting.path, start: setting.start, end: setting.end,
    severity: isDeclared || into ? 'critical' : 'warning',
    message: into
      ? `\`${setting.key}\` is read into \`${into.into}\`, which nothing reads: the pool keeps its own value.`
      : `\`${setting.key}\` is ${setting.kind === 'document' ? 'documented' : 'declared'} and nothing reads it: the pool keeps its own value.`,
    help: 'Pass it to the pool when it is created, or remove it where it is declared and documented.',
    related: [
      ...(into ? [{ path: into.path, span: { start: into.start, end: into.end }, message: `Read into \`${into.into}\` here` }] : []),
      ...others.map((other) => ({ path: other.path, span: { start: other.start, end: other.end }, message: 'Also named here' })),
    ],
  };
}

export default defineRule({
  summary: 'Pool and connection settings that reach no pool',
  why: `A migration adds \`DB_POOL_SIZE\` to the environment, the config object and the README, and the pool is created elsewhere with numbers of its own. Whoever raises the limit in an outage changes nothing. The rule follows a setting from where it is
declared or documented through the config object to its reads; a read that goes anywhere but into another unread setting counts as use. Variables that the driver reads by itself (\`PGHOST\`, \`PGPOOLSIZE\` of libraries) and those of the
server's image are left alone.`,
  construct: 'settings of the pool that nobody reads',
  severity: 'critical',
  category: 'operational',
  silent: true,
  manual: ['node-postgres, Pool: https://node-postgres.com/apis/pool'],
  directions: ['sqlite-to-postgres', 'portable'],
  project,
});
