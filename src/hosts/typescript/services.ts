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
  typeToString(type: unknown, enclosing?: TypeScriptNode): string;
}

/** A program of TypeScript: the one that typescript-eslint's parser services carry when type information is on, or one made for a run. */
export interface TypeScriptProgram {
  getSourceFile(fileName: string): TypeScriptNode | undefined;
  getTypeChecker(): TypeChecker;
}

/** The door over a program; it answers for one of its files. */
export function createServicesDoor(path: string, fileName: string, program: TypeScriptProgram): TypeDoor {
  return {
    typeAt: (asked, start, end) => {
      const file = asked === path ? program.getSourceFile(fileName) : undefined;
      // The checker first: it is what gives nodes their parents, which they need to say where they start.
      const checker = program.getTypeChecker();
      const node = file && find(file, start, end);
      if (!node) return UNKNOWN_TYPE;
      return toTypeAnswer(checker.typeToString(checker.getTypeAtLocation(node), node));
    },
  };
}

const find = (node: TypeScriptNode, start: number, end: number): TypeScriptNode | undefined =>
  node.forEachChild((child) => {
    if (child.getEnd() < end || child.getStart() > start) return undefined;
    return child.getStart() === start && child.getEnd() === end ? child : find(child, start, end);
  });
