import { ts } from 'ts-morph';
import { ERROR_TEXTS } from '../../dialects/sqlite-to-postgres/error-texts.ts';
import type { Plan } from './plan.ts';

/** Expectations of an error, and those of any text. */
const THROWN: ReadonlySet<string> = new Set(['toThrow', 'toThrowError', 'throws', 'rejects', 'throw', 'rejectedWith']);
const OF_TEXT: ReadonlySet<string> = new Set(['toMatch', 'toContain', 'match', 'include']);

/** Expectations of a test that look for SQLite's message of a violated constraint: they look for PostgreSQL's. */
export function convertErrorTexts({ draft }: Plan, file: ts.SourceFile): void {
  const visit = (node: ts.Node): void => {
    if (isExpected(node)) {
      const text = converted(node);
      if (text !== undefined) {
        draft.replace(node, text);
        draft.converted(node, "SQLite's message of an error becomes PostgreSQL's.");
      }
    }
    ts.forEachChild(node, visit);
  };
  if (ERROR_TEXTS.some(({ sqlite }) => sqlite.test(file.text))) visit(file);
}

type Expected = ts.RegularExpressionLiteral | ts.StringLiteral | ts.NoSubstitutionTemplateLiteral;

/** The pattern or text of `toThrow(/.../)`, `assert.rejects(run, /.../)`, `{ message: /.../ }`. */
function isExpected(node: ts.Node): node is Expected {
  if (!ts.isRegularExpressionLiteral(node) && !ts.isStringLiteral(node) && !ts.isNoSubstitutionTemplateLiteral(node)) return false;
  const isMessage = ts.isPropertyAssignment(node.parent) && node.parent.name.getText() === 'message' && ts.isObjectLiteralExpression(node.parent.parent);
  const call = isMessage ? node.parent.parent.parent : node.parent;
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return false;
  const matcher = call.expression.name.text;
  return THROWN.has(matcher) || (OF_TEXT.has(matcher) && node.getText().includes('constraint failed'));
}

/** Undefined where nothing is to be changed: the text is another, or the pattern finds PostgreSQL's message as well. */
function converted(node: Expected): string | undefined {
  const written = node.getText();
  const isPattern = ts.isRegularExpressionLiteral(node);
  let text = written;
  for (const { sqlite, postgres, message } of ERROR_TEXTS) {
    if (sqlite.test(text) && !(isPattern && finds(written, message))) text = text.replace(new RegExp(sqlite, 'g'), postgres);
  }
  return text === written ? undefined : text;
}

function finds(literal: string, message: string): boolean {
  const end = literal.lastIndexOf('/');
  try {
    return new RegExp(literal.slice(1, end), literal.slice(end + 1).replace(/[gy]/g, '')).test(message);
  } catch {
    return false;
  }
}
