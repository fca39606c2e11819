import type { Language } from '../core/types.ts';
import { mayHoldSettings } from './config/gate.ts';
import { mayHoldMentions } from './documents/gate.ts';
import type { Host } from './host.ts';
import { mayHoldFacts } from './typescript/gate.ts';

/** Which host reads a file, by its name. Order matters: the first pattern that fits decides. */
const LANGUAGES: readonly (readonly [RegExp, Language])[] = [
  [/\.(?:ts|tsx|mts|cts)$/i, 'typescript'],
  [/\.(?:js|jsx|mjs|cjs|vue|svelte|astro)$/i, 'javascript'],
  [/\.sql$/i, 'sql'],
  [/\.prisma$|(?:^|\/)migration_lock\.toml$/i, 'prisma'],
  [/(?:^|\/)(?:package|docker-compose|compose|ormconfig|config|default|production|development|test|appsettings[\w.-]*|database|settings|wrangler|vercel|app|turbo|meta\/_journal)\.jsonc?$/i, 'json'],
  [/\.ya?ml$/i, 'yaml'],
  [/\.toml$/i, 'toml'],
  [/(?:^|\/)\.env(?:\.[\w.-]+)?$|\.env$/i, 'env'],
  [/\.(?:ini|cfg|conf)$/i, 'ini'],
  [/\.(?:md|mdx|markdown)$/i, 'markdown'],
  [/(?:^|\/)(?:Dockerfile|Procfile|Makefile|justfile)(?:\.[\w.-]+)?$|\.(?:sh|dockerfile)$/, 'text'],
];

/** Lock files and generated lists are long and say nothing that their manifest does not. */
const UNREAD = /(?:^|\/)(?:pnpm-lock\.yaml|yarn\.lock|package-lock\.json|CHANGELOG(?:\.\w+)?\.md)$|\.(?:min|bundle)\.[cm]?js$|\.d\.[cm]?ts$/i;

/** The language of a file, or undefined when it is none that is read. */
export const languageOf = (path: string): Language | undefined =>
  UNREAD.test(path) ? undefined : LANGUAGES.find(([pattern]) => pattern.test(path))?.[1];

/**
 * Whether a file can hold facts at all: a cheap look at its bytes (one character each) that never says no where `read` would find some.
 */
export function mayHold(language: Language, latin1: string, path: string): boolean {
  switch (language) {
    case 'typescript':
    case 'javascript':
      return mayHoldFacts(latin1, path);
    case 'sql':
    case 'prisma':
      return true;
    case 'markdown':
      return mayHoldMentions(latin1, path);
    default:
      return mayHoldSettings(latin1, path);
  }
}

const importHost = async (language: Language): Promise<{ readonly host: Host }> => {
  switch (language) {
    case 'typescript':
    case 'javascript':
      return import('./typescript/index.ts');
    case 'sql':
      return import('./sql.ts');
    case 'prisma':
      return import('./prisma.ts');
    case 'markdown':
      return import('./documents/index.ts');
    default:
      return import('./config/index.ts');
  }
};

const loaded = new Map<Language, Promise<Host>>();

/** The host of a language, ready to read. Imported when first asked for. */
export function loadHost(language: Language): Promise<Host> {
  let host = loaded.get(language);
  if (!host) {
    host = importHost(language).then(async (module) => {
      await module.host.load?.(language);
      return module.host;
    });
    loaded.set(language, host);
  }
  return host;
}
