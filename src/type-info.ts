import type { Binding, Call, Facts } from './core/types.ts';
import type { ReadText } from './findings.ts';
import { openTypeDoor, hasTypes } from './hosts/typescript/project.ts';
import type { Project } from './rule.ts';
import { boundColumns } from './sql/parameter-columns.ts';
import type { Schema } from './sql/schema.ts';

/**
 * `off`: TypeScript's checker is never asked. `auto`: for bindings that nothing else tells, of columns where it makes a difference, in projects whose
 * packages are installed. `full`: for every binding that nothing else tells.
 */
export type TypeInfo = 'off' | 'auto' | 'full';

export interface TypeAnswers {
  /** The facts with the types that the checker knew. */
  readonly facts: readonly Facts[];
  readonly asked: number;
  readonly answered: number;
}

/** Asks the checker for the types of bindings that are unknown; undefined when there is nothing to ask. `cwd` is where the project stands. */
export async function askTypes(project: Project, schema: Schema, mode: TypeInfo, cwd: string, readText: ReadText): Promise<TypeAnswers | undefined> {
  if (mode === 'off' || (mode === 'auto' && !hasTypes(cwd))) return undefined;
  const wanted = mode === 'full' ? allUnknown(project) : telling(project, schema);
  if (wanted.size === 0) return undefined;
  const door = await openTypeDoor(cwd, readText);
  const answers = new Map<Binding, Binding>();
  for (const binding of wanted) {
    const { type, nullable } = door.typeAt(binding.path, binding.start, binding.end);
    if (type !== 'unknown') answers.set(binding, { ...binding, type, evidence: 'annotation', ...(nullable && { nullable }) });
  }
  const withAnswers = (call: Call): Call =>
    call.bindings.some((binding) => answers.has(binding)) ? { ...call, bindings: call.bindings.map((binding) => answers.get(binding) ?? binding) } : call;
  return { facts: project.facts.map((fact) => ({ ...fact, calls: fact.calls.map(withAnswers) })), asked: wanted.size, answered: answers.size };
}

const isUnknown = (binding: Binding): boolean => binding.type === 'unknown' && !binding.spread;

const allUnknown = (project: Project): ReadonlySet<Binding> => new Set(project.facts.flatMap((fact) => fact.calls.flatMap((call) => call.bindings.filter(isUnknown))));

/** Columns that take a string for anything make no difference. */
const TEXTUAL = /^(?:text|character|varchar|char)/;

const telling = (project: Project, schema: Schema): ReadonlySet<Binding> =>
  new Set(project.statements.flatMap((statement) =>
    boundColumns(statement, schema).filter(({ binding, column }) => isUnknown(binding) && !TEXTUAL.test(column.postgresType)).map(({ binding }) => binding)));
