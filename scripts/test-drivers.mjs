// `npm run test:drivers`: what is said about SQLite's drivers, query builders and ORMs, tried on the real ones. They are installed into node_modules/.cache,
// with a Node that has node:sqlite where the running one has none. better-sqlite3 from 13 on and the package of Node come with their binaries: nothing is
// compiled. The builders name versions of drivers that they are not used with here: such peers do not count.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'node_modules/.cache/dbmig-lint-drivers');
const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
/** Reads TypeScript (22.18) and has node:sqlite. */
const isEnough = major > 22 || (major === 22 && minor >= 18);
const dependencies = {
  'better-sqlite3': '13.2.0', knex: '3.3.0', kysely: '0.28.19', sequelize: '6.37.8', 'drizzle-orm': '0.45.4', pg: '8.23.1',
  typeorm: '1.1.1', 'typeorm-0.3': 'npm:typeorm@0.3.31',
  ...(!isEnough && { [nodePackage]: '22.23.3' }),
};

function run(command, args, options) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32', ...options });
  if (error) console.error(error.message);
  return status ?? 1;
}

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'drivers', private: true, dependencies }, undefined, 2));
const installed = run('npm', ['install', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
if (installed !== 0) process.exit(installed);
const own = join(folder, 'node_modules', nodePackage, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const node = isEnough || !existsSync(own) ? process.execPath : own;
process.exit(run(node, ['--disable-warning=ExperimentalWarning', '--test', 'test/native/sqlite-drivers.mjs', 'test/native/builders.mjs'], { cwd: root, env: { ...process.env, DBMIG_DRIVERS: folder } }));
