import type { Pieces, Problem, ProposedEdit } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast, SqliteTree } from '../sql/grammar.ts';
import { touchesHole, type Statement } from '../sql/statement.ts';
import { indexTree, isSameName, spanOf } from '../sql/tree.ts';
import { bodySlices, firesItself, readParts, returnOf, rewriteSelect, type TriggerParts } from './support/triggers.ts';

/** A full-text table over the rows of another one (`content=`). */
const isIndexOfTable = (name: string, context: Context): boolean =>
  /^fts[345]$/.test(context.schema.table(name)?.module ?? '') && context.project.statements.some(({ tree }) =>
    tree?.type === 'CreateVirtualTableStmt' && isSameName(tree.tblName.objName.text, name) && (tree.args ?? []).some((arg) => /^content\s*=\s*["']?\w/i.test(arg.trim())));

/** Why the trigger cannot be rewritten mechanically; undefined where it can. */
function obstacle(statement: Statement, tree: Ast.CreateTriggerStmt, context: Context): string | undefined {
  const written = tree.commands.flatMap((command) => (command.type === 'SelectTriggerCmd' ? [] : [command.tblName.objName.text]));
  if (written.some((name) => isIndexOfTable(name, context))) return 'it keeps a full-text index over the table, which a GIN index does by itself';
  if (statement.tokens.some((token) => /^["`[]?(?:rowid|oid|_rowid_)["`\]]?$/i.test(token.text))) return 'it uses the rowid, which PostgreSQL does not have';
  if (touchesHole(statement, { start: 0, end: statement.text.length })) return 'a part of it is put in by the program';
  const raises = indexTree(tree).ofType('RaiseExpr');
  return raises.some((raise) => raise.resolve === 'Ignore') && tree.time === 'After' ? 'RAISE(IGNORE) after the change has no counterpart' : undefined;
}

/** What the function and trigger of PostgreSQL do otherwise; undefined where they do the same. */
function doubt(tree: Ast.CreateTriggerStmt): string | undefined {
  if (tree.temporary) return 'the trigger fires for every connection, as PostgreSQL has no temporary ones';
  const kinds = indexTree(tree).ofType('RaiseExpr').map((raise) => raise.resolve);
  if (kinds.includes('Rollback') || kinds.includes('Fail')) return 'RAISE EXCEPTION undoes the whole statement; RAISE(FAIL) keeps what it did before, RAISE(ROLLBACK) undoes the transaction';
  return tree.ifNotExists ? 'a trigger that is there already is replaced' : undefined;
}

/** Whether the condition may stand in WHEN: without sub-queries, and not for INSTEAD OF. */
const isPlainCondition = (tree: Ast.CreateTriggerStmt, when: Ast.Expr): boolean =>
  tree.time !== 'InsteadOf' && !indexTree(tree).nodes.some((node) =>
    (node.type === 'SubqueryExpr' || node.type === 'ExistsExpr' || node.type === 'InSelectExpr') && node.span.offset >= when.span.offset && node.span.offset < when.span.offset + when.span.length);

function toFunction(statement: Statement, tree: Ast.CreateTriggerStmt, parts: TriggerParts): readonly ProposedEdit[] | undefined {
  const slices = bodySlices(statement, parts);
  const selects: ProposedEdit[] = [];
  for (const [index, command] of tree.commands.entries()) {
    const slice = slices[index];
    if (!slice) return undefined;
    if (command.type !== 'SelectTriggerCmd') continue;
    const edit = rewriteSelect(statement, command, slice);
    if (!edit) return undefined;
    selects.push(edit);
  }
  const last = slices.at(-1);
  if (!last || slices.length !== tree.commands.length) return undefined;
  const name = statement.text.slice(parts.nameSpan.start, parts.nameSpan.end);
  const when = tree.whenClause && spanOf(tree.whenClause);
  const inBody = when && !isPlainCondition(tree, tree.whenClause);
  const body = { start: slices[0]!.start, end: last.end };
  const gap = statement.text.slice(parts.begin.end, body.start);
  const lead = /\n/.test(gap) ? gap : ' ';
  const guard = firesItself(tree) ? 'pg_trigger_depth() = 0' : '';
  const condition: Pieces = when && !inBody ? [' WHEN (', guard ? `${guard} AND (` : '', when, guard ? ')' : '', ')'] : guard ? [` WHEN (${guard})`] : [];
  const hasTime = tree.time !== undefined;
  const pieces: Pieces = [
    `CREATE OR REPLACE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN`,
    ...(inBody ? [' IF ', when, ' THEN'] : []), lead, body, ';', ...(inBody ? [' END IF;'] : []), `${lead}${returnOf(tree)};\nEND $$;\n`,
    `CREATE ${tree.ifNotExists ? 'OR REPLACE ' : ''}TRIGGER ${name} ${hasTime ? '' : 'BEFORE '}`, parts.eventSpan, ' FOR EACH ROW', ...condition, ` EXECUTE FUNCTION ${name}()`,
  ];
  return [{ start: 0, end: statement.text.length, text: pieces }, ...selects];
}

/** Another trigger of the same table, event and time: PostgreSQL fires them by their names, SQLite promises no order. */
function* besideOthers(statement: Statement, tree: Ast.CreateTriggerStmt, context: Context): Generator<Problem> {
  const name = tree.triggerName.objName.text;
  const isBeside = (other: SqliteTree | undefined): boolean => other?.type === 'CreateTriggerStmt' && !isSameName(other.triggerName.objName.text, name)
    && isSameName(other.tblName.objName.text, tree.tblName.objName.text) && other.event.type === tree.event.type && (other.time ?? 'Before') === (tree.time ?? 'Before');
  if (!context.project.statements.some((other) => other !== statement && isBeside(other.tree))) return;
  yield {
    ...spanOf(tree.triggerName.objName), severity: 'warning', confidence: 'review', silent: true,
    message: `${tree.tblName.objName.text} has several triggers for one event: PostgreSQL fires them in the order of their names, SQLite mostly the newest first.`,
    help: 'Name them in the order that matters, or make them one trigger.',
  };
}

function* problemOf(statement: Statement, tree: Ast.CreateTriggerStmt, context: Context): Generator<Problem> {
  yield* besideOthers(statement, tree, context);
  const parts = readParts(statement, tree);
  const reason = parts ? obstacle(statement, tree, context) : 'its form is not known';
  const edits = parts && !reason ? toFunction(statement, tree, parts) : undefined;
  const condition = doubt(tree);
  const isForIndex = tree.commands.every((command) => command.type !== 'SelectTriggerCmd' && isIndexOfTable(command.tblName.objName.text, context));
  yield {
    start: 0, end: parts ? parts.nameSpan.end : statement.text.length,
    message: `CREATE TRIGGER ${tree.triggerName.objName.text} holds its statements itself; in PostgreSQL a trigger calls a function.`,
    help: `Move the body into a function that RETURNS trigger, and let the trigger execute it${firesItself(tree) ? ', only when pg_trigger_depth() is 0, or it fires itself without end' : ''}.`
      + (reason ? ` Not rewritten here: ${reason}.` : condition ? ` Then ${condition}.` : ''),
    ...(isForIndex && { fix: { title: 'Remove the trigger: a GIN index over the table keeps itself', safety: 'unsafe', edits: [{ start: 0, end: statement.text.length, text: '' }] } }),
    ...(edits && { fix: { title: 'Move the body into a function', safety: condition ? 'unsafe' : 'safe', edits } }),
  };
}

export default defineRule({
  summary: 'CREATE TRIGGER with its body',
  why: 'SQLite keeps the statements in the trigger; PostgreSQL wants a function. A row goes on only when a BEFORE trigger returns it, RAISE is a statement, a SELECT whose rows nobody wants is PERFORM, '
    + 'and a trigger fires for what it does itself, which SQLite leaves out by default.',
  construct: 'CREATE TRIGGER ... BEGIN ... END',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, CREATE TRIGGER: https://sqlite.org/lang_createtrigger.html', 'PostgreSQL, 41.10 Trigger functions: https://www.postgresql.org/docs/current/plpgsql-trigger.html'],
  wakes: ['CreateTriggerStmt'],
  *statement(statement, context) {
    if (statement.tree?.type === 'CreateTriggerStmt') yield* problemOf(statement, statement.tree, context);
  },
});
