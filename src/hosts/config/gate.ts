/** Whether the text of a configuration file can hold facts. */
export const mayHoldSettings = (latin1: string, path: string): boolean => latin1.length > 0 && path.length > 0;
