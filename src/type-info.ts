import type { Binding, Call, Facts } from './core/types.ts';
import { groupBy } from './core/group-by.ts';
import type { ReadText } from './findings.ts';
import { createHasTypes, openTypeDoor } from './hosts/typescript/project.ts';
import type { TypeAnswer, TypeDoor } from './hosts/typescript/type-door.ts';
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

/** What the checker has said of expressions: a fix of SQL changes no type of the program, and a checker for the texts after it costs as much as the first. */
export type KnownTypes = Map<string, TypeAnswer>;

/** The file, the text and which of those with the same text it is; `await` and its parentheses come and go. */
function keysOf(project: Project): ReadonlyMap<Binding, string> {
  const keys = new Map<Binding, string>();
  for (const { path, calls } of project.facts) {
    const byText = groupBy(calls.flatMap((call) => call.bindings), ({ text }) => text.replace(/\bawait\b|[()\s]/g, ''));
    for (const [text, bindings] of byText) bindings.forEach((binding, index) => keys.set(binding, [path, text, index, bindings.length].join('\0')));
  }
  return keys;
}

/** The facts with what the door knows of the wanted bindings. */
export function answerTypes(project: Project, wanted: ReadonlySet<Binding>, typeOf: (binding: Binding) => TypeAnswer): TypeAnswers {
  const answers = new Map<Binding, Binding>();
  for (const binding of wanted) {
    const { type, nullable } = typeOf(binding);
    if (type !== 'unknown') answers.set(binding, { ...binding, type, evidence: 'annotation', ...(nullable && { nullable }) });
  }
  const withAnswers = (call: Call): Call =>
    call.bindings.some((binding) => answers.has(binding)) ? { ...call, bindings: call.bindings.map((binding) => answers.get(binding) ?? binding) } : call;
  return { facts: project.facts.map((fact) => ({ ...fact, calls: fact.calls.map(withAnswers) })), asked: wanted.size, answered: answers.size };
}

export const typesThrough = (door: TypeDoor): ((binding: Binding) => TypeAnswer) => ({ path, start, end }) => door.typeAt(path, start, end);

/** Asks the project's own checker, which is loaded only when there is something to ask that is not `known`; undefined when there is nothing to ask. */
export async function askTypes(
  project: Project, schema: Schema, mode: TypeInfo, cwd: string, readText: ReadText, known: KnownTypes = new Map(),
): Promise<TypeAnswers | undefined> {
  const hasTypes = createHasTypes(cwd);
  if (mode === 'off' || (mode === 'auto' && !project.facts.some((fact) => fact.calls.length > 0 && hasTypes(fact.path)))) return undefined;
  const all = wantedTypes(project, schema, mode);
  const wanted = mode === 'auto' ? new Set([...all].filter((binding) => hasTypes(binding.path))) : all;
  if (wanted.size === 0) return undefined;
  const keys = keysOf(project);
  const unknown = [...wanted].filter((binding) => !known.has(keys.get(binding)!));
  if (unknown.length > 0) {
    const typeOf = typesThrough(await openTypeDoor(cwd, unknown.map(({ path }) => path), readText));
    for (const binding of unknown) known.set(keys.get(binding)!, typeOf(binding));
  }
  return answerTypes(project, wanted, (binding) => known.get(keys.get(binding)!)!);
}

const isUnknown = (binding: Binding): boolean => binding.type === 'unknown' && !binding.spread;

const allUnknown = (project: Project): ReadonlySet<Binding> =>
  new Set(project.facts.flatMap((fact) => fact.calls.flatMap((call) => call.bindings.filter(isUnknown))));

/** Columns that take a string for anything make no difference. */
const TEXTUAL = /^(?:text|character|varchar|char)/;

const telling = (project: Project, schema: Schema): ReadonlySet<Binding> =>
  new Set(project.statements.flatMap((statement) =>
    boundColumns(statement, schema).filter(({ binding, column }) => isUnknown(binding) && !TEXTUAL.test(column.postgresType)).map(({ binding }) => binding)));
