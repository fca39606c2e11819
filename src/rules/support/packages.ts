import type { Facts } from '../../core/types.ts';
import { driverOfModule } from '../../drivers/lookup.ts';
import type { Project } from '../../rule.ts';

/** The folder, with its `/`, of the innermost package that holds a path; `''` for the root. */
export function packageOf(project: Project): (path: string) => string {
  const roots = project.facts.filter((fact) => /(?:^|\/)package\.json$/.test(fact.path)).map((fact) => fact.path.slice(0, -'package.json'.length));
  return (path) => roots.filter((root) => path.startsWith(root)).reduce((best, root) => (root.length > best.length ? root : best), '');
}

/** The sources of a project that import a package or something below it. */
export function importersOf(facts: readonly Facts[], name: string): readonly Facts[] {
  const module = name.replace(/^@types\/(.*)$/, (_, bare: string) => (bare.includes('__') ? `@${bare.replace('__', '/')}` : bare));
  const driver = driverOfModule(module)?.id;
  return facts.filter((fact) =>
    fact.module?.imports.some((own) => own.specifier === module || own.specifier.startsWith(`${module}/`))
    || fact.drivers.some((use) => use.via === 'import' && use.driver === driver));
}
