import type { Policy } from '../catalog/declaration.js'
import { catalogOf } from '../catalog/policy.js'
import type { AuditRecord } from '../record/record.js'
import { misuse } from './check-claim.js'
import { recordMistake } from './record-mistake.js'
import { type Replay, Tally } from './tally.js'

export interface ReplayOptions {
  /** The policies that the records were made under: without the one of its digest, what turns on the row is undetermined. */
  readonly from?: readonly Policy[]
  /** Called now and then with how many records were read. */
  readonly onProgress?: (records: number) => void
}

/**
 * Decides again, under `policy`, what is on record: roles, purpose, action, resource and time as they were, and what the
 * records say of rows and people. Memory stays flat however many records there are.
 *
 * Nothing is guessed. A grant with the same condition reached the rows that it reached then (`rules` names every
 * effective grant); what turns on a condition that is new or has changed, on consent or a tenant that nobody asked about,
 * on a row whose tenant or people stand elsewhere than they did, or on a required field is counted as undetermined. Roles are those on record, and an objection or restriction that is
 * not on record is none.
 *
 * @throws PurposeboundError `config_invalid` for what is no record, or one of a policy with another name.
 * @example
 * ```ts
 * const { text } = await replay(records, draft, { from: [policy] }) // '41 of 342: 28 newly permitted, …'
 * ```
 */
export async function replay(
  records: Iterable<AuditRecord> | AsyncIterable<AuditRecord>,
  policy: Policy,
  { from = [], onProgress }: ReplayOptions = {},
): Promise<Replay> {
  const catalog = catalogOf(policy)
  for (const { name } of from)
    if (name !== policy.name)
      throw misuse(`\`from\` names the policy \`${name.slice(0, 80)}\`, and this is \`${policy.name}\``)
  const earlier = new Map([...from, policy].map((each) => [each.digest, catalogOf(each)]))
  const tally = new Tally(catalog, earlier)
  let read = 0
  for await (const record of records) {
    read++
    tally.add(checked(record, policy.name, read))
    if (read % 10_000 === 0) onProgress?.(read)
  }
  return tally.result()
}

/** @throws PurposeboundError `config_invalid` */
function checked(record: AuditRecord, name: string, at: number): AuditRecord {
  const mistake = recordMistake(record)
  if (mistake !== undefined) throw misuse(`record ${at} is no audit record: ${mistake}`)
  if (record.policy.name !== name)
    throw misuse(
      `record ${at} was made under the policy \`${record.policy.name.slice(0, 80)}\`, and this is \`${name}\``,
    )
  return record
}
