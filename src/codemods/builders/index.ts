import type { Codemod } from '../codemod.ts';
import { drizzle } from '../drizzle/index.ts';
import { prisma } from '../prisma/index.ts';
import { knex } from './knex.ts';
import { kysely } from './kysely.ts';
import { mikroOrm } from './mikro-orm.ts';
import { toCodemod } from './options.ts';
import { sequelize } from './sequelize.ts';
import { typeorm } from './typeorm.ts';

/** The codemods of ORMs and query builders. They come before those of drivers, whose clients they open themselves. */
export const builders: readonly Codemod[] = [drizzle, prisma, ...[knex, typeorm, kysely, sequelize, mikroOrm].map(toCodemod)];
