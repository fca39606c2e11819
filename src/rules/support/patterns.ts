/** Translates patterns that are written out: GLOB to LIKE or to a regular expression. */

/** A LIKE pattern for a GLOB pattern without classes, and whether it needs `ESCAPE '\'`; undefined where it has a class. */
export function globToLike(glob: string): string | undefined {
  if (glob.includes('[')) return undefined;
  return glob.replace(/[\\%_]/g, (letter) => `\\${letter}`).replaceAll('*', '%').replaceAll('?', '_');
}

/** A POSIX regular expression for a GLOB pattern (PostgreSQL manual, 9.7.3); undefined where a class is not closed. */
export function globToRegex(glob: string): string | undefined {
  let out = '^';
  for (let at = 0; at < glob.length; at++) {
    const letter = glob[at]!;
    if (letter === '*') out += '.*';
    else if (letter === '?') out += '.';
    else if (letter !== '[') out += letter.replace(/[.^$+(){}|\\\]]/g, '\\$&');
    else {
      const set = /^\[(\^?)(\]?[^\]]*)\]/.exec(glob.slice(at));
      if (!set) return undefined;
      out += `[${set[1]}${set[2]!.replaceAll('\\', '\\\\').replaceAll('[', '\\[')}]`;
      at += set[0].length - 1;
    }
  }
  return `${out}$`;
}
