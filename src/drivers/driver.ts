
/** How a driver wants its parameters spelled. The driver decides, not the dialect. */
export type PlaceholderStyle =
  /** `?`, `?1`, `:name`, `@name`, `$name`: whatever SQLite's grammar takes. */
  | 'sqlite'
  /** `$1`, `$2`, ... */
  | 'dollar'
  /** Interpolations of a tagged template. */
  | 'tagged'
  /** The library rewrites `?` itself. */
  | 'question';
