import { type Durability, PurposeboundError } from '../../index.js'
import type { Query } from '../../postgres/connection.js'
import type { Named } from '../../postgres/names.js'

export interface Expected {
  readonly durability: Durability
  readonly requireAppendOnly: boolean
  readonly warn: (message: string) => void
}

/**
 * Asks the server, in the transaction that is to write, whether it will do as the sink promises.
 *
 * @throws PurposeboundError `sink_failed` when it will not, saying what to change
 */
export async function check(query: Query, table: Named, expected: Expected): Promise<void> {
  const [found] = await query('SELECT to_regclass($1)::oid::text AS oid', [table.sql])
  if (typeof found?.['oid'] !== 'string') throw refused(`there is no table ${table.sql}: run \`migrate\``)
  const [said = {}] = await query(SETTINGS)
  if (said['encoding'] !== 'UTF8') throw refused('the encoding of the database must be UTF8')
  const { commit, fsync, standbys } = said
  if (rank(expected.durability) >= rank('disk')) {
    if (fsync !== 'on') throw refused('`fsync` is off: the server can lose what it has committed')
    if (commit === 'off') throw refused('`synchronous_commit` is off')
  }
  // on `remote_write` a standby has the record in its memory only
  if (
    expected.durability === 'replicated' &&
    (standbys === '' || (commit !== 'on' && commit !== 'remote_apply'))
  )
    throw refused(
      '`replicated` needs `synchronous_standby_names`, and `synchronous_commit` on or remote_apply',
    )

  const [may = {}] = await query(RIGHTS, [found['oid']])
  if (may['add'] !== true) throw refused('the role may not INSERT and SELECT')
  const excess = EXCESS.filter(([right]) => may[right] === true).map(([, text]) => text)
  if (excess.length === 0) return
  const message = `records can be changed in ${table.sql}: ${excess.join(', ')}`
  if (expected.requireAppendOnly) throw refused(message)
  expected.warn(message)
}

const rank = (durability: Durability): number => ['memory', 'os', 'disk', 'replicated'].indexOf(durability)

const SETTINGS = `SELECT current_setting('synchronous_commit') AS commit, current_setting('fsync') AS fsync,
  current_setting('synchronous_standby_names') AS standbys, current_setting('server_encoding') AS encoding`

const EXCESS: readonly [right: string, text: string][] = [
  ['superuser', 'the role is a superuser'],
  ['owner', 'the role owns it, or can become its owner'],
  ['change', 'the role may UPDATE, DELETE or TRUNCATE'],
  ['unguarded', 'its trigger is missing or off'],
]

// by the role that logged in as well: from the one in force it can go back
const RIGHTS = `SELECT
  bool_or(pg_has_role(session_user, relowner, 'MEMBER') OR pg_has_role(current_user, relowner, 'MEMBER')) AS owner,
  bool_or((SELECT bool_or(rolsuper) FROM pg_roles WHERE rolname IN (session_user, current_user))) AS superuser,
  bool_or(has_table_privilege(current_user, c.oid, 'INSERT') AND has_table_privilege(current_user, c.oid, 'SELECT')) AS add,
  bool_or(has_table_privilege(who, c.oid, 'DELETE') OR has_table_privilege(who, c.oid, 'TRUNCATE')
    OR has_any_column_privilege(who, c.oid, 'UPDATE')) AS change,
  bool_or(NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal
    AND t.tgenabled = 'A' AND t.tgqual IS NULL AND t.tgtype & 58 = 58 AND t.tgtype & 1 = 0)) AS unguarded
FROM pg_class c, unnest(ARRAY[session_user, current_user]::name[]) AS who WHERE c.oid = $1::text::oid`

function refused(detail: string): PurposeboundError {
  return new PurposeboundError('sink_failed', `\`postgres\`: ${detail}`)
}
