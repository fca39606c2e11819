import { readTypeName } from '../dialects/sqlite-to-postgres/types.ts';
import { unquote } from './ddl.ts';
import type { Ast } from './grammar.ts';
import { copyModel, key, replaceTable, type Model, type ModelColumn, type ModelTable } from './model.ts';
import type { EntityType } from './schema.ts';
import type { Statement } from './statement.ts';

/** What a project shows of a column's values beside its declaration. */

/** The type that the entity of a table gives a column; undefined for most. */
export type EntityTypes = (table: string, column: string) => EntityType | undefined;

/**
 * The model with what the project's INSERTs put into columns without a type, or with one that says nothing of numbers: `INSERT INTO t (a) VALUES (1)`.
 */
export function withLiteralEvidence(model: Model, statements: readonly Statement[]): Model {
  const insertions = statements.filter((statement) => /^(?:INSERT|REPLACE)$/.test(statement.tokens[0]?.kind ?? ''));
  if (insertions.length === 0) return model;
  const wanted = new Map([...model.tables].filter(([, table]) => table.columns.some((column) => isUntold(column.type))));
  const seen = new Map<ModelColumn, Literal>();
  for (const statement of insertions) {
    const into = statement.tokens.findIndex((token) => token.kind === 'INTO');
    const table = into < 0 ? undefined : wanted.get(key(unquote(statement.tokens[into + 1]?.text ?? '')));
    if (!table || statement.tree?.type !== 'InsertStmt') continue;
    const { columns, body } = statement.tree;
    if (body.type !== 'SelectInsertBody' || body.select.select.type !== 'SelectValues') continue;
    const order = columns ? columns.map((column) => column.text) : table.columns.map((column) => column.name);
    for (const row of body.select.select.values) {
      for (const [index, value] of row.values.entries()) noteLiteral(seen, table, order[index], literalOf(value));
    }
  }
  if (seen.size === 0) return model;
  const told = copyModel(model);
  const withLiteral = (column: ModelColumn): ModelColumn => (seen.has(column) ? { ...column, literals: seen.get(column)! } : column);
  for (const table of new Set(wanted.values())) replaceTable(told, table, { ...table, columns: table.columns.map(withLiteral) });
  return told;
}

/** The model with what entities say of the columns of their tables. */
export function withEntityTypes(model: Model, typeOf: EntityTypes | undefined): Model {
  if (!typeOf) return model;
  const told = copyModel(model);
  for (const table of new Set(model.tables.values())) {
    const types = table.columns.map(({ name }) => typeOf(table.name, name));
    if (types.every((type) => type === undefined)) continue;
    const columns = table.columns.map((column, index) => (types[index] ? { ...column, entityType: types[index] } : column));
    replaceTable(told, table, { ...table, columns });
  }
  return told;
}

const isUntold = (type: string): boolean => /^(?:|DATETIME.*|TIMESTAMP|DATE|SMALLINT|INT2|INTEGER|INT)$/.test(readTypeName(type).name);

type Literal = 'integer' | 'wide' | 'big' | 'real' | 'text';

function literalOf(value: Ast.Expr): Literal | undefined {
  if (value.type === 'StringLiteral') return 'text';
  if (value.type !== 'NumericLiteral') return undefined;
  return !/^\d+$/.test(value.value) ? 'real' : Number(value.value) > 2_147_483_647 ? 'big' : Number(value.value) > 32_767 ? 'wide' : 'integer';
}

const RANK = { integer: 0, wide: 1, big: 2, real: 3, text: 4 } as const;

function noteLiteral(seen: Map<ModelColumn, Literal>, table: ModelTable, name: string | undefined, literal: Literal | undefined): void {
  const column = name === undefined || !literal ? undefined : table.columns.find((one) => key(one.name) === key(name));
  if (!column || !literal) return;
  const known = seen.get(column);
  if (!known || RANK[literal] > RANK[known]) seen.set(column, literal);
}
