import type { Setting } from '../../core/types.ts';

/** Where an ORM or an adapter is told its engine by a name, which no driver's table knows. */
interface Form {
  readonly key: string;
  /** A text that stands in every such file, or the name of the file. */
  readonly sign: RegExp;
  readonly value: RegExp;
}

const FORMS: readonly Form[] = [
  // https://orm.drizzle.team/docs/drizzle-config-file#dialect
  { key: 'drizzle.dialect', sign: /['"]drizzle-kit['"]|(?:^|\/)drizzle[\w.-]*\.config\.[cm]?[jt]s$/m, value: /\bdialect\s*:\s*(['"])([\w-]+)\1/g },
  // https://knexjs.org/guide/#knexfile
  { key: 'knex.client', sign: /(?:^|\/)knexfile[\w.-]*\.[cm]?[jt]s$/m, value: /\bclient\s*:\s*(['"])([\w-]+)\1/g },
  // https://www.better-auth.com/docs/adapters/drizzle, .../prisma
  { key: 'better-auth.provider', sign: /['"]better-auth\/adapters\/\w+['"]/, value: /\b(?:drizzle|prisma)Adapter\s*\([^{};]*\{[^{}]*?\bprovider\s*:\s*(['"])([\w-]+)\1/g },
];

/** The settings of a script that name the engine of an ORM or an adapter. The span is that of the name. */
export function readProviderSettings(path: string, text: string): readonly Setting[] {
  return FORMS.filter(({ sign }) => sign.test(path) || sign.test(text)).flatMap(({ key, value }) =>
    [...text.matchAll(value)].map((match) => {
      const end = match.index + match[0].length - 1;
      return { path, key, value: match[2]!, kind: 'config-file' as const, start: end - match[2]!.length, end };
    }));
}
