import { groupBy } from '../core/group-by.ts';
import type { DeclaredColumn, Declaration, Problem } from '../core/types.ts';
import { ORM_COLUMNS, type OrmColumn } from '../dialects/sqlite-to-postgres/orm-columns.ts';
import { showsWidth } from '../dialects/sqlite-to-postgres/types.ts';
import { defineRule, type Project } from '../rule.ts';

const SHOWN = 3;

/** `a`, `b` and 4 more. */
function listed(columns: readonly DeclaredColumn[]): string {
  const names = columns.map((column) => `\`${column.name}\``);
  return names.length > SHOWN ? `${names.slice(0, SHOWN - 1).join(', ')} and ${names.length - SHOWN + 1} more` : names.join(names.length === 2 ? ' and ' : ', ');
}

/** One problem for all columns of a table that are declared with one type. */
function problemOf(row: OrmColumn, declaration: Declaration, columns: readonly DeclaredColumn[]): Problem & { readonly path: string } {
  const [first] = columns;
  return {
    path: declaration.fragment.path, start: first!.start, end: first!.end, severity: row.severity, silent: row.silent ?? false,
    message: `${listed(columns)} of \`${declaration.table}\`, declared ${first!.ormType!}: ${row.effect}.`,
    help: row.help,
  };
}

function* problemsOf(declaration: Declaration, parsesInt8: boolean): Iterable<Problem & { readonly path: string }> {
  const rows = ORM_COLUMNS.filter((row) => row.orm === declaration.orm && !(row.only === 'int8' && parsesInt8));
  const hit = declaration.columns.flatMap((column) => {
    const row = rows.find((own) => own.type.test(column.ormType ?? '') && (own.only !== 'epoch' || showsWidth({ name: column.name, type: 'integer' })));
    return row && !(column.isPrimaryKey && row.only === 'int8') ? [{ row, column }] : [];
  });
  for (const own of groupBy(hit, ({ row, column }) => `${rows.indexOf(row)} ${column.ormType}`).values()) yield problemOf(own[0]!.row, declaration, own.map((one) => one.column));
}

const parsesInt8 = (project: Project): boolean => project.facts.some((fact) => fact.typeParsers?.some((parser) => /^(?:20|.*INT8)$/i.test(parser)));

export default defineRule({
  summary: 'Columns whose type an ORM spells otherwise for PostgreSQL, or refuses',
  why: 'TypeORM, Sequelize, MikroORM, Knex and Kysely write another type for each engine behind the same word, and SQLite enforced none of them. On PostgreSQL a float may be four bytes wide, '
    + 'a decimal has two digits, an integer 32 bits, a Date no zone; a type that only SQLite knows stops the program when it connects.',
  construct: 'column types of an ORM that PostgreSQL takes otherwise',
  severity: 'warning',
  category: 'breaks',
  ofDriver: true,
  signals: ['DataTypes.', 'createTable('],
  manual: [
    'TypeORM, Entities: https://typeorm.io/docs/entity/entities#column-types', 'Knex, Schema builder: https://knexjs.org/guide/schema-builder.html',
    'Sequelize, Data types: https://sequelize.org/docs/v6/other-topics/other-data-types/', 'PostgreSQL, 8.1 Numeric types: https://www.postgresql.org/docs/current/datatype-numeric.html',
  ],
  *project(project) {
    const parses = parsesInt8(project);
    for (const fact of project.facts) {
      if (fact.isTest) continue;
      for (const declaration of fact.declarations ?? []) {
        const isPair = declaration.isEither === true && declaration.engine === 'sqlite';
        if (isPair && project.whyStays(fact.path, declaration.fragment.map[0]!.from) === undefined) yield* problemsOf(declaration, parses);
      }
    }
  },
});
