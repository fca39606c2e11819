/** What the converted code takes from the support module. */
export type SupportName = 'openDatabase' | 'quoted' | 'numbered' | 'named' | 'batch' | 'answer' | 'each' | 'settled' | 'standIn' | 'userVersion' | 'setUserVersion' | 'Database' | 'Query' | 'Result' | 'DatabaseError';

const TYPES: ReadonlySet<SupportName> = new Set(['Database', 'Query', 'Result']);

export const isTypeName = (name: SupportName): boolean => TYPES.has(name);

/** What is not imported by its name: methods of `Database`, and what a mock loads. It is written only where it is called. */
const METHODS: ReadonlySet<SupportName> = new Set(['batch', 'standIn']);

export const isMethodName = (name: SupportName): boolean => METHODS.has(name);

/** What the module of the test database has. */
const OF_TESTS: ReadonlySet<SupportName> = new Set(['settled']);

export const isTestName = (name: SupportName): boolean => OF_TESTS.has(name);
