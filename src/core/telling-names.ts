const TIME = /(?:at|on)$|date|time|stamp|since|until|before|after|start|end|from|cutoff|deadline|expir|now|when|day|month|year|period|ttl|^(?:ts|to)$/i;
const FLAG = /^(?:is|has|can|should|was)[A-Z_]|active|enabled|disabled|visible|archived|deleted|done|completed|verified|flag|read$/i;

/**
 * Whether a parameter's name says that its type matters to a column: a time or a flag. Only for those are callers looked for, so that a project is
 * not read as a whole because every function takes a text.
 */
export const isTellingName = (name: string): boolean => TIME.test(name) || FLAG.test(name);

/** Whether a function's name says that it spells the parameters of a text for another driver: `toPg(sql)`, `numbered(sql)`. */
export const isRewriterName = (name: string): boolean => /placeholder|convert|translate|rewrite|normali[sz]e|numbered|toPg|toPostgres|adapt|positional/i.test(name);

/** A function that numbers placeholders and leaves the rest of the statement as it is. */
export const isNumberingName = (name: string): boolean => /placeholder|numbered|positional/i.test(name);

/** Whether an expression, as written, is a call of such a function. */
export function isRewriterCall(text: string): boolean {
  const callee = /^[\w$]+(?:\.[\w$]+)*(?=\()/.exec(text)?.[0];
  return callee !== undefined && isRewriterName(callee.slice(callee.lastIndexOf('.') + 1));
}
