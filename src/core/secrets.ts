const MASK = '***';

/** `user:password@` of a URL (RFC 3986, 3.2.1); the password may hold an unescaped `@`, as people write it. */
const URL_PASSWORD = /([a-z][a-z0-9+.-]*:\/\/[^\s:/?#'"`<>@]*:)([^\s'"`<>/?#]+)(?=@)/gi;

/** A secret given as a parameter of a URL or connection string: `?password=x`, `;Password=x`, `&authToken=x`, `PGPASSWORD=x`. */
const SECRET_PARAMETER = /((?:\b|_)(?:pg)?(?:password|passwd|pwd|secret|auth_?token|access_?token|api_?key)\s*=\s*)([^\s&;'"`<>$({[]+)(?=$|[\s&;'"`<>])/gi;

/** Values that say nothing: variables filled in later. */
const isTemplate = (value: string): boolean => /^(?:\$\{|\$[A-Za-z_(]|\{\{|<|%\()/.test(value) || value === MASK;

/** The text with passwords and tokens of URLs and connection strings replaced by `***`. Everything a report prints passes here. */
export function maskSecrets(text: string): string {
  if (!text.includes('://') && !text.includes('=')) return text;
  const hide = (whole: string, before: string, secret: string): string => (isTemplate(secret) ? whole : before + MASK);
  return text.replace(URL_PASSWORD, hide).replace(SECRET_PARAMETER, (whole: string, before: string, secret: string) =>
    isCode(whole, secret) ? whole : hide(whole, before, secret));
}

/** `password = readPassword` and `token = config.token` are code: they name where a secret comes from. */
const isCode = (whole: string, secret: string): boolean =>
  /\s=|=\s/.test(whole) || /^(?:\?+\d*|[:@]\w+|process\.|import\.|null|undefined|true|false|excluded\.)/i.test(secret) || /^[a-z_]\w*\.\w/i.test(secret);
