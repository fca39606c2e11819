import { ts } from 'ts-morph';

/** How a module is written: TypeScript, or JavaScript as ES module or CommonJS. */
export type ModuleKind = 'typescript' | 'module' | 'commonjs';

/** What columns are read as, by the OID of their type (https://www.postgresql.org/docs/current/datatype-oid.html). */
export const PARSERS = `/** Columns arrive as SQLite gave them: 64-bit integers and sums as numbers, conditions as 0 and 1, times and JSON as texts, bytes as a Buffer. */
const asText = (value: string): unknown => value;
const parsers: Record<number, (value: string) => any> = {
  16: (value) => (value === 't' ? 1 : 0),
  17: (value) => Buffer.from(value.slice(2), 'hex'),
  20: Number,
  1700: Number,
  114: asText,
  3802: asText,
  1082: asText,
  1083: asText,
  1114: asText,
  1184: asText,
};
`;

/** The text of a generated module, given in TypeScript, in the language and module format of the project. */
export function moduleText(text: string, kind: ModuleKind): string {
  if (kind === 'typescript') return text;
  return kind === 'module' ? withoutTypes(text) : toCommonJs(withoutTypes(text));
}

/** JavaScript: the types go, lines and comments stay. */
function withoutTypes(text: string): string {
  const BLANK = '//blank';
  const interfaces = text.replace(/(?:\/\*\* [^\n]* \*\/\n)?(?:export )?(?:interface \w+[^\n]*\{\n[^]*?\n\}|type \w+[^\n]*;)\n\n?/g, '');
  const { outputText } = ts.transpileModule(interfaces.replace(/\n\n/g, `\n${BLANK}\n`), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, removeComments: false, newLine: ts.NewLineKind.LineFeed },
  });
  return outputText.replace(/^[ \t]*\/\/blank$/gm, '').replace(/^(?: {4})+/gm, (indent) => ' '.repeat(indent.length / 2)).replace(/\bprivate /g, '');
}

const EXPORTED = /^export (?:\{ (\w+) \}|(?:async )?(?:function|class|const) (\w+))/gm;

function toCommonJs(text: string): string {
  const names = [...text.matchAll(EXPORTED)].map((match) => match[1] ?? match[2]!);
  const body = text
    .replace(/^import \{ ([^}]+) \} from '([^']+)';$/gm, (_, list: string, from: string) => `const { ${list} } = require('${from}');`)
    .replace(/^import (\w+) from '([^']+)';$/gm, "const $1 = require('$2');")
    .replace(/^export \{ \w+ \};\n/gm, '')
    .replace(/^export /gm, '');
  return `${body}\nmodule.exports = { ${names.join(', ')} };\n`;
}
