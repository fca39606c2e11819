import { Node, SyntaxKind, type SourceFile } from 'ts-morph';
import { endOfNames, importsOf, localNameNode, tagTypes, usesOf } from '../syntax.ts';
import type { QueryWorld } from './queries.ts';
import { convertTemplate } from './templates.ts';

/** SQLite's LIKE does not tell upper from lower case (https://sqlite.org/lang_expr.html#like), PostgreSQL's does. */
const OPERATORS: Readonly<Record<string, string>> = { like: 'ilike', notLike: 'notIlike' };

/** Rewrites operators and templates that mean something else on PostgreSQL. */
export function convertOperators(world: QueryWorld, file: SourceFile): void {
  for (const declaration of importsOf(file, /^drizzle-orm$/)) {
    const imported = new Set(declaration.getNamedImports().map((one) => one.getName()));
    for (const specifier of declaration.getNamedImports()) {
      const name = specifier.getName();
      const local = localNameNode(specifier);
      const renamed = imported.has(OPERATORS[name] ?? '') ? undefined : OPERATORS[name];
      if (renamed !== undefined) world.draft.replace(specifier.getNameNode(), renamed);
      if (renamed !== undefined && !specifier.getAliasNode()) for (const use of usesOf(local)) world.draft.replace(use, renamed);
      for (const use of name === 'sql' ? usesOf(local) : []) {
        convertNumber(world, use);
        convertTemplate(world, use);
      }
    }
  }
  convertOrder(world, file);
  for (const element of file.getDescendantsOfKind(SyntaxKind.BindingElement)) convertBound(world, element);
}

/** `where: (users, { like }) => like(users.name, 'a%')`: the operators of relational queries. */
function convertBound(world: QueryWorld, element: Node): void {
  if (!Node.isBindingElement(element) || element.getPropertyNameNode()) return;
  const renamed = OPERATORS[element.getName()];
  const parameter = element.getFirstAncestorByKind(SyntaxKind.Parameter);
  const property = parameter?.getFirstAncestorByKind(SyntaxKind.PropertyAssignment)?.getName();
  if (renamed === undefined || !parameter || !/^(?:where|orderBy|extras)$/.test(property ?? '')) return;
  world.draft.replace(element.getNameNode(), renamed);
  for (const use of usesOf(element.getNameNode())) world.draft.replace(use, renamed);
}

/** NULL is the smallest value in SQLite and the largest in PostgreSQL, and Drizzle has no word for it: the template says where it goes. */
function orderNulls(world: QueryWorld, call: Node, column: Node | undefined, direction: 'asc' | 'desc'): void {
  if (!column || !Node.isPropertyAccessExpression(column)) return;
  const table = /(\w+)$/.exec(column.getExpression().getText())?.[1] ?? '';
  if (!world.tables.get(table)?.nullable.has(column.getName())) return;
  const file = call.getSourceFile();
  const declaration = importsOf(file, /^drizzle-orm$/)[0];
  const at = declaration && endOfNames(declaration);
  if (!declaration || at === undefined) { world.draft.review(call, 'PostgreSQL puts rows without a value last, SQLite first.'); return; }
  if (!declaration.getNamedImports().some((one) => one.getName() === 'sql')) world.draft.splice(file, { start: at, end: at }, ', sql');
  world.draft.replace(call, `sql\`\${${column.getText()}} ${direction} nulls ${direction === 'asc' ? 'first' : 'last'}\``);
}

/** `asc(t.a)`, `desc(t.a)`, and the bare columns of `orderBy(t.a)`. */
function convertOrder(world: QueryWorld, file: SourceFile): void {
  for (const call of file.getDescendantsOfKind(SyntaxKind.CallExpression)) {
    const name = call.getExpression().getText();
    if (name === 'asc' || name === 'desc') orderNulls(world, call, call.getArguments()[0], name);
    if (name.endsWith('.orderBy')) for (const argument of call.getArguments()) orderNulls(world, argument, argument, 'asc');
  }
}

/** PostgreSQL's drivers give bigint and numeric as text: `count(*)` and `sum(x)` are such (https://node-postgres.com/features/types). */
function convertNumber(world: QueryWorld, use: Node): void {
  const tagged = use.getParent();
  if (!tagged || !Node.isTaggedTemplateExpression(tagged) || tagged.getTag() !== use) return;
  const [type = ''] = tagTypes(tagged);
  const parts = type.split('|').map((part) => part.trim());
  if (!parts.includes('number') || !parts.every((part) => /^(?:number|null|undefined)$/.test(part))) return;
  const after = tagged.getParent();
  if (after && Node.isPropertyAccessExpression(after) && after.getName() === 'mapWith') return;
  if (after && Node.isCallExpression(after) && /^(?:asc|desc)$/.test(after.getExpression().getText())) return;
  const decoder = parts.length === 1 ? 'Number' : `(value): ${type} => Number(value)`;
  world.draft.splice(use.getSourceFile(), { start: tagged.getEnd(), end: tagged.getEnd() }, `.mapWith(${decoder})`);
}
