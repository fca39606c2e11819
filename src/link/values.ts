import type { Driver, Method, ResultShape } from '../drivers/driver.ts';
import type { Engine, Fragment, HostOrigin, Origin } from '../core/types.ts';

/** A site of a file. */
export interface SiteRef {
  readonly path: string;
  readonly site: number;
}

export interface HandleValue {
  readonly kind: 'handle';
  readonly driver: Driver;
  readonly engine: Engine | undefined;
  readonly handle: string;
  /** Where the connection was made. */
  readonly opened?: SiteRef;
  /** The call that carries the SQL of a prepared statement. */
  readonly statement?: SiteRef;
  /** The call that carries bindings given ahead. */
  readonly bound?: SiteRef;
  /** The call that was given the function which a transaction runs. */
  readonly work?: SiteRef;
  /** Nobody says what it is: it is called like one of the project's only driver. */
  readonly isGuess?: boolean;
}

/** What an origin turns out to be. */
export type Value =
  /** A driver's module, or an export of it by its dotted name; `''` is the module. */
  | { readonly kind: 'driver'; readonly driver: Driver; readonly engine: Engine | undefined; readonly member: string }
  | HandleValue
  | { readonly kind: 'method'; readonly of: HandleValue; readonly name: string; readonly method: Method }
  | { readonly kind: 'function'; readonly path: string; readonly id: string }
  | { readonly kind: 'class'; readonly path: string; readonly id: string }
  | { readonly kind: 'instance'; readonly path: string; readonly id: string }
  | { readonly kind: 'namespace'; readonly path: string }
  | { readonly kind: 'object'; readonly path: string; readonly members: Readonly<Record<string, Origin>> }
  | { readonly kind: 'array'; readonly path: string; readonly of: Origin }
  | { readonly kind: 'signature'; readonly path: string; readonly returns: Origin; readonly parameters: readonly Origin[] }
  | { readonly kind: 'result'; readonly shape: ResultShape; readonly of: SiteRef }
  | { readonly kind: 'sql'; readonly fragment: Fragment }
  | { readonly kind: 'host'; readonly path: string; readonly origin: HostOrigin }
  /** A parameter that no annotation and no caller explains. */
  | { readonly kind: 'parameter'; readonly path: string; readonly function: string; readonly index: number };

/** A member of an export of a driver. */
export function driverMember(value: Extract<Value, { kind: 'driver' }>, name: string): Value {
  const isModule = value.member === '' || (value.member === 'default' && (value.driver.isDefaultNamespace === true || name === 'default'));
  const member = isModule ? name : `${value.member}.${name}`;
  const handle = value.driver.handleExports?.[member];
  if (handle !== undefined) return { kind: 'handle', driver: value.driver, engine: value.engine, handle };
  return { ...value, member };
}

/** The handle that a driver's type stands for: by its last name (`Database.Database`, `pg.Pool`). */
export function driverType(value: Extract<Value, { kind: 'driver' }>): HandleValue | undefined {
  const last = value.member === '' ? 'default' : value.member.slice(value.member.lastIndexOf('.') + 1);
  const handle = value.driver.types[last] ?? value.driver.opens[value.member]?.gives;
  return handle === undefined ? undefined : { kind: 'handle', driver: value.driver, engine: value.engine, handle };
}

export function handleMember(value: HandleValue, name: string): Value | undefined {
  const table = value.driver.handles[value.handle];
  const inner = table?.members?.[name];
  if (inner !== undefined) return { kind: 'handle', driver: value.driver, engine: value.engine, handle: inner, ...(value.opened && { opened: value.opened }) };
  const method = table && Object.hasOwn(table.methods, name) ? table.methods[name] : undefined;
  if (method) return { kind: 'method', of: value, name, method };
  const isLeftOver = table !== undefined && value.engine === 'postgres' && value.driver.kind === 'driver' && value.isGuess !== true && SQLITE_METHODS.has(name);
  return isLeftOver ? { kind: 'method', of: value, name, method: MISSING } : undefined;
}

/** What only the drivers of SQLite have: on a handle of PostgreSQL such a call was forgotten when the driver changed. */
const SQLITE_METHODS = new Set(['prepare', 'pragma', 'run', 'get', 'all', 'exec', 'iterate', 'transaction', 'executeMultiple', 'loadExtension', 'backup']);

const MISSING: Method = { role: 'missing', sql: { argument: 0 }, result: 'nothing' };
