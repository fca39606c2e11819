import { build } from 'esbuild';
import { ModuleKind, ModuleResolutionKind, Node, Project, ScriptTarget, ts, type SourceFile } from 'ts-morph';
import { cascade, type CascadeComponent } from '../../src/codemods/cascade/index.ts';
import { applyEdits } from '../../src/core/edits.ts';
import type { Place, ProposedEdit } from '../../src/core/types.ts';
import type { SpecFile } from './spec.ts';

/** Runs the cascade on small projects in which `sync(x)` stands for the call of a synchronous driver and `await later(x)` for what it becomes. */

const LIBRARY = `
declare function sync<T>(value: T): T;
declare function later<T>(value: T): Promise<T>;
declare function print(...values: readonly unknown[]): void;
declare function it(title: string, body: () => void | Promise<void>): void;
declare function describe(title: string, body: () => void): void;
declare function beforeEach(body: () => unknown): void;
interface Matchers { toBe(value: unknown): void; toEqual(value: unknown): void; toThrow(expected?: string | RegExp): void; toBeNull(): void; not: Matchers; rejects: Matchers; resolves: Matchers }
declare function expect<T>(actual: T): Matchers;
declare const assert: { throws(body: () => unknown, expected?: RegExp): void; rejects(body: () => Promise<unknown>, expected?: RegExp): Promise<void> };
declare function emit(listener: (event: string) => void): void;
declare function within<T>(work: () => T): T;
declare function route<R extends string | Promise<string>>(...handlers: (() => R)[]): void;
declare function setTimeout(work: () => void, ms: number): number;
declare function createApp(): any;
declare function require(path: string): any;
declare const module: { exports: any };
declare const exports: any;
`;

const ROOT = '/project/';

/** One project for all cases, so that TypeScript's own library is read once. */
const shared = new Project({
  useInMemoryFileSystem: true,
  compilerOptions: {
    strict: true, noEmit: true, allowJs: true, skipLibCheck: true, skipDefaultLibCheck: true, lib: ['lib.es2023.d.ts'], target: ScriptTarget.ES2022, module: ModuleKind.ESNext,
    moduleResolution: ModuleResolutionKind.Bundler, allowImportingTsExtensions: true, types: [],
  },
});
shared.createSourceFile(`${ROOT}node_modules/@types/globals/index.d.ts`, LIBRARY);

/** The project with these files and no others: what was opened before is gone. */
export function openProject(files: readonly SpecFile[]): Project {
  for (const file of ownFiles(shared)) shared.removeSourceFile(file);
  for (const { path, text } of files) if (/\.[mc]?[jt]sx?$/.test(path)) shared.createSourceFile(ROOT + path, text);
  return shared;
}

const isSeed = (node: Node): boolean => Node.isCallExpression(node) && node.getExpression().getText() === 'sync';

/** A function whose leading comment says `region` is made async by the caller of the cascade. */
const isRegion = (node: Node): boolean => Node.isArrowFunction(node) && /\/\* region \*\/\s*$/.test(node.getSourceFile().getFullText().slice(0, node.getStart()));

const nodesOf = (project: Project): readonly Node[] => ownFiles(project).flatMap((file) => [...file.forEachDescendantAsArray()]);

const ownFiles = (project: Project): readonly SourceFile[] => project.getSourceFiles().filter((file) => !file.getFilePath().includes('node_modules'));

const toPath = (absolute: string): string => absolute.slice(ROOT.length);

export interface Outcome {
  readonly components: readonly CascadeComponent[];
  readonly files: readonly SpecFile[];
}

/** The files after the edits of all components without a barrier, and of the driver, for which the tests stand in. */
export function run(project: Project, files: readonly SpecFile[]): Outcome {
  const nodes = nodesOf(project);
  const place = (node: Node): Place => ({ path: toPath(node.getSourceFile().getFilePath()), start: node.getStart(), end: node.getEnd() });
  const regions = nodes.filter(isRegion);
  const readText = (path: string): string | undefined => files.find((file) => file.path === path)?.text;
  const seeds = nodes.filter(isSeed).map((node) => node.compilerNode);
  const { components } = cascade({ morph: project, toPath, seeds, regions: regions.map(place), readText });
  const passed = components.filter((component) => component.barriers.length === 0);
  const edits = [
    ...passed.flatMap((component) => [...component.edits, ...component.seeds.flatMap(driverEdits)]),
    ...(passed.length > 0 ? regions.map((node) => ({ ...place(node), end: node.getStart(), text: 'async ' })) : []),
  ];
  return {
    components,
    files: [
      ...files.map(({ path, text }) => ({ path, text: applyEdits(text, edits.filter((edit) => edit.path === path)) })),
      ...passed.flatMap((component) => component.created),
    ],
  };
}

function driverEdits(seed: ts.Node): readonly ProposedEdit[] {
  const argumentsSpan = { start: (seed as ts.CallExpression).expression.end, end: seed.end };
  return [{ path: toPath(seed.getSourceFile().fileName), start: seed.getStart(), end: seed.end, text: ['(await later', argumentsSpan, ')'] }];
}

export const typeErrors = (project: Project): readonly string[] =>
  project.getPreEmitDiagnostics().map((one) => `${one.getSourceFile()?.getBaseName()}:${one.getLineNumber()} ${ts.flattenDiagnosticMessageText(one.compilerObject.messageText, '\n')}`);

/** Bundles the files, runs the first one and returns what it prints. `expect`, `it` and their like are small stand-ins. */
export async function execute(files: readonly SpecFile[]): Promise<readonly string[]> {
  const texts = new Map(files.map(({ path, text }) => [`/${path}`, text]));
  const find = (path: string): string | undefined => [path, `${path}.ts`, `${path}.js`, path.replace(/js$/, 'ts')].find((one) => texts.has(one));
  const bundle = await build({
    entryPoints: [`/${files[0]!.path}`], bundle: true, write: false, format: 'esm', target: 'es2022', logLevel: 'silent',
    plugins: [{
      name: 'memory',
      setup: (hooks) => {
        hooks.onResolve({ filter: /.*/ }, ({ path, importer }) => ({ path: find(new URL(path, `memory://x${importer}`).pathname)!, namespace: 'memory' }));
        hooks.onLoad({ filter: /.*/, namespace: 'memory' }, ({ path }) => ({ contents: texts.get(path)!, loader: path.endsWith('ts') ? 'ts' : 'js' }));
      },
    }],
  });
  const lines: string[] = [];
  const key = `case${counter++}`;
  const given = standIns(lines);
  Object.assign(globalThis, { [key]: given });
  const names = Object.keys(given).join(', ');
  const url = `data:text/javascript;base64,${Buffer.from(`const { ${names} } = globalThis.${key};\n${bundle.outputFiles[0]!.text}`).toString('base64')}`;
  await import(/* @vite-ignore */ url);
  await given.finish();
  Object.assign(globalThis, { [key]: undefined });
  return lines;
}

let counter = 0;

const tick = (): Promise<void> => new Promise((resolve) => {
  setTimeout(resolve, 1);
});

/* eslint-disable @typescript-eslint/explicit-function-return-type -- stand-ins of untyped globals */

function standIns(lines: string[]) {
  const bodies: (() => unknown)[] = [];
  const before: (() => unknown)[] = [];
  const record = <T>(value: T): T => {
    lines.push(`query ${JSON.stringify(value)}`);
    if (value === 'fail') throw new Error('failed');
    return value;
  };
  const show = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, (_, inner: unknown) => (inner instanceof Promise ? 'a promise!' : inner))) ?? 'undefined';
  return {
    sync: record,
    later: async <T>(value: T): Promise<T> => {
      await tick();
      return record(value);
    },
    print: (...values: readonly unknown[]) => void lines.push(values.map((value) => (value instanceof Promise ? 'a promise!' : show(value))).join(' ')),
    it: (title: string, body: () => unknown) => void bodies.push(async () => {
      for (const hook of before) await hook();
      lines.push(`it ${title}`);
      await body();
    }),
    describe: (_: string, body: () => void) => body(),
    beforeEach: (body: () => unknown) => void before.push(body),
    emit: (listener: (event: string) => void) => listener('event'),
    within: <T>(work: () => T): T => work(),
    route: async (handler: () => unknown) => void lines.push(`answered ${show(await handler())}`),
    createApp: () => appOf(lines),
    expect: matchersOf,
    assert: { throws: (body: () => unknown) => matchersOf(body).toThrow(), rejects: (body: () => Promise<unknown>) => matchersOf(body).rejects.toThrow() },
    finish: async () => {
      for (const body of bodies) await body();
      for (let round = 0; round < 20; round++) await tick();
    },
  };
}

/** As much of Express 4 as the pages use: it catches what a handler throws, and does not look at what it returns. */
function appOf(lines: string[]) {
  type Handler = (...values: unknown[]) => unknown;
  const handlers: { readonly path: string | undefined; readonly handler: Handler }[] = [];
  const add = (path: unknown, ...others: readonly Handler[]): void => {
    const own = typeof path === 'string' ? others : [path as Handler, ...others];
    handlers.push(...own.map((handler) => ({ path: typeof path === 'string' ? path : undefined, handler })));
  };
  return {
    use: add, get: add,
    request: (path: string, request: unknown): Promise<void> => new Promise((answered) => {
      const own = handlers.filter((one) => one.path === undefined || one.path === path).map(({ handler }) => handler);
      const answer = (text: string): void => {
        lines.push(`${path} ${text}`);
        answered();
      };
      const response = { json: (value: unknown) => answer(JSON.stringify(value)) };
      const next = (error?: unknown): void => {
        let handler = own.shift();
        while (handler && (handler.length === 4) !== (error !== undefined)) handler = own.shift();
        if (!handler && error !== undefined) answer(error instanceof Error ? error.message : 'failed');
        try {
          if (error === undefined) handler?.(request, response, next);
          else handler?.(error, request, response, next);
        } catch (thrown) {
          next(thrown);
        }
      };
      next();
    }),
  };
}

/** As much of `expect` as the pages use. */
function matchersOf(actual: unknown) {
  const check = (isRight: boolean, text: string): void => {
    if (!isRight) throw new Error(`expected ${text}`);
  };
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  const failureOf = (body: unknown): unknown => {
    try {
      (body as () => unknown)();
      return undefined;
    } catch (error) {
      return error;
    }
  };
  const settle = async (): Promise<{ readonly value?: unknown; readonly error?: unknown }> => {
    try {
      return { value: await (typeof actual === 'function' ? (actual as () => unknown)() : actual) };
    } catch (error) {
      return { error };
    }
  };
  return {
    toBe: (value: unknown) => check(Object.is(actual, value), `${String(actual)} to be ${String(value)}`),
    toBeNull: () => check(actual === null, 'null'),
    toEqual: (value: unknown) => check(same(actual, value), `${JSON.stringify(actual)} to equal ${JSON.stringify(value)}`),
    toThrow: () => check(failureOf(actual) !== undefined, 'to throw'),
    not: { toThrow: () => check(failureOf(actual) === undefined, 'not to throw') },
    rejects: { toThrow: async () => check((await settle()).error !== undefined, 'to reject') },
    resolves: { not: { toThrow: async () => check((await settle()).error === undefined, 'to resolve') } },
  };
}
