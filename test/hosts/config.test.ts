import { expect, test } from 'vitest';
import type { Facts, Language } from '../../src/core/types.ts';
import { host } from '../../src/hosts/config/index.ts';
import { mayHoldSettings } from '../../src/hosts/config/gate.ts';

const read = async (path: string, language: Language, text: string): Promise<Facts> => {
  await host.load?.(language);
  return host.read({ path, language, text });
};

/** Every fact as `kind text`, where `text` is what the fact's span holds: positions are part of the expectation. */
const show = (facts: Facts, text: string): readonly string[] => [
  ...facts.drivers.map((use) => `driver ${use.engine} ${use.via}: ${text.slice(use.start, use.end)}`),
  ...(facts.mentions ?? []).map((own) => `${own.kind} ${own.engine}${own.isHistory ? ' history' : ''}: ${text.slice(own.start, own.end)}`),
  ...facts.settings.map((setting) => `setting ${setting.kind} ${setting.key}=${setting.value ?? ''}: ${text.slice(setting.start, setting.end)}`),
  ...(facts.testJobs ?? []).map((job) => `job ${job.name} ${job.database}: ${text.slice(job.start, job.end)}`),
  ...facts.unread.map((unread) => `unread: ${unread.reason}`),
];

const cases: readonly {
  readonly name: string; readonly path: string; readonly language: Language; readonly text: string; readonly shows: readonly unknown[];
}[] = [
  {
    name: 'package.json: runtime drivers are drivers, the rest only mentions', path: 'package.json', language: 'json',
    text: '{\n  "scripts": { "db": "sqlite3 data/app.db .dump" },\n  "dependencies": {\n    "better-sqlite3": "^12.0.0",\n    "pg": "8"\n  },\n  "devDependencies": { "@types/better-sqlite3": "7" }\n}\n',
    shows: [
      'driver sqlite dependency: "better-sqlite3": "^12.0.0"', 'driver postgres dependency: "pg": "8"', 'dependency sqlite: "better-sqlite3": "^12.0.0"',
      'dependency postgres: "pg": "8"', 'dependency sqlite: "@types/better-sqlite3": "7"', 'command sqlite: sqlite3',
    ],
  },
  {
    name: 'environment file: quotes, comments, export, values over lines', path: '.env.example', language: 'env',
    text: '# the database\nexport DATABASE_URL="postgres://u:p@localhost/app" # local\nDB_PATH=./data/app.db\r\n# DB_POOL_SIZE=10\nTITLE="two\nlines"\nSQLITE_PATH=\n',
    shows: [
      'driver postgres url: postgres://u:p@localhost/app', 'url postgres: postgres://u:p@localhost/app', 'path sqlite: ./data/app.db', 'setting sqlite: SQLITE_PATH=',
      'setting env DATABASE_URL=postgres://u:p@localhost/app: DATABASE_URL', 'setting env DB_PATH=./data/app.db: DB_PATH', 'setting document DB_POOL_SIZE=10: DB_POOL_SIZE',
      'setting env SQLITE_PATH=: SQLITE_PATH',
    ],
  },
  {
    name: 'compose: only services that are built here speak of the project', path: 'docker-compose.yml', language: 'yaml',
    text: 'services:\n  app:\n    build: .\n    environment:\n      - DB_POOL_MAX=5\n      - DATABASE_URL=sqlite:///data/app.db\n    volumes:\n      - ./data/app.db:/app/data/app.db\n      - sqlite-data:/data\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: x\n  grafana:\n    image: grafana/grafana\n    environment:\n      GF_DATABASE_TYPE: sqlite3\n',
    shows: [
      'driver sqlite url: sqlite:///data/app.db', 'url sqlite: sqlite:///data/app.db', 'volume sqlite: ./data/app.db:/app/data/app.db', 'volume sqlite: sqlite-data',
      'image postgres: postgres', 'setting env DB_POOL_MAX=5: DB_POOL_MAX', 'setting env DATABASE_URL=sqlite:///data/app.db: DATABASE_URL',
    ],
  },
  {
    name: 'kubernetes: name and value pairs', path: 'k8s/deployment.yaml', language: 'yaml',
    text: 'spec:\n  containers:\n    - env:\n        - name: DB_POOL_SIZE\n          value: "10"\n        - name: SQLITE_FILE\n          value: /data/x\n',
    shows: ['setting sqlite: SQLITE_FILE\n          value: /data/x', 'setting env DB_POOL_SIZE=10: DB_POOL_SIZE', 'setting env SQLITE_FILE=/data/x: SQLITE_FILE'],
  },
  {
    name: 'Dockerfile: packages, variables and files', path: 'Dockerfile', language: 'text',
    text: 'FROM node:22\n# sqlite3 was here\nRUN apt-get update && apt-get install -y curl sqlite3\nENV DATABASE_PATH=/data/app.db NODE_ENV=production\n',
    shows: ['package sqlite: sqlite3', 'path sqlite: /data/app.db', 'setting env DATABASE_PATH=/data/app.db: DATABASE_PATH'],
  },
  {
    name: 'TOML and INI settings have dotted keys', path: 'config/app.toml', language: 'toml',
    text: '[database]\nurl = "postgresql://localhost/app"\npool_size = 10\n\n[server]\nport = 3000\n',
    shows: [
      'driver postgres url: postgresql://localhost/app', 'url postgres: postgresql://localhost/app', 'setting config-file database.url=postgresql://localhost/app: url',
      'setting config-file database.pool_size=10: pool_size',
    ],
  },
  {
    name: 'ini', path: 'alembic.ini', language: 'ini', text: '[alembic]\nscript_location = migrations\nsqlalchemy.url = sqlite:///./data/documents.db ; old\n',
    shows: ['driver sqlite url: sqlite:///./data/documents.db', 'url sqlite: sqlite:///./data/documents.db', 'setting config-file alembic.sqlalchemy.url=sqlite:///./data/documents.db: sqlalchemy.url'],
  },
  {
    name: 'pyproject: dependencies of both engines', path: 'pyproject.toml', language: 'toml', text: '[project]\ndependencies = ["asyncpg>=0.29", "aiosqlite"]\n',
    shows: ['driver postgres dependency: "asyncpg>=0.29"', 'driver sqlite dependency: "aiosqlite"', 'dependency postgres: "asyncpg>=0.29"', 'dependency sqlite: "aiosqlite"'],
  },
  {
    name: 'GitHub: a job with tests and no server', path: '.github/workflows/ci.yml', language: 'yaml',
    text: 'jobs:\n  lint:\n    steps:\n      - run: npm run lint\n  test:\n    steps:\n      - run: |\n          npm ci\n          npm test\n  typecheck:\n    steps:\n      - run: npm run test:types\n',
    shows: ['job test none: npm test'],
  },
  {
    name: 'GitHub: a service, an action, a compose file, an outside database', path: '.github/workflows/ci.yml', language: 'yaml',
    text: 'jobs:\n  a:\n    services:\n      db:\n        image: postgres:16\n    steps:\n      - run: pnpm -r test\n  b:\n    steps:\n      - uses: ikalnytskyi/action-setup-postgres@v7\n      - run: npx vitest run\n  c:\n    steps:\n      - run: docker compose up -d\n      - run: yarn test:integration\n  d:\n    env:\n      DATABASE_URL: ${{ secrets.TEST_DATABASE_URL }}\n    steps:\n      - run: bun test\n',
    shows: ['image postgres: postgres', 'job a postgres: pnpm -r test', 'job b postgres: npx vitest', 'job c postgres: yarn test:integration', 'job d outside: bun test'],
  },
  {
    name: 'GitLab: a service for all jobs', path: '.gitlab-ci.yml', language: 'yaml', text: 'services:\n  - postgres:16\ntest:\n  script:\n    - npm test\n',
    shows: ['image postgres: postgres', 'job test postgres: npm test'],
  },
  { name: 'a file with an error is not read', path: 'compose.yaml', language: 'yaml', text: 'a: [1\nb: sqlite://x\n', shows: [expect.stringMatching(/^unread: YAML with a syntax error: /)] },
  { name: 'broken JSON', path: 'package.json', language: 'json', text: '{"dependencies": {"pg": }}', shows: ['unread: JSON with a syntax error: a value was expected'] },
  { name: 'broken TOML', path: 'a.toml', language: 'toml', text: 'a = = sqlite', shows: [expect.stringMatching(/^unread: TOML with a syntax error: /)] },
  { name: 'an empty file', path: 'config.json', language: 'json', text: '\n', shows: [] },
];

test.each(cases)('$name', async ({ path, language, text, shows }) => {
  const facts = await read(path, language, text);
  expect(show(facts, text)).toEqual(shows);
  if (shows.length > 0) expect(mayHoldSettings(text, path)).toBe(true);
});

test.each<[string, Language, string]>([
  ['.env', 'env', `${' '.repeat(100_000)}#`], ['.env', 'env', `A="${'a\\"'.repeat(100_000)}`], ['.env', 'env', `DB_X=${'a/'.repeat(100_000)}`],
  ['Dockerfile', 'text', `RUN apt-get install ${'pkg '.repeat(50_000)}`], ['a.ini', 'ini', 'abc '.repeat(100_000)],
  ['config.json', 'json', '['.repeat(100_000)], ['config.json', 'json', '{"a":'.repeat(100_000)],
])('a hostile %s is read in no time', async (path, language, text) => {
  const start = performance.now();
  await read(path, language, text);
  expect(performance.now() - start).toBeLessThan(2000);
});
