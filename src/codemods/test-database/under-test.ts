/**
 * Text that says whether tests run: most runners set NODE_ENV, node:test a variable of its own; Mocha and tests that are plain scripts are known by what was
 * started.
 */
export const IS_UNDER_TEST = String.raw`/** Test runners say so; node:test in a variable of its own, Mocha and tests that are run as scripts by what was started. */
const started = (process.argv[1] ?? '').replace(process.cwd(), '');
export const isUnderTest = process.env['NODE_ENV'] === 'test' || process.env['NODE_TEST_CONTEXT'] !== undefined
  || /[\\/]_?mocha(?:\.c?js)?$|^[\\/](?:tests?|__tests__)[\\/]|[._-](?:test|spec)\.[cm]?[jt]s$/.test(started);
`;
