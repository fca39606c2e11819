import { toTypeAnswer, UNKNOWN_TYPE, type TypeDoor } from './type-door.ts';

/** What is used of TypeScript's own nodes, whichever version of it the editor runs. */
interface TypeScriptNode {
  getStart(): number;
  getEnd(): number;
  forEachChild<T>(visit: (node: TypeScriptNode) => T | undefined): T | undefined;
}

interface TypeChecker {
  // Methods, not properties: their parameters are TypeScript's own, richer types.
  getTypeAtLocation(node: TypeScriptNode): unknown;
  typeToString(type: unknown, enclosing: TypeScriptNode): string;
}

/** The program that typescript-eslint's parser services carry when type information is on. */
export interface TypeScriptProgram {
  getSourceFile(fileName: string): TypeScriptNode | undefined;
  getTypeChecker(): TypeChecker;
}

/** The door over the program that the editor's parser has made anyway; it answers for the one file that is open. */
export function createServicesDoor(path: string, fileName: string, program: TypeScriptProgram): TypeDoor {
  return {
    typeAt: (asked, start, end) => {
      const file = asked === path ? program.getSourceFile(fileName) : undefined;
      const node = file && find(file, start, end);
      if (!node) return UNKNOWN_TYPE;
      const checker = program.getTypeChecker();
      return toTypeAnswer(checker.typeToString(checker.getTypeAtLocation(node), node));
    },
  };
}

const find = (node: TypeScriptNode, start: number, end: number): TypeScriptNode | undefined =>
  node.forEachChild((child) => {
    if (child.getEnd() < end || child.getStart() > start) return undefined;
    return child.getStart() === start && child.getEnd() === end ? child : find(child, start, end);
  });
