import type { Query } from '../../postgres/connection.js'
import { failed } from './failure.js'
import type { Tables } from './tables.js'

/**
 * Asks the server whether it will do as the store promises.
 *
 * @throws PurposeboundError `store_failed` when it will not, saying what to change
 */
export async function check(query: Query, { events, states, purposes }: Tables): Promise<void> {
  const [said = {}] = await query(
    `SELECT to_regclass($1)::oid::text AS events, to_regclass($2) IS NOT NULL AND to_regclass($3) IS NOT NULL AS others,
     current_setting('server_encoding') AS encoding, pg_is_in_recovery() AS standby`,
    [events, states, purposes],
  )
  if (typeof said['events'] !== 'string' || said['others'] !== true)
    throw failed(`there are no tables ${events}, ${states} and ${purposes}: run \`migrate\``)
  if (said['encoding'] !== 'UTF8') throw failed('the encoding of the database must be UTF8')
  // it does not know yet who has withdrawn
  if (said['standby'] !== false) throw failed('the server is a standby, which lags behind')
  const [guard = {}] = await query(GUARDED, [said['events']])
  if (guard['guarded'] !== true) throw failed(`the trigger of ${events} is missing or off: run \`migrate\``)
}

const GUARDED = `SELECT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = $1::text::oid AND NOT tgisinternal
  AND tgenabled = 'A' AND tgqual IS NULL AND tgtype & 58 = 58 AND tgtype & 1 = 0) AS guarded`
