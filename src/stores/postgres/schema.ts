import { inMigration } from '../../postgres/migration.js'
import { toRole } from '../../postgres/names.js'
import type { PostgresPool } from '../../sinks/postgres/index.js'
import { failure } from './failure.js'
import { DEFAULT_NAME, toTables } from './tables.js'

export interface PostgresStoreSchemaOptions {
  /**
   * What the names of the tables begin with, `name` or `schema.name`; the schema must exist.
   * @defaultValue `'consent'`
   */
  readonly name?: string
  /** The role that the application logs in as, other than the owner: it may add events and fold them, and nothing else. */
  readonly role?: string
}

/**
 * The SQL of the tables: run it as their owner, by {@link migrate} or by the tool that you migrate with. Again is harmless.
 *
 * - `consent_events`: what people said, each thing once; only added to
 * - `consent_states`: a row a person, written in one transaction with each event: all that the events come to
 * - `consent_purposes`: the bit of each purpose and its terms in the masks of a state; only grows
 *
 * `granted`, `objected` and `restricted` are words of 63 bits: bit `b` is `granted[b / 63 + 1] >> (b % 63) & 1`. What is
 * granted holds before `next_change` (milliseconds since 1970; null: no end); from then on the entries in `purposes` count.
 *
 * @throws PurposeboundError `config_invalid`
 */
export function postgresStoreSchema({ name = DEFAULT_NAME, role }: PostgresStoreSchemaOptions = {}): string {
  const { events, states, purposes, within, beside } = toTables(name)
  const app = role === undefined ? undefined : toRole(role)
  return `-- what people said; the person is three columns: tenant ('' for none), population, and the id, each led by its type
CREATE TABLE IF NOT EXISTS ${events} (
  id text COLLATE "C" PRIMARY KEY,
  tenant text COLLATE "C" NOT NULL,
  population text COLLATE "C" NOT NULL,
  person text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  at bigint NOT NULL,
  action text NOT NULL,
  expires_at bigint,
  -- came after one that was said later
  late boolean NOT NULL,
  event jsonb NOT NULL,
  -- now and then what all events up to this one came to, so that a late one need not fold all anew
  folded jsonb,
  -- for people to read; nothing is decided by it
  stored timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (tenant, population, person, at, id)
);
CREATE INDEX IF NOT EXISTS ${beside('events_folded')} ON ${events} (tenant, population, person, at, id)
  WHERE folded IS NOT NULL;
CREATE INDEX IF NOT EXISTS ${beside('events_late')} ON ${events} (tenant, population, person, version) WHERE late;

CREATE OR REPLACE FUNCTION ${within('refuse')}() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION 'consent events are only added' USING ERRCODE = 'insufficient_privilege';
END $$;
DROP TRIGGER IF EXISTS ${beside('append_only')} ON ${events};
CREATE TRIGGER ${beside('append_only')} BEFORE UPDATE OR DELETE OR TRUNCATE ON ${events}
  FOR EACH STATEMENT EXECUTE FUNCTION ${within('refuse')}();
-- also where triggers are off for a replica
ALTER TABLE ${events} ENABLE ALWAYS TRIGGER ${beside('append_only')};

CREATE TABLE IF NOT EXISTS ${states} (
  tenant text COLLATE "C" NOT NULL,
  population text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  version bigint NOT NULL DEFAULT 0,
  granted bigint[] NOT NULL DEFAULT '{}',
  objected bigint[] NOT NULL DEFAULT '{}',
  restricted bigint[] NOT NULL DEFAULT '{}',
  next_change bigint,
  latest_at bigint,
  latest_id text COLLATE "C",
  -- [[entry, [purpose, …]], …]; a purpose that an entry names as '' is the very one
  purposes jsonb NOT NULL DEFAULT '[]',
  PRIMARY KEY (tenant, population, id)
);

CREATE TABLE IF NOT EXISTS ${purposes} (
  purpose text COLLATE "C" NOT NULL,
  terms bigint NOT NULL,
  bit integer NOT NULL UNIQUE CHECK (bit >= 0),
  PRIMARY KEY (purpose, terms)
);

REVOKE ALL ON ${events}, ${states}, ${purposes} FROM PUBLIC;
${
  app === undefined
    ? ''
    : `REVOKE ALL ON ${events}, ${states}, ${purposes} FROM ${app};
GRANT SELECT, INSERT ON ${events}, ${purposes} TO ${app};
GRANT SELECT, INSERT, UPDATE ON ${states} TO ${app};
`
}`
}

/**
 * Makes the tables, their indexes, the trigger and the grants, in one transaction; several at once wait for each other.
 *
 * @param pool of the role that shall own the tables: not the one that the application logs in as
 * @throws PurposeboundError `config_invalid`, or `store_failed` with the SQLSTATE
 * @example
 * ```ts
 * await migrate(ownerPool, { role: 'shop_app' })
 * ```
 */
export async function migrate(pool: PostgresPool, options: PostgresStoreSchemaOptions = {}): Promise<void> {
  const schema = postgresStoreSchema(options)
  try {
    await inMigration(pool, schema, LOCK)
  } catch (error) {
    throw failure(error)
  }
}

/** Any number that is ours alone. */
const LOCK = 7_238_190_426
