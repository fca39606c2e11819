import type { Problem } from '../core/types.ts';
import { defineRule, type Context, type Project } from '../rule.ts';
import { runsOnlyOn } from './support/engines.ts';

function* project(project: Project, context: Context): Iterable<Problem & { readonly path: string }> {
  const isMoved = runsOnlyOn(project, context.to);
  for (const fact of project.facts) {
    if (fact.language !== 'markdown' || !isMoved(fact.path)) continue;
    for (const mention of fact.mentions ?? []) {
      if (mention.engine !== context.from || mention.isHistory) continue;
      const { path, start, end, kind, key } = mention;
      const where = key === undefined ? '' : ` under "${key.replace(/[`*_]/g, '').slice(0, 60)}"`;
      yield {
        path, start, end,
        message: kind === 'code' ? `The example${where} still works on SQLite, and the code of this project runs on PostgreSQL.` : `The text${where} still speaks of SQLite, and the code of this project runs on PostgreSQL.`,
        help: kind === 'code' ? 'Show the PostgreSQL command or setting instead.' : 'Say what holds now: the server that is needed, its version, and how it is reached.',
        confidence: 'likely',
      };
    }
  }
}

export default defineRule({
  summary: 'Documents that still describe SQLite',
  why: `A README that promises "no database server needed", an instruction to copy \`data/app.db\` for a backup, an agent's skill file that teaches the old layer: people and programs follow them.
Sentences that tell of the past, compare the engines or offer both are left alone, and so are change logs, decision records and migration guides.`,
  construct: 'SQLite in documents',
  severity: 'info',
  category: 'leftover',
  project,
});
