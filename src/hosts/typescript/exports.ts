import type { ModuleExport, Origin } from '../../core/types.ts';
import { keyName, nameOf, nodeAt, nodesAt, unwrap, type Node } from './node.ts';
import type { Origins } from './origins.ts';
import type { Tree } from './tree.ts';
import { literalText, memberOf } from './types.ts';

export interface ExportsFound {
  /** By name; types too; `=` for what `module.exports` or `export =` is. */
  readonly exports: Readonly<Record<string, Origin>>;
  readonly stars: readonly string[];
  /** Names of the module scope that are exported. */
  readonly locals: readonly string[];
  readonly list: readonly ModuleExport[];
  /** Nothing is exported by a name that only a run shows. */
  readonly isComplete: boolean;
}

interface Found {
  readonly exports: Record<string, Origin>;
  readonly stars: string[];
  readonly locals: string[];
  readonly list: ModuleExport[];
  isComplete: boolean;
}

/** What a module exports, in ES or CommonJS spelling. */
export function exportsOf(tree: Tree, origins: Origins): ExportsFound {
  const found: Found = { exports: {}, stars: [], locals: [], list: [], isComplete: true };
  for (const statement of nodesAt(tree.program, 'body')) readStatement(tree, origins, statement, found);
  return found;
}

function readStatement(tree: Tree, origins: Origins, statement: Node, found: Found): void {
  switch (statement.type) {
    case 'ExportNamedDeclaration':
      readNamed(tree, origins, statement, found);
      return;
    case 'ExportAllDeclaration': {
      const specifier = literalText(nodeAt(statement, 'source'));
      const name = nodeAt(statement, 'exported');
      if (specifier === undefined) return;
      if (name) put(found, moduleName(name), { kind: 'import', specifier, name: '*' }, name);
      else found.stars.push(specifier);
      return;
    }
    case 'ExportDefaultDeclaration': {
      const declaration = nodeAt(statement, 'declaration') ?? statement;
      const id = nodeAt(declaration, 'id') ?? unwrap(declaration);
      const name = nameOf(id);
      if (name !== undefined) found.locals.push(name);
      put(found, 'default', origins.originOf(declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration' ? declaration : unwrap(declaration)), declaration, membersOf(tree, declaration));
      return;
    }
    case 'TSExportAssignment':
      put(found, '=', origins.originOf(nodeAt(statement, 'expression')), statement);
      return;
    case 'ExpressionStatement':
      readCommonJs(tree, origins, nodeAt(statement, 'expression'), found);
      return;
    default:
  }
}

const moduleName = (node: Node): string => nameOf(node) ?? literalText(node) ?? '';

function put(found: Found, name: string, origin: Origin, place: Node, members?: readonly string[]): void {
  found.exports[name] = origin;
  if (name !== '=') found.list.push({ name, start: place.start, end: place.end, ...(members && { members }) });
}

function readNamed(tree: Tree, origins: Origins, statement: Node, found: Found): void {
  const specifier = literalText(nodeAt(statement, 'source'));
  for (const entry of nodesAt(statement, 'specifiers')) {
    const local = nodeAt(entry, 'local');
    const exported = nodeAt(entry, 'exported');
    if (!local || !exported) continue;
    if (specifier === undefined) found.locals.push(moduleName(local));
    put(found, moduleName(exported), specifier === undefined ? localOrigin(tree, origins, local) : { kind: 'import', specifier, name: moduleName(local) }, exported, localMembers(tree, local, specifier));
  }
  const declaration = nodeAt(statement, 'declaration');
  if (!declaration) return;
  const names = declaration.type === 'VariableDeclaration' ? nodesAt(declaration, 'declarations').flatMap((entry) => namesIn(nodeAt(entry, 'id'))) : namesIn(nodeAt(declaration, 'id'));
  for (const name of names) {
    const own = nameOf(name) ?? '';
    found.locals.push(own);
    put(found, own, localOrigin(tree, origins, name), name, localMembers(tree, name, undefined));
  }
}

function namesIn(pattern: Node | undefined): readonly Node[] {
  if (!pattern) return [];
  switch (pattern.type) {
    case 'Identifier':
      return [pattern];
    case 'ObjectPattern':
      return nodesAt(pattern, 'properties').flatMap((property) => namesIn(nodeAt(property, 'value') ?? nodeAt(property, 'argument')));
    case 'ArrayPattern':
      return nodesAt(pattern, 'elements').flatMap(namesIn);
    case 'AssignmentPattern':
      return namesIn(nodeAt(pattern, 'left'));
    case 'RestElement':
      return namesIn(nodeAt(pattern, 'argument'));
    default:
      return [];
  }
}

function localOrigin(tree: Tree, origins: Origins, name: Node): Origin {
  const own = nameOf(name) ?? '';
  const variable = tree.scopes.moduleVariable(own);
  if (!variable) return { kind: 'unknown' };
  if (variable.kind === 'type') return origins.typeDeclaration(variable.declaration);
  return variable.import ? { kind: 'import', specifier: variable.import.specifier, name: variable.import.imported } : { kind: 'symbol', id: own };
}

function localMembers(tree: Tree, name: Node, specifier: string | undefined): readonly string[] | undefined {
  const variable = specifier === undefined ? tree.scopes.moduleVariable(moduleName(name)) : undefined;
  const value = variable?.kind === 'class' ? variable.declaration : variable?.path.length === 0 && variable.init && unwrap(variable.init);
  return value ? membersOf(tree, value) : undefined;
}

/** The members of a class or an object, where they can be listed completely. */
function membersOf(tree: Tree, value: Node): readonly string[] | undefined {
  const inner = unwrap(value);
  if (inner.type === 'ObjectExpression') {
    const properties = nodesAt(inner, 'properties');
    const names = properties.map((property) => (property.type === 'Property' ? keyName(property) : undefined));
    return names.every((name) => name !== undefined) ? names : undefined;
  }
  if ((inner.type !== 'ClassDeclaration' && inner.type !== 'ClassExpression') || nodeAt(inner, 'superClass')) return undefined;
  const names = nodesAt(nodeAt(inner, 'body') ?? inner, 'body').map((member) => keyName(member) ?? '');
  const assigned = [...tree.text(inner).matchAll(/\bthis\.(\w+)\s*(?:\?\?|\|\|)?=(?!=)/g)].map((match) => match[1]!);
  return names.includes('') ? undefined : [...new Set([...names, ...assigned])];
}

function readCommonJs(tree: Tree, origins: Origins, expression: Node | undefined, found: Found): void {
  if (expression?.type !== 'AssignmentExpression') return;
  const left = nodeAt(expression, 'left');
  const right = nodeAt(expression, 'right');
  const text = left ? tree.text(left) : '';
  if (!right || !left) return;
  if (text === 'module.exports') {
    const value = unwrap(right);
    const origin = origins.originOf(value);
    put(found, '=', origin, right);
    if (value.type !== 'ObjectExpression') return;
    for (const property of nodesAt(value, 'properties')) {
      const name = property.type === 'Property' ? keyName(property) : undefined;
      const own = nodeAt(property, 'value');
      if (name === undefined || !own) found.isComplete = false;
      else {
        found.locals.push(nameOf(unwrap(own)) ?? '');
        put(found, name, memberOf(origin, name), property);
      }
    }
    return;
  }
  const named = /^(?:module\.)?exports\.(\w+)$/.exec(text);
  if (named) {
    found.locals.push(nameOf(unwrap(right)) ?? '');
    put(found, named[1]!, origins.originOf(right), left);
  }
}
