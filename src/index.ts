/** The public API: reports, fixes and formats for programs. The ESLint plugin is the default export. */
export { default } from './eslint.ts';
export { fixProject, fixSources, lintProject, lintSources, writeFixes, type FixOptions, type FixOutcome, type LintOptions, type ProjectOptions } from './engine.ts';
export { format, FORMATS, type Format } from './reporter/index.ts';
export type { ViewOptions } from './reporter/view.ts';
export { UsageError } from './core/usage-error.ts';
export type { Config } from './config.ts';
export type {
  Category, Confidence, Coverage, Direction, Edit, Engine, Finding, Fix, Place, RelatedPlace, Report, RuleInfo, Safety, Severity, Span,
} from './core/types.ts';
