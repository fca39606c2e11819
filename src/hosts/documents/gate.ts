/** Whether the text of a document can hold facts. */
export const mayHoldMentions = (latin1: string, path: string): boolean => latin1.length > 0 && path.length > 0;
