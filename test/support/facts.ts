import type { Call, Facts } from '../../src/core/types.ts';
import { readSources } from '../../src/gather.ts';
import { link } from '../../src/link/index.ts';

process.env['DBMIG_RETHROW'] = '1';

/** The linked facts of a little project: texts by path. */
export async function factsOf(files: Readonly<Record<string, string>>): Promise<readonly Facts[]> {
  return link(await readSources(Object.entries(files).map(([path, text]) => ({ path, text }))));
}

/** The calls of one file; `src/app.ts` when none is named. */
export async function callsOf(files: string | Readonly<Record<string, string>>, path = 'src/app.ts'): Promise<readonly Call[]> {
  const facts = await factsOf(typeof files === 'string' ? { [path]: files } : files);
  return facts.find((fact) => fact.path === path)?.calls ?? [];
}

/** A call in one line: driver, method, SQL, bindings with their host types. */
export const inBrief = (call: Call): string =>
  [
    call.driver ?? '?', call.method, call.fragment?.text ?? '-', call.bindingForm,
    ...call.bindings.map((binding) => `${binding.name === undefined ? '' : `${binding.name}=`}${binding.spread ? '...' : ''}${binding.type}${binding.nullable ? '?' : ''}`),
  ].join(' | ');

/** The reads of a call in one line each. */
export const readsInBrief = (call: Call): readonly string[] =>
  call.reads.map((read) => `${read.of === 'result' ? 'result' : ''}${read.property === undefined ? 'row' : `.${read.property}`} ${read.use}${read.detail === undefined ? '' : ` ${read.detail}`}`);
