/** Text of the analysed project is foreign: each format's way to print it so that it stays text. */

const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/g;

const escapeCode = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** One line for a terminal: control, bidirectional and invisible characters become `\uXXXX`, line ends a blank, tabs two blanks. */
export const toPlainLine = (text: string): string => text.replace(/\r\n|[\r\n]/g, ' ').replace(/\t/g, '  ').replace(CONTROL, escapeCode);

/** An underscore inside a word is no markup. */
const MARKDOWN = /[\\`*{}[\]<>|~&$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:\/\/|[@#](?=[\w-])|\bGH-(?=\d)/g;

const ZERO_WIDTH_SPACE = '&#8203;';

function escapeMarkdownToken(token: string): string {
  if (token === '://') return `:${ZERO_WIDTH_SPACE}//`;
  if (token === '@' || token === '#' || token === 'GH-') return token + ZERO_WIDTH_SPACE;
  return `&#${token.charCodeAt(0)};`;
}

/** Prose as inline Markdown: no markup, no mention, no issue link comes out of it. */
const toMarkdownProse = (text: string): string => toPlainLine(text).replace(MARKDOWN, escapeMarkdownToken);

/** A code span that holds exactly this text, also in a table cell. */
export function toMarkdownCode(text: string): string {
  const line = toPlainLine(text).trim();
  if (line === '') return '';
  if (!/[`|\\]/.test(line)) return `\`${line}\``;
  return `<code>${line.replace(/[^\w .,:;/()='"-]|:\/\//g, (part) => [...part].map((character) => `&#${character.codePointAt(0)};`).join(''))}</code>`;
}

/** A message of a rule, which may have code spans in backticks, as inline Markdown for any place, table cells too. */
export function toMarkdown(message: string): string {
  const parts = message.split('`');
  const isBalanced = parts.length % 2 === 1;
  if (!isBalanced) return toMarkdownProse(message);
  return parts.map((part, index) => (index % 2 === 1 ? toMarkdownCode(part) : toMarkdownProse(part))).join('');
}

/** A fenced block; the fence is longer than any run of backticks inside. */
export function toMarkdownBlock(lines: readonly string[], language: string): string {
  const clean = lines.map((line) => line.replace(/\t/g, '    ').replace(CONTROL, escapeCode).replace(/[\r\n]/g, ''));
  const longest = Math.max(2, ...clean.flatMap((line) => [...line.matchAll(/`+/g)].map((run) => run[0].length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...clean, fence].join('\n');
}

/** Data of a GitHub workflow command. */
export const toCommandData = (text: string): string =>
  toPlainLine(text).replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');

/** A property of a GitHub workflow command. */
export const toCommandProperty = (text: string): string => toCommandData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');

/** A relative path as a URI reference (RFC 3986). */
export const toUri = (path: string): string => path.split('/').map(encodeURIComponent).join('/');
