import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ed25519Signer } from 'purposebound/audit'
import { checkLog, type Found, readFileLog } from './check-log.js'
import { type Orders, SEED } from './orders.js'
import type { Told } from './run-writer.js'
import { openSubject } from './subject.js'

const { publicKey } = ed25519Signer(SEED)

/** Opens what a writer left, as the next start of the service would, and proves it. @throws when it cannot be opened or proved */
export async function recovered(orders: Orders): Promise<Found> {
  const sink = openSubject(orders)
  await sink.flush?.()
  await sink.close?.()
  if (orders.subject === 'file') return readFileLog(orders.folder)
  // what was never begun holds nothing to prove
  if (!existsSync(join(orders.folder, '0000000000000000.jsonl'))) return { records: [], quarantined: 0 }
  return checkLog(orders.folder, publicKey)
}

/** Requests that were released and of which the log does not say so. */
export function lost(told: readonly Told[], { records }: Found): readonly string[] {
  const recorded = new Set(
    records
      .filter(({ type, effect }) => type === 'decision' && effect === 'permit')
      .map(({ request }) => request),
  )
  return told.flatMap(({ released }) => released).filter((request) => !recorded.has(request))
}

/** Denials that are neither the policy's nor those of an audit trail that cannot be written. */
export function strange({ denied, wrong }: Told): readonly string[] {
  const reasons = [...denied].filter(
    ([request, reason]) =>
      reason !== 'audit_unavailable' && !(request.includes('-s') && reason === 'role_not_permitted'),
  )
  return [...wrong, ...reasons.map(([request, reason]) => `${request}: ${reason}`)]
}
