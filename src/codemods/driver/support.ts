/** What the converted code takes from the support module. */
export type SupportName = 'openDatabase' | 'numbered' | 'named' | 'batch' | 'answer' | 'userVersion' | 'setUserVersion' | 'Database' | 'Query' | 'Result' | 'DatabaseError';

const TYPES: ReadonlySet<SupportName> = new Set(['Database', 'Query', 'Result']);

export const isTypeName = (name: SupportName): boolean => TYPES.has(name);
