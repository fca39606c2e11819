import type { Report } from '../core/types.ts';
import { createView, type View, type ViewOptions } from './view.ts';

type Reporter = (view: View) => string;

/** Each format in its own module, imported when it is asked for. */
const REPORTERS = {
  pretty: async ({ color }) => {
    const { pretty } = await import('./pretty.ts');
    const chalk = color ? new (await import('chalk')).Chalk({ level: 1 }) : undefined;
    return (view) => pretty(view, chalk);
  },
  compact: async () => (await import('./compact.ts')).compact,
  md: async () => (await import('./markdown.ts')).markdown,
  json: async () => (await import('./json.ts')).json,
  sarif: async () => (await import('./sarif.ts')).sarif,
  github: async () => (await import('./github.ts')).github,
} satisfies Record<string, (options: ViewOptions) => Promise<Reporter>>;

export type Format = keyof typeof REPORTERS;

export const FORMATS = Object.keys(REPORTERS) as readonly Format[];

export const isFormat = (name: string): name is Format => (FORMATS as readonly string[]).includes(name);

/** The report as text in one format: deterministic, secrets masked. */
export async function format(report: Report, name: Format, options: ViewOptions = {}): Promise<string> {
  const reporter: Reporter = await REPORTERS[name](options);
  return reporter(createView(report, options));
}
