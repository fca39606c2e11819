import type { Engine } from '../../core/types.ts';
import type { Project } from '../../rule.ts';

/**
 * Whether the code that a file of configuration, a document or a test speaks of reaches that engine and no other: the package of the file, and
 * the packages below it.
 */
export function runsOnlyOn(project: Project, engine: Engine): (path: string) => boolean {
  const roots = [...new Set(project.facts.map((fact) => project.rootOf(fact.path)))];
  const known = new Map<string, boolean>();
  return (path) => {
    const root = project.rootOf(path);
    let answer = known.get(root);
    if (answer === undefined) {
      answer = roots.every((other) => !other.startsWith(root) || project.dataLayerOf(`${other}package.json`) === engine);
      known.set(root, answer);
    }
    return answer;
  };
}
