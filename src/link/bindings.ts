import type { Binding, BindingForm, HostType, Origin, Related, Site, SiteArgument, Span } from '../core/types.ts';
import { isTellingName } from '../core/telling-names.ts';
import type { BindingPosition } from '../drivers/driver.ts';
import { parametersIn } from './invoke.ts';
import type { SiteRef } from './values.ts';
import type { World } from './world.ts';

export interface Bound {
  readonly bindings: readonly Binding[];
  readonly form: BindingForm;
  readonly span?: Span;
}

const NOTHING: Bound = { bindings: [], form: 'none' };

/** The bindings that a call gets. */
export function readBindings(world: World, ref: SiteRef, site: Site, position: BindingPosition | undefined): Bound {
  if (site.kind === 'tag') return tagged(world, ref, site);
  if (!position) return NOTHING;
  const first = site.arguments[position.argument];
  const keyed = position.keys && site.arguments[0]?.properties?.find((property) => position.keys!.includes(property.name));
  const given = keyed ? [keyed] : first ? site.arguments.slice(position.argument).filter((argument) => !argument.isFunction) : [];
  const [only] = given;
  if (!only) return NOTHING;
  const isOne = given.length === 1 || (position.form === 'array' && !isScalar(toBinding(world, ref, only)));
  if (isOne) return single(world, ref, only, position.form === 'array' || keyed !== undefined);
  const form = given.some((argument) => argument.isSpread) ? 'spread' : 'positional';
  return { bindings: given.map((argument) => toBinding(world, ref, argument)), form, span: { start: only.start, end: given.at(-1)!.end } };
}

const tagged = (world: World, ref: SiteRef, site: Site): Bound => ({
  bindings: site.arguments.map((argument) => toBinding(world, ref, argument)), form: site.arguments.length > 0 ? 'tagged' : 'none',
});

function single(world: World, ref: SiteRef, argument: SiteArgument, isList: boolean): Bound {
  const span = { start: argument.start, end: argument.end };
  if (argument.isSpread) return { bindings: [toBinding(world, ref, argument)], form: 'spread', span };
  if (argument.elements) return { bindings: argument.elements.map((element) => toBinding(world, ref, element)), form: 'array', span };
  if (argument.properties) {
    const bindings = argument.properties.map((property) => ({ ...toBinding(world, ref, property), ...(property.name !== '' && { name: property.name }) }));
    return { bindings, form: 'object', span };
  }
  const binding = toBinding(world, ref, argument);
  if ((isList && !isScalar(binding) && binding.type !== 'object') || binding.type === 'array') return { bindings: [{ ...binding, spread: true }], form: 'array', span };
  if (binding.type === 'object') return { bindings: [{ ...binding, spread: true }], form: 'object', span };
  return { bindings: [binding], form: 'positional', span };
}

/** A value that is certainly no list: where the driver wants one, the call was written for another driver. */
const isScalar = (binding: Binding): boolean => !['unknown', 'array', 'object', 'null', 'undefined'].includes(binding.type);

interface Typed {
  readonly type: HostType;
  readonly evidence: Binding['evidence'];
  readonly nullable: boolean;
  readonly origin?: Related;
}

/** The value that an argument gives to a parameter. */
export function toBinding(world: World, ref: SiteRef, argument: SiteArgument): Binding {
  const typed = typeOf(world, ref.path, argument);
  return {
    path: ref.path, start: argument.start, end: argument.end, text: argument.text, type: typed.type, evidence: typed.evidence,
    ...(argument.isSpread && { spread: true }),
    ...(typed.nullable && { nullable: true }),
    ...(typed.origin && { origin: typed.origin }),
  };
}

/** The host type of an expression: what it shows itself, its annotation, or what the callers of its function give. */
function typeOf(world: World, path: string, argument: SiteArgument): Typed {
  const found = leavesOf(world, path, argument.origin, 0);
  const shown = withoutVague(found.filter((leaf) => leaf.type !== 'null' && leaf.type !== 'undefined'));
  const nullable = found.some((leaf) => leaf.nullable || leaf.type === 'null' || leaf.type === 'undefined');
  const [first] = shown;
  if (!first) return found[0] ? { type: found[0].type, evidence: found[0].evidence, nullable: false } : { type: 'unknown', evidence: 'none', nullable: false };
  const type = shown.map((leaf) => leaf.type).reduce(join);
  const chosen = shown.find((leaf) => leaf.type === type) ?? first;
  const isHere = chosen.path === path && chosen.start >= argument.start && chosen.end <= argument.end;
  const origin: Related | undefined = isHere || type === 'unknown' ? undefined : { path: chosen.path, span: { start: chosen.start, end: chosen.end }, message: originMessage(chosen) };
  const evidence = type === 'unknown' ? 'none' : isHere || chosen.evidence === 'annotation' ? chosen.evidence : 'flow';
  return { type, evidence, nullable, ...(origin && { origin }) };
}

interface Leaf extends Span {
  readonly path: string;
  readonly type: HostType;
  readonly evidence: 'literal' | 'expression' | 'annotation';
  readonly nullable: boolean;
}

const DEEPEST_FLOW = 4;

/** Every host value that an origin can be. A parameter that is only said to be a text, or nothing at all, is what its callers give it. */
function leavesOf(world: World, path: string, origin: Origin, depth: number): readonly Leaf[] {
  const values = world.evaluate(path, origin);
  const own = values.flatMap((value): readonly Leaf[] => {
    if (value.kind === 'host') return [{ path: value.path, start: value.origin.start, end: value.origin.end, type: value.origin.type, evidence: value.origin.evidence, nullable: value.origin.nullable ?? false }];
    if (value.kind === 'array' || value.kind === 'object') return [{ path, start: -1, end: -1, type: value.kind, evidence: 'expression', nullable: false }];
    return [];
  });
  const isOpen = own.every((leaf) => leaf.evidence === 'annotation' && leaf.type === 'string');
  if (!isOpen || depth >= DEEPEST_FLOW) return own.filter((leaf) => leaf.start >= 0 || leaf.type === 'array' || leaf.type === 'object');
  const asked = [...parametersIn(origin), ...values.flatMap((value) => (value.kind === 'parameter' && value.path === path ? [value] : []))];
  const given = asked.flatMap((parameter) => givenTo(world, path, parameter.function, parameter.index, depth));
  if (given.length === 0 || (own.length > 0 && given.every((leaf) => leaf.type === 'string'))) return own;
  return own.some((leaf) => leaf.nullable) ? given.map((leaf) => ({ ...leaf, nullable: true })) : given;
}

/**
 * What callers give to a parameter. Other files are asked only for parameters whose name tells that it matters, since only for those are they
 * read at all; tests are not asked about the code they test.
 */
function givenTo(world: World, path: string, id: string, index: number, depth: number): readonly Leaf[] {
  const parameter = world.links(path)?.functions[id]?.parameters[index];
  if (parameter?.isRest) return [{ path, start: -1, end: -1, type: 'array', evidence: 'expression', nullable: false }];
  const isTelling = isTellingName(parameter?.name ?? '');
  const asked = world.callersOf(path, id).filter((ref) => ref.path === path || (isTelling && (world.isTest(path) || !world.isTest(ref.path))));
  return asked.flatMap((ref) => {
    const argument = world.site(ref)?.arguments[index];
    return argument && !argument.isSpread ? leavesOf(world, ref.path, argument.origin, depth + 1) : [];
  });
}

/** `let at: string = new Date().toISOString()`: the value says more than the annotation. */
function withoutVague(leaves: readonly Leaf[]): readonly Leaf[] {
  const family = (leaf: Leaf): number => (NUMBERS.includes(leaf.type) ? 1 : TEXTS.includes(leaf.type) ? 2 : 0);
  const isVague = (leaf: Leaf): boolean => leaf.evidence === 'annotation' && (leaf.type === 'number' || leaf.type === 'string');
  return leaves.filter((leaf) => !isVague(leaf) || !leaves.some((other) => !isVague(other) && other.evidence !== 'annotation' && family(other) === family(leaf)));
}

const NUMBERS: readonly HostType[] = ['flag', 'number', 'epoch-ms', 'epoch-s'];
const TEXTS: readonly HostType[] = ['iso-string', 'json-string', 'string'];

/** The type of a value that is one or the other. */
function join(a: HostType, b: HostType): HostType {
  if (a === b) return a;
  if (NUMBERS.includes(a) && NUMBERS.includes(b)) return 'number';
  return TEXTS.includes(a) && TEXTS.includes(b) ? 'string' : 'unknown';
}

const WORDS: Partial<Readonly<Record<HostType, string>>> = {
  'iso-string': 'the text of a date', 'json-string': 'JSON text', string: 'a text', 'epoch-ms': 'milliseconds since 1970', 'epoch-s': 'seconds since 1970',
  number: 'a number', flag: '0 or 1', boolean: 'a boolean', Date: 'a Date', bytes: 'bytes', array: 'an array', object: 'an object', bigint: 'a bigint',
};

const originMessage = (leaf: Leaf): string => `${leaf.evidence === 'annotation' ? 'Declared here as' : 'It is'} ${WORDS[leaf.type] ?? leaf.type}${leaf.evidence === 'annotation' ? '' : ' here'}.`;
