import type { Statement } from './statement.ts';

/** The statements in the order in which a database would get them. */
export const orderStatements = (statements: readonly Statement[]): readonly Statement[] => statements;
