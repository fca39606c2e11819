import { Node, type SourceFile } from 'ts-morph';
import type { Draft } from '../draft.ts';
import { isCommonJs } from '../driver/names.ts';
import { lineSpan, quoteOf } from '../syntax.ts';

const NAME = 'sqliteNumbers';

/**
 * Declares the types of a pool that reads int8 (OID 20) and numeric (1700) as numbers, as SQLite gave them, and returns their name. node-postgres gives them as
 * texts (https://node-postgres.com/features/types); no other pool is touched. `isImported`: the file imports `TypeOverrides` already.
 */
export function declarePoolTypes(draft: Draft, file: SourceFile, isImported = false): string {
  const quote = quoteOf(file);
  const load = isCommonJs(file.compilerNode) ? `const { TypeOverrides } = require(${quote}pg${quote});` : `import { TypeOverrides } from ${quote}pg${quote};`;
  const head = file.getStatements().filter((one) => Node.isImportDeclaration(one) || isRequire(one)).at(-1);
  const at = head ? lineSpan(head).end : file.getStatements()[0]?.getStart(true) ?? 0;
  const lines = [
    '// This pool reads 64-bit integers, counts and sums as numbers, as SQLite gave them.',
    `const ${NAME} = new TypeOverrides();`, `${NAME}.setTypeParser(20, Number);`, `${NAME}.setTypeParser(1700, Number);`,
  ];
  const text = `${isImported ? '' : `${load}\n`}${head || !isImported ? '\n' : ''}${lines.join('\n')}\n${head ? '' : '\n'}`;
  draft.splice(file, { start: at, end: at }, text);
  return NAME;
}

const isRequire = (statement: Node): boolean => Node.isVariableStatement(statement) && /^(?:const|let|var)[^=]*=\s*require\(/.test(statement.getText());
