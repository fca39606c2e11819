import { describe, expect, it } from 'vitest';
import { host } from '../../src/hosts/prisma.ts';

const text = `// the database
datasource db {
  provider = "postgresql" // was sqlite
  url      = env("DATABASE_URL")
}

enum Role {
  ADMIN
}

model User {
  id        Int      @id @default(autoincrement())
  email     String   @unique
  role      Role     @default(ADMIN)
  createdAt DateTime @default(now()) @map("created_at")
  seenAt    DateTime? @db.Timestamptz(6)
  tags      String[]
  posts     Post[]
  @@unique([email, createdAt])
  @@map("users")
}
`;

describe('a Prisma schema', () => {
  const facts = host.read({ path: 'prisma/schema.prisma', text, language: 'prisma' });

  it('says its provider, with its place', () => {
    const [setting] = facts.settings;
    expect(setting).toMatchObject({ key: 'datasource.provider', value: 'postgresql' });
    expect(text.slice(setting!.start, setting!.end)).toBe('postgresql');
    expect(facts.drivers).toMatchObject([{ driver: 'prisma', engine: 'postgres' }]);
  });

  it('declares its models as the tables that Prisma Migrate would create', () => {
    expect(facts.declarations?.map((declaration) => declaration.fragment.text)).toEqual([
      'CREATE TABLE "users" ("id" integer PRIMARY KEY NOT NULL, "email" text NOT NULL UNIQUE, "role" text NOT NULL, "created_at" timestamp(3) NOT NULL, '
      + '"seenAt" timestamp with time zone, "tags" text[], UNIQUE ("email", "created_at"))',
    ]);
  });

  it('leads each column back to its line', () => {
    const column = facts.declarations![0]!.columns.find((candidate) => candidate.property === 'createdAt')!;
    expect(text.slice(column.start, column.end).trimEnd()).toBe('createdAt DateTime @default(now()) @map("created_at")');
  });

  it('says nothing without a datasource', () => {
    expect(host.read({ path: 'a.prisma', text: 'model A {\n id Int @id\n}', language: 'prisma' }).declarations).toBeUndefined();
  });
});
