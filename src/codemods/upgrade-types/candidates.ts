import { isFlag } from '../../dialects/sqlite-to-postgres/types.ts';
import type { Leaf } from '../../sql/column-reader.ts';
import { valuesOf } from './bindings.ts';
import type { AnalysisContext } from './analyse.ts';
import type { DeclaredColumn } from './columns.ts';
import { formOfLeaf, KINDS, type KindName } from './kinds.ts';

/** The richer type that a column asks for by its name, its default, its CHECKs and by what is written into it. */
export function wantedKind(context: AnalysisContext, column: DeclaredColumn): KindName | undefined {
  const declared = column.uses.filter(({ role }) => role === 'declared');
  const isDeclared = (kind: KindName): boolean => declared.length > 0 && declared.every(({ name }) => KINDS[kind].from.test(name ?? ''));
  const leaves = column.uses.filter(({ role }) => role === 'declared' || role === 'stored').flatMap((use) => use.leaves.map((leaf) => ({ leaf, use })));
  const written = leaves.flatMap(({ leaf, use }) => (leaf.kind === 'parameter' ? valuesOf(context.references, context.nodeAt, use.statement, leaf.number) ?? [] : [])).map((node) => node.getText());
  if (isDeclared('boolean')) return isFlagColumn(column, leaves.map(({ leaf }) => leaf), written) ? 'boolean' : undefined;
  if (!isDeclared('jsonb')) return undefined;
  if (/_json$/.test(column.name) || written.some((text) => /^JSON\.stringify\(|[?:]\s*JSON\.stringify\(/.test(text))) return 'jsonb';
  const forms = new Set([...leaves.flatMap(({ leaf }) => formOfLeaf(leaf) ?? []), ...written.flatMap((text) => (/\.toISOString\(\)/.test(text) ? (/slice|substring/.test(text) ? 'sqlite' as const : 'iso' as const) : []))]);
  return forms.size === 0 ? undefined : forms.has('iso') ? 'iso' : 'sqlite';
}

function isFlagColumn(column: DeclaredColumn, leaves: readonly Leaf[], written: readonly string[]): boolean {
  const literals = leaves.flatMap((leaf) => (leaf.kind === 'literal' ? [leaf.value] : []));
  if (literals.some((value) => value !== 0 && value !== 1)) return false;
  const checks = column.uses.some(({ role, leaves: met }) => role === 'compared' && met.length === 2 && met.every((leaf) => leaf.kind === 'literal' && (leaf.value === 0 || leaf.value === 1)));
  const standard = column.uses.find(({ role }) => role === 'declared')?.leaves.find((leaf) => leaf.kind === 'literal');
  return checks || isFlag({ name: column.name, type: 'INTEGER', default: standard?.kind === 'literal' ? String(standard.value) : undefined }) || written.some((text) => /\?\s*(?:1\s*:\s*0|0\s*:\s*1)\)?$/.test(text));
}
