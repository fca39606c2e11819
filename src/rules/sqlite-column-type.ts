import type { Problem } from '../core/types.ts';
import { isPlainInteger, showsWidth, UPGRADE_CONDITION } from '../dialects/sqlite-to-postgres/types.ts';
import { defineRule } from '../rule.ts';
import type { ColumnSite } from '../sql/columns.ts';
import { touchesHole, type Statement } from '../sql/statement.ts';
import { sitesOf, unreadColumns } from './support/ddl.ts';

/** As it is written in DDL: in the case of the declared type. */
const inCaseOf = (declared: string, type: string): string => (declared !== '' && declared === declared.toLowerCase() ? type : type.toUpperCase());

/** For comparing: `decimal( 10, 2 )` as `numeric(10,2)`. */
const spelled = (type: string): string => type.toLowerCase().replace(/\s+/g, '').replace(/^decimal/, 'numeric');

const named = (statement: Statement, site: ColumnSite): string =>
  (touchesHole(statement, site.nameSpan) ? `Type ${site.type}` : site.type === '' ? `Column ${site.name} has no type` : `Type ${site.type} of ${site.name}`);

const described = (statement: Statement, site: ColumnSite): string => {
  const { why, evidence } = site.choice;
  return `${named(statement, site)}: ${why}${evidence ? ` (${evidence})` : ''}.`;
};

/** The type is the same, and what a program gets is not. */
const ofDriver = (site: ColumnSite): Problem => ({
  ...site.typeSpan, severity: 'info', confidence: 'review',
  message: `${site.type} of ${site.name} has the same values on PostgreSQL; node-postgres gives them as texts, SQLite's drivers gave numbers.`,
  help: 'Set the type parser of the driver, or convert where the program computes with them.',
});

function* problemOf(statement: Statement, site: ColumnSite, upgradeTypes: boolean): Generator<Problem> {
  const { choice } = site;
  const upgrade = upgradeTypes ? choice.upgrade : undefined;
  if (choice.stays && upgrade === undefined) {
    if (/^(?:bigint|numeric)$/.test(choice.postgres)) yield ofDriver(site);
    return;
  }
  const target = upgrade ?? choice.postgres;
  const declared = statement.text.slice(site.typeSpan.start, site.typeSpan.end);
  const isGap = declared === '';
  const written = inCaseOf(declared, target);
  if (spelled(written) === spelled(declared)) return;
  const condition = upgrade ? UPGRADE_CONDITION[upgrade.replace(/\(.*/, '')] : choice.row?.condition;
  const isKnown = choice.row !== undefined || choice.stays || choice.evidence !== undefined;
  const safety = upgrade !== undefined || !isKnown ? 'unsafe' : (choice.evidence && isGap ? 'unsafe' : choice.row?.safety ?? 'safe');
  const place = isGap ? site.nameSpan : site.typeSpan;
  yield {
    ...place,
    message: described(statement, site),
    help: `Declare it ${written}${condition && safety === 'unsafe' ? `, if ${condition}` : ''}.`,
    severity: isPlainInteger(site.evidence) && choice.postgres !== 'boolean' ? (showsWidth(site.evidence) ? 'warning' : 'info') : choice.row?.severity ?? 'critical',
    ...(choice.row?.silent && { silent: true }),
    ...(!isKnown && { confidence: 'likely' as const }),
    fix: { title: `Declare the column ${written}`, safety, edits: [{ ...site.typeSpan, text: isGap ? ` ${written}` : written }] },
  };
}

export default defineRule({
  summary: 'a column type that PostgreSQL does not have, or that keeps less there',
  why: 'SQLite keeps any value in any column: a type name only gives an affinity, and sizes are not enforced. PostgreSQL refuses names it does not know, and values that do not fit the type. '
    + 'The type proposed keeps what the program reads and writes: 64-bit integers, 8-byte floating point, dates and times as the text they are. With `--upgrade-types` it is the richer type; in converted code that is a step of its own, in which bindings, reads, types and tests follow.',
  construct: 'SQLite column type',
  severity: 'critical',
  category: 'breaks',
  manual: [
    'SQLite, Datatypes: https://sqlite.org/datatype3.html',
    'PostgreSQL, 8 Data types: https://www.postgresql.org/docs/current/datatype.html',
  ],
  wakes: ['CreateTableStmt', 'AlterTableStmt'],
  *statement(statement, context) {
    for (const site of sitesOf(statement, context)) {
      if (!site.isRowidAlias) yield* problemOf(statement, site, context.upgradeTypes);
    }
    for (const site of unreadColumns(statement, context)) {
      yield {
        ...site.nameSpan, severity: 'warning', confidence: 'review',
        message: 'A column is declared when the program runs: its type is not read here.',
        help: 'Look where the declaration comes from. INTEGER that holds moments or sizes wants BIGINT; DATETIME, BLOB, REAL and AUTOINCREMENT have other names in PostgreSQL.',
      };
    }
  },
});
