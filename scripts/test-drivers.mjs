// `npm run test:drivers`: what is said about SQLite's drivers, tried on the real ones. They are installed into node_modules/.cache, with a Node that has
// node:sqlite where the running one has none. better-sqlite3 from 13 on and the package of Node come with their binaries: nothing is compiled.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'node_modules/.cache/dbmig-lint-drivers');
const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
/** Reads TypeScript (22.18) and has node:sqlite. */
const isEnough = major > 22 || (major === 22 && minor >= 18);
const dependencies = { 'better-sqlite3': '13.2.0', ...(!isEnough && { [nodePackage]: '22.23.3' }) };

function run(command, args, options) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32', ...options });
  if (error) console.error(error.message);
  return status ?? 1;
}

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'drivers', private: true, dependencies }, undefined, 2));
const installed = run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
if (installed !== 0) process.exit(installed);
const own = join(folder, 'node_modules', nodePackage, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const node = isEnough || !existsSync(own) ? process.execPath : own;
process.exit(run(node, ['--disable-warning=ExperimentalWarning', '--test', 'test/native/sqlite-drivers.mjs'], { cwd: root, env: { ...process.env, DBMIG_DRIVERS: folder } }));
