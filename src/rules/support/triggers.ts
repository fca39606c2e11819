import type { Pieces, ProposedEdit, Span } from '../../core/types.ts';
import type { Ast } from '../../sql/grammar.ts';
import type { Statement } from '../../sql/statement.ts';
import type { Token } from '../../sql/tokens.ts';
import { indexTree, isSameName, spanOf, unwrap } from '../../sql/tree.ts';

/** A CREATE TRIGGER by its parts, in the order of the text; spans are those of the statement. */
export interface TriggerParts {
  readonly create: Token;
  readonly nameSpan: Span;
  /** From the timing (or the event) to the table's name. */
  readonly eventSpan: Span;
  readonly begin: Token;
  readonly end: Token;
}

/** Where the parts stand; undefined where the tokens are not as expected. */
export function readParts(statement: Statement, tree: Ast.CreateTriggerStmt): TriggerParts | undefined {
  const { tokens } = statement;
  const at = (offset: number): number => tokens.findIndex((token) => token.start >= offset);
  const name = at(tree.triggerName.objName.span.offset);
  const table = at(tree.tblName.objName.span.offset);
  const begin = tokens.findIndex((token, index) => index > table && /^begin$/i.test(token.text));
  const [create, nameToken, first, tableToken, beginToken, end] = [tokens[0], tokens[name], tokens[name + 1], tokens[table], tokens[begin], tokens.at(-1)];
  if (!create || !nameToken || !first || !tableToken || !beginToken || !end || !/^end$/i.test(end.text)) return undefined;
  return { create, nameSpan: nameToken, eventSpan: { start: first.start, end: tableToken.end }, begin: beginToken, end };
}

const EVENTS: Readonly<Record<Ast.TriggerEvent['type'], 'INSERT' | 'UPDATE' | 'DELETE'>> = {
  InsertTriggerEvent: 'INSERT', UpdateTriggerEvent: 'UPDATE', UpdateOfTriggerEvent: 'UPDATE', DeleteTriggerEvent: 'DELETE',
};

const COMMANDS: Readonly<Record<Ast.TriggerCmd['type'], 'INSERT' | 'UPDATE' | 'DELETE' | 'SELECT'>> = {
  InsertTriggerCmd: 'INSERT', UpdateTriggerCmd: 'UPDATE', DeleteTriggerCmd: 'DELETE', SelectTriggerCmd: 'SELECT',
};

/** The body does again what fires the trigger: SQLite does not fire it a second time unless recursive_triggers is on, PostgreSQL does without end. */
export const firesItself = (tree: Ast.CreateTriggerStmt): boolean =>
  tree.commands.some((command) => command.type !== 'SelectTriggerCmd' && COMMANDS[command.type] === EVENTS[tree.event.type] && isSameName(command.tblName.objName.text, tree.tblName.objName.text));

/** What a trigger function gives back: BEFORE and INSTEAD OF the row to go on with, AFTER nothing. */
export function returnOf(tree: Ast.CreateTriggerStmt): string {
  if (tree.time === 'After') return 'RETURN NULL';
  return EVENTS[tree.event.type] === 'DELETE' ? 'RETURN OLD' : 'RETURN NEW';
}

const isRaise = (expr: Ast.Expr): expr is Ast.RaiseExpr => unwrap(expr).type === 'RaiseExpr';

/** `RAISE EXCEPTION '...'`; the text is a format whose `%` must be doubled. */
function raiseText(statement: Statement, raise: Ast.RaiseExpr): string {
  if (raise.resolve === 'Ignore') return 'RETURN NULL';
  const { message } = raise;
  if (!message) return "RAISE EXCEPTION 'trigger'";
  const span = spanOf(message);
  const text = statement.text.slice(span.start, span.end);
  return message.type === 'StringLiteral' ? `RAISE EXCEPTION ${text.replaceAll('%', '%%')}` : `RAISE EXCEPTION '%', ${text}`;
}

/** A SELECT of the body as plpgsql: RAISE as a statement, with its condition as IF; any other SELECT as PERFORM. Undefined where RAISE stands elsewhere. */
export function rewriteSelect(statement: Statement, command: Ast.SelectTriggerCmd, slice: Span): ProposedEdit | undefined {
  const raises = indexTree(statement.tree!).ofType('RaiseExpr').filter((raise) => raise.span.offset >= slice.start && raise.span.offset < slice.end);
  const first = statement.tokens.find((token) => token.start === slice.start);
  if (raises.length === 0) return first && /^select$/i.test(first.text) ? { start: first.start, end: first.end, text: 'PERFORM' } : undefined;
  const core = command.select.select;
  if (core.type !== 'SelectFrom' || core.columns.length !== 1 || command.select.compounds?.length || core.columns[0]!.type !== 'ExprResultColumn') return undefined;
  const expr = unwrap(core.columns[0]!.expr);
  if (core.from) return undefined;
  const where = core.whereClause && spanOf(core.whereClause);
  const wrap = (inner: Pieces): Pieces => (where ? ['IF ', where, ' THEN ', ...inner, '; END IF'] : inner);
  if (isRaise(expr)) return { ...slice, text: wrap([raiseText(statement, expr)]) };
  if (expr.type !== 'CaseExpr' || expr.base || !expr.whenThenPairs.every((pair) => isRaise(pair.then) || pair.then.type === 'NullLiteral')) return undefined;
  const branches = expr.whenThenPairs.flatMap((pair, index): Pieces => [
    index === 0 ? 'IF ' : ' ELSIF ', spanOf(pair.when), ` THEN ${isRaise(pair.then) ? raiseText(statement, unwrap(pair.then) as Ast.RaiseExpr) : 'NULL'};`,
  ]);
  const otherwise = expr.elseExpr && isRaise(expr.elseExpr) ? ` ELSE ${raiseText(statement, unwrap(expr.elseExpr) as Ast.RaiseExpr)};` : '';
  return { ...slice, text: wrap([...branches, `${otherwise} END IF`]) };
}

/** The statements of the body, from their first to their last token. */
export function bodySlices(statement: Statement, parts: TriggerParts): readonly Span[] {
  const slices: Span[] = [];
  let open: Token | undefined;
  let last: Token | undefined;
  for (const token of statement.tokens) {
    if (token.start < parts.begin.end || token.start >= parts.end.start) continue;
    if (token.text === ';') {
      if (open && last) slices.push({ start: open.start, end: last.end });
      open = undefined;
    } else {
      open ??= token;
      last = token;
    }
  }
  return slices;
}
