import type { Binding, Call, Facts } from './core/types.ts';
import type { ReadText } from './findings.ts';
import { createHasTypes, openTypeDoor } from './hosts/typescript/project.ts';
import type { TypeDoor } from './hosts/typescript/type-door.ts';
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

/** The bindings that the checker is asked for. */
export function wantedTypes(project: Project, schema: Schema, mode: TypeInfo): ReadonlySet<Binding> {
  if (mode === 'off') return new Set();
  return mode === 'full' ? allUnknown(project) : telling(project, schema);
}

/** The facts with what the door knows of the wanted bindings. */
export function answerTypes(project: Project, wanted: ReadonlySet<Binding>, door: TypeDoor): TypeAnswers {
  const answers = new Map<Binding, Binding>();
  for (const binding of wanted) {
    const { type, nullable } = door.typeAt(binding.path, binding.start, binding.end);
    if (type !== 'unknown') answers.set(binding, { ...binding, type, evidence: 'annotation', ...(nullable && { nullable }) });
  }
  const withAnswers = (call: Call): Call =>
    call.bindings.some((binding) => answers.has(binding)) ? { ...call, bindings: call.bindings.map((binding) => answers.get(binding) ?? binding) } : call;
  return { facts: project.facts.map((fact) => ({ ...fact, calls: fact.calls.map(withAnswers) })), asked: wanted.size, answered: answers.size };
}

/** Asks the project's own checker, which is loaded only when there is something to ask; undefined when there is not. */
export async function askTypes(project: Project, schema: Schema, mode: TypeInfo, cwd: string, readText: ReadText): Promise<TypeAnswers | undefined> {
  const hasTypes = createHasTypes(cwd);
  if (mode === 'off' || (mode === 'auto' && !project.facts.some((fact) => fact.calls.length > 0 && hasTypes(fact.path)))) return undefined;
  const all = wantedTypes(project, schema, mode);
  const wanted = mode === 'auto' ? new Set([...all].filter((binding) => hasTypes(binding.path))) : all;
  return wanted.size === 0 ? undefined : answerTypes(project, wanted, await openTypeDoor(cwd, [...wanted].map(({ path }) => path), readText));
}

const isUnknown = (binding: Binding): boolean => binding.type === 'unknown' && !binding.spread;

const allUnknown = (project: Project): ReadonlySet<Binding> =>
  new Set(project.facts.flatMap((fact) => fact.calls.flatMap((call) => call.bindings.filter(isUnknown))));

/** Columns that take a string for anything make no difference. */
const TEXTUAL = /^(?:text|character|varchar|char)/;

const telling = (project: Project, schema: Schema): ReadonlySet<Binding> =>
  new Set(project.statements.flatMap((statement) =>
    boundColumns(statement, schema).filter(({ binding, column }) => isUnknown(binding) && !TEXTUAL.test(column.postgresType)).map(({ binding }) => binding)));
