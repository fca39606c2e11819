const TIME = /(?:at|on)$|date|time|stamp|since|until|before|after|start|end|from|cutoff|deadline|expir|now|when|day|month|year|period|ttl|^(?:ts|to)$/i;
const FLAG = /^(?:is|has|can|should|was)[A-Z_]|active|enabled|disabled|visible|archived|deleted|done|completed|verified|flag|read$/i;

/**
 * Whether a parameter's name says that its type matters to a column: a time or a flag. Only for those are callers looked for, so that a project is
 * not read as a whole because every function takes a text.
 */
export const isTellingName = (name: string): boolean => TIME.test(name) || FLAG.test(name);
