/** Reads the specification page of a rule: the cases under its `##` headings (the format is described in docs/contributing.md). */

export interface SpecFile {
  readonly path: string;
  readonly text: string;
}

export type Verb = 'becomes' | 'reports' | 'stays';

export interface Claim {
  readonly verb: Verb;
  readonly mode: 'safe' | 'unsafe' | 'upgrade';
  /** The expected texts of `becomes`. */
  readonly files: readonly SpecFile[];
  /** The expected findings of `reports`: `line:column` and a part of the message. */
  readonly findings: readonly { readonly place: string; readonly part: string }[];
}

export interface SpecCase {
  readonly title: string;
  /** 1-based line of the heading. */
  readonly line: number;
  readonly files: readonly SpecFile[];
  readonly claims: readonly Claim[];
}

export interface SpecPage {
  readonly id: string;
  readonly cases: readonly SpecCase[];
}

const DEFAULT_PATHS: Readonly<Record<string, string>> = {
  sql: 'postgres/query.sql', ts: 'src/app.ts', tsx: 'src/app.tsx', js: 'src/app.js', json: 'package.json', env: '.env', md: 'README.md',
};

const VERB = /^\*(becomes|reports|stays)(?: \((unsafe|upgrade)\))?\*\s*$/;
const FENCE = /^(`{3,})(\S*)(?:[ \t]+(\S+))?\s*$/;

interface OpenCase {
  readonly title: string;
  readonly line: number;
  readonly files: SpecFile[];
  readonly claims: { verb: Verb; mode: Claim['mode']; files: SpecFile[]; findings: { place: string; part: string }[] }[];
}

/** Throws when the page is not of the described form. */
export function readSpec(text: string): SpecPage {
  const lines = text.split('\n');
  const id = /^# (\S+)\s*$/.exec(lines[0] ?? '')?.[1];
  if (!id) throw new Error('the page must begin with `# rule-id`');
  const cases: OpenCase[] = [];
  for (let at = 1; at < lines.length; at++) {
    const line = lines[at]!;
    const current = cases.at(-1);
    const fence = FENCE.exec(line);
    if (line.startsWith('## ')) cases.push({ title: line.slice(3).trim(), line: at + 1, files: [], claims: [] });
    else if (fence && current) at = readBlock(lines, at, fence, current);
    else if (current) readLine(line, current);
  }
  for (const one of cases) if (one.claims.length === 0) throw new Error(`line ${one.line}: the case \`${one.title}\` claims nothing`);
  if (cases.length === 0) throw new Error('the page has no case');
  return { id, cases };
}

/** Returns the index of the block's last line. */
function readBlock(lines: readonly string[], at: number, fence: RegExpExecArray, current: OpenCase): number {
  const close = lines.indexOf(fence[1]!, at + 1);
  if (close < 0) throw new Error(`line ${at + 1}: the block is not closed`);
  const language = fence[2]!;
  const text = `${lines.slice(at + 1, close).join('\n')}\n`;
  const claim = current.claims.at(-1);
  const own = current.files.filter((file) => file.path.endsWith(`.${language}`));
  const same = claim && own.length === 1 ? own[0]!.path : undefined;
  const path = fence[3] ?? same ?? DEFAULT_PATHS[language] ?? `${language}.${language}`;
  (claim ? claim.files : current.files).push({ path, text });
  return close;
}

function readLine(line: string, current: OpenCase): void {
  const verb = VERB.exec(line);
  if (verb) current.claims.push({ verb: verb[1] as Verb, mode: (verb[2] as Claim['mode'] | undefined) ?? 'safe', files: [], findings: [] });
  const item = /^- (\d+:\d+) (.*)$/.exec(line);
  if (item) current.claims.at(-1)?.findings.push({ place: item[1]!, part: item[2]!.trim() });
}
