/** Whether the text of a TypeScript or JavaScript file can hold facts. */
export const mayHoldFacts = (latin1: string, path: string): boolean => latin1.length > 0 && path.length > 0;
