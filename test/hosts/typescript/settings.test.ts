import { expect, it } from 'vitest';
import { factsOf } from '../../support/facts.ts';

const settingsOf = async (code: string): Promise<{ readonly declared: readonly string[]; readonly read: readonly string[] }> => {
  const [fact] = await factsOf({ 'src/config.ts': code });
  return {
    declared: fact!.settings.map((setting) => `${setting.key}${setting.value === undefined ? '' : `=${setting.value}`}`),
    read: fact!.settingReads.map((read) => `${read.key}${read.into === undefined ? '' : ` > ${read.into}`}${read.inConnection ? ' in connection' : ''}`),
  };
};

it('reads configuration objects and what fills them', async () => {
  expect(await settingsOf(`
    export const config = {
      database: { url: process.env.DATABASE_URL, poolSize: Number(process.env['DB_POOL_SIZE'] ?? 10), ssl: false },
      name: 'app',
    };
  `)).toEqual({
    declared: ['database.url', 'database.poolSize=10', 'database.ssl=false', 'name=app'],
    read: ['DATABASE_URL > database.url', 'DB_POOL_SIZE > database.poolSize'],
  });
});

it('reads schemas over the environment', async () => {
  const { declared } = await settingsOf(`
    const schema = z.object({ DATABASE_URL: z.string(), DB_POOL_MAX: z.coerce.number().default(5) });
    const env = cleanEnv(process.env, { DB_HOST: str({ default: 'localhost' }) });
    const c = convict({ db: { poolSize: { format: Number, default: 7, env: 'POOL_SIZE' } } });
    const j = Joi.object({ PGHOST: Joi.string().default('db') });
  `);
  expect(declared).toEqual(['DATABASE_URL', 'DB_POOL_MAX=5', 'DB_HOST=localhost', 'db.poolSize=7', 'POOL_SIZE=7', 'PGHOST=db']);
});

it('tells reads in the options of a connection from others', async () => {
  const { read } = await settingsOf(`
    import { Pool } from 'pg';
    import { config } from './other.js';
    const { database } = config;
    export const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: config.database.poolSize });
    console.log(database.name, getEnv('DB_NAME'), process.env.HOME);
    const { DB_USER } = process.env;
  `);
  expect(read).toEqual(['database', 'DATABASE_URL in connection', 'database.poolSize in connection', 'database.name', 'DB_NAME', 'HOME', 'DB_USER']);
});
