/** Folders and names that projects give to tests, their fixtures and their set-up. */
const TEST_PATH = new RegExp([
  String.raw`(?:^|\/)(?:__tests__|__mocks__|tests?|testing|test-utils|specs?|e2e|cypress|fixtures)\/`,
  String.raw`[._-](?:test|spec|e2e|bench)\.[cm]?[jt]sx?$`,
  String.raw`(?:^|\/)(?:vitest|jest)[.\w-]*\.[cm]?[jt]s$`,
].join('|'), 'i');

/** Whether a path is that of a test, a fixture or a test set-up: what it creates says little of the real tables. */
export const isTestPath = (path: string): boolean => TEST_PATH.test(path);
