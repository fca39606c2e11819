/** Functions that are written into the project, as small modules of their own, where the language has no form that waits. */
export interface HelperModule {
  /** Names for the file, the first that is free. */
  readonly names: readonly string[];
  readonly about: string;
  /** The text of each function, behind `export`. */
  readonly functions: Readonly<Record<string, string>>;
  /** Functions that one uses. */
  readonly needs: Readonly<Record<string, readonly string[]>>;
}

const IN_ORDER: HelperModule = {
  names: ['in-order', 'array-in-order', 'array-methods-in-order'],
  about: 'Methods of arrays whose callbacks may wait. Each call has finished before the next one begins.',
  needs: { sortInOrder: ['toSortedInOrder'] },
  functions: {
    forEachInOrder: `async function forEachInOrder<T>(items: Iterable<T>, callback: (item: T, index: number) => unknown): Promise<void> {
  let index = 0;
  for (const item of items) await callback(item, index++);
}`,
    mapInOrder: `async function mapInOrder<T, R>(items: Iterable<T>, callback: (item: T, index: number) => Promise<R> | R): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await callback(item, results.length));
  return results;
}`,
    flatMapInOrder: `async function flatMapInOrder<T, R>(items: Iterable<T>, callback: (item: T, index: number) => Promise<R | readonly R[]> | R | readonly R[]): Promise<R[]> {
  const results: (R | readonly R[])[] = [];
  for (const item of items) results.push(await callback(item, results.length));
  return results.flat() as R[];
}`,
    filterInOrder: `async function filterInOrder<T>(items: Iterable<T>, callback: (item: T, index: number) => unknown): Promise<T[]> {
  const results: T[] = [];
  let index = 0;
  for (const item of items) if (await callback(item, index++)) results.push(item);
  return results;
}`,
    findInOrder: `async function findInOrder<T>(items: Iterable<T>, callback: (item: T, index: number) => unknown): Promise<T | undefined> {
  let index = 0;
  for (const item of items) if (await callback(item, index++)) return item;
  return undefined;
}`,
    findIndexInOrder: `async function findIndexInOrder<T>(items: Iterable<T>, callback: (item: T, index: number) => unknown): Promise<number> {
  let index = 0;
  for (const item of items) {
    if (await callback(item, index)) return index;
    index++;
  }
  return -1;
}`,
    someInOrder: `async function someInOrder<T>(items: Iterable<T>, callback: (item: T, index: number) => unknown): Promise<boolean> {
  let index = 0;
  for (const item of items) if (await callback(item, index++)) return true;
  return false;
}`,
    everyInOrder: `async function everyInOrder<T>(items: Iterable<T>, callback: (item: T, index: number) => unknown): Promise<boolean> {
  let index = 0;
  for (const item of items) if (!(await callback(item, index++))) return false;
  return true;
}`,
    reduceInOrder: `async function reduceInOrder<T, R>(items: Iterable<T>, callback: (result: R, item: T, index: number) => Promise<R> | R, initial: R): Promise<R> {
  let result = initial;
  let index = 0;
  for (const item of items) result = await callback(result, item, index++);
  return result;
}`,
    sortInOrder: `async function sortInOrder<T>(items: T[], compare: (a: T, b: T) => Promise<number> | number): Promise<T[]> {
  const sorted = await toSortedInOrder(items, compare);
  sorted.forEach((item, index) => {
    items[index] = item;
  });
  return items;
}`,
    toSortedInOrder: `async function toSortedInOrder<T>(items: Iterable<T>, compare: (a: T, b: T) => Promise<number> | number): Promise<T[]> {
  const sorted: T[] = [];
  for (const item of items) {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((await compare(item, sorted[middle]!)) < 0) high = middle;
      else low = middle + 1;
    }
    sorted.splice(low, 0, item);
  }
  return sorted;
}`,
    collectInOrder: `async function collectInOrder<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}`,
  },
};

const FORWARD_ERRORS: HelperModule = {
  names: ['forward-errors', 'express-errors', 'forward-express-errors'],
  about: 'Express 4 does not wait for its handlers: one that rejects would leave its request without an answer.',
  needs: {},
  functions: {
    forwardErrors: `function forwardErrors<F extends (...values: any[]) => unknown>(handler: F): F {
  const run = async (values: any[]): Promise<void> => {
    try {
      await handler(...values);
    } catch (error) {
      values[values.length - 1](error);
    }
  };
  const forwarding = handler.length > 3
    ? (error: any, request: any, response: any, next: any) => run([error, request, response, next])
    : (request: any, response: any, next: any) => run([request, response, next]);
  return forwarding as unknown as F;
}`,
  },
};

export const HELPER_MODULES: readonly HelperModule[] = [IN_ORDER, FORWARD_ERRORS];
