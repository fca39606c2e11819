/** Files that hold scripts among other things. */
const COMPONENT = /\.(?:vue|svelte|astro)$/i;

export const isComponent = (path: string): boolean => COMPONENT.test(path);

const SCRIPT = /<script\b[^>]*>([\s\S]*?)<\/script\s*>/gi;
const FRONT_MATTER = /^\s*---\r?\n([\s\S]*?)\r?\n---/;

/** The text of a component with everything but its scripts blanked, so that offsets stay what they are. */
export function blankOutsideScripts(path: string, text: string): string {
  let result = '';
  const keep = (start: number, end: number): void => {
    result += text.slice(result.length, start).replace(/[^\r\n]/g, ' ') + text.slice(start, end);
  };
  const front = /\.astro$/i.test(path) ? FRONT_MATTER.exec(text) : null;
  if (front) keep(front[0].indexOf('---') + 3, front[0].length - 3);
  for (const match of text.matchAll(SCRIPT)) {
    if (match.index < result.length) continue;
    const end = match.index + match[0].lastIndexOf('</');
    keep(end - match[1]!.length, end);
    result += ';';
  }
  return result + text.slice(result.length).replace(/[^\r\n]/g, ' ');
}
