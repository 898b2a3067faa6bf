import {
  type Appended,
  type ConsentEvent,
  type ConsentMoment,
  type ConsentState,
  foldConsent,
} from '../../index.js'
import type { Query, Row } from '../../postgres/connection.js'
import { failed } from './failure.js'
import { type Key, keyOf } from './key.js'
import { masksOf, type Pair, standingOf } from './masks.js'
import { pack } from './packed.js'
import { precedes, refold, STRIDE } from './refold.js'
import { type Bits, bitIn, type Registry } from './registry.js'
import { assertSame, eventText, taken, toPurposes, toWhole } from './stored.js'
import type { Tables } from './tables.js'

interface Held {
  readonly version: number
  readonly latest: ConsentMoment | undefined
  readonly purposes: ConsentState['purposes']
}

/** What became of an event, and the bits that its transaction has read: they are for all when it commits. */
export interface Taken {
  readonly appended: Appended
  readonly bits: Bits
}

/**
 * Takes an event in, in a transaction that has begun: event and state in one statement, once nobody else can.
 *
 * @throws PurposeboundError `input_invalid` when its id is that of another event
 */
export async function append(
  query: Query,
  tables: Tables,
  registry: Registry,
  event: ConsentEvent,
): Promise<Taken> {
  const key = keyOf(event.person)
  const held = await hold(query, tables, key)
  const again = async (): Promise<Taken | undefined> =>
    (await isKnown(query, tables, key, event))
      ? { appended: { version: held.version }, bits: new Map() }
      : undefined

  const late = held.latest !== undefined && !precedes(held.latest, event)
  if (late) {
    const known = await again()
    if (known !== undefined) return known
  }
  const { purposes, folded } = late ? await refold(query, tables, event) : next(held, event)
  const standing = standingOf(purposes)
  const bits = await registry.take(query, [...standing.granted, ...standing.objected, ...standing.restricted])
  const masks = masksOf(standing, bitIn(bits))
  const latest = late && held.latest !== undefined ? held.latest : event
  const [written] = await query(writing(tables), [
    ...key,
    String(held.version),
    event.id,
    masks.granted,
    masks.objected,
    masks.restricted,
    textOf(masks.nextChange),
    String(latest.at),
    latest.id,
    pack(purposes),
    String(event.at),
    event.action,
    textOf(event.expiresAt),
    late,
    eventText(event),
    folded === undefined ? null : pack(folded),
  ])
  if (written !== undefined) return { appended: { version: toWhole(written['version']) }, bits }
  const known = await again()
  if (known !== undefined) return known
  throw failed('the state was changed meanwhile: `with` takes a client whose transaction has begun')
}

/** What an event needs bits for, so that they can be given out beforehand. */
export function pairsOf({ purposes }: ConsentEvent): Pair[] {
  return purposes.flatMap(({ purpose, terms = 1 }): Pair[] => [
    [purpose, 1],
    [purpose, terms],
  ])
}

function next({ version, purposes: before }: Held, event: ConsentEvent) {
  const purposes = foldConsent(before, event)
  return { purposes, folded: (version + 1) % STRIDE === 0 ? purposes : undefined }
}

/** The state of a person, which nobody else can change until this transaction has ended. */
async function hold(query: Query, { states }: Tables, key: Key): Promise<Held> {
  const select = `SELECT version::text AS version, latest_at::text AS at, latest_id AS id, purposes::text AS purposes
    FROM ${states} WHERE tenant = $1 AND population = $2 AND id = $3 FOR UPDATE`
  let [row] = await query(select, [...key])
  if (row === undefined) {
    await query(`INSERT INTO ${states} (tenant, population, id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, [
      ...key,
    ])
    ;[row] = await query(select, [...key])
  }
  if (row === undefined) throw failed('a state cannot be held')
  return toHeld(row)
}

function toHeld(row: Row): Held {
  const { version, at, id, purposes } = row
  return {
    version: toWhole(version),
    latest: typeof id === 'string' ? { at: toWhole(at), id } : undefined,
    purposes: toPurposes(purposes),
  }
}

/** Whether this very event is stored. @throws PurposeboundError `input_invalid` when another one is, under its id */
async function isKnown(query: Query, { events }: Tables, key: Key, event: ConsentEvent): Promise<boolean> {
  const [row] = await query(
    `SELECT tenant, population, person, event::text AS event FROM ${events} WHERE id = $1`,
    [event.id],
  )
  if (row === undefined) return false
  if ([row['tenant'], row['population'], row['person']].some((part, i) => part !== key[i])) throw taken()
  assertSame(row['event'], event)
  return true
}

function textOf(number: number | null | undefined): string | null {
  return number === null || number === undefined ? null : String(number)
}

const writing = ({ events, states, channel }: Tables) => `WITH moved AS (
    UPDATE ${states} SET version = version + 1, granted = $6::bigint[], objected = $7::bigint[],
      restricted = $8::bigint[], next_change = $9::bigint, latest_at = $10::bigint, latest_id = $11::text,
      purposes = $12::jsonb
    WHERE tenant = $1::text AND population = $2::text AND id = $3::text AND version = $4::bigint
      AND NOT EXISTS (SELECT FROM ${events} WHERE id = $5::text)
    RETURNING version
  ), added AS (
    INSERT INTO ${events}
      (id, tenant, population, person, version, at, action, expires_at, late, event, folded)
    SELECT $5::text, $1::text, $2::text, $3::text, version, $13::bigint, $14::text, $15::bigint, $16::boolean,
      $17::jsonb, $18::jsonb FROM moved
    RETURNING version, id
  )
  SELECT version::text AS version, pg_notify('${channel.slice(1, -1)}', id) FROM added`
