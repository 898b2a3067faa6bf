import { PGlite } from '@electric-sql/pglite'
import type { Seed } from './seed.js'

const TABLES = `
  CREATE TABLE member (
    id text PRIMARY KEY,
    rep_id text,
    name text NOT NULL,
    kana text,
    email text NOT NULL,
    phone text NOT NULL,
    address text NOT NULL,
    birth_date date,
    card_number text,
    card_security_code text,
    last_login_ip text,
    plan text NOT NULL,
    joined_at timestamptz NOT NULL
  );
  CREATE TABLE inquiry (
    id int PRIMARY KEY,
    member_id text NOT NULL REFERENCES member,
    assignee_id text NOT NULL,
    topic text NOT NULL,
    body text NOT NULL,
    asked_at timestamptz NOT NULL
  );
  CREATE TABLE answer (
    id int PRIMARY KEY,
    member_id text NOT NULL REFERENCES member,
    questionnaire text NOT NULL,
    score int NOT NULL,
    comment text
  );
  CREATE TABLE visit (
    id int PRIMARY KEY,
    member_id text NOT NULL REFERENCES member,
    page text NOT NULL,
    ip text NOT NULL,
    user_agent text NOT NULL,
    visited_at timestamptz NOT NULL
  );
  CREATE INDEX ON member (rep_id);
`
const BATCH = 2000

/** A PostgreSQL in this process, filled with `seed`. In earnest: a pool of your driver. */
export async function openDatabase(seed: Seed): Promise<PGlite> {
  const db = await PGlite.create()
  await db.exec(TABLES)
  for (const table of ['member', 'inquiry', 'answer', 'visit'] as const) {
    for (let at = 0; at < seed[table].length; at += BATCH) {
      const rows = seed[table].slice(at, at + BATCH).map(toColumns)
      await db.query(`INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1)`, [rows])
    }
  }
  await db.exec('ANALYZE')
  return db
}

/** `cardNumber` -> `card_number`: what the policy calls a field, and what the database calls it. */
export function columnOf(path: string): string {
  return path.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

function toColumns(row: object): object {
  return Object.fromEntries(Object.entries(row).map(([path, value]) => [columnOf(path), value]))
}
