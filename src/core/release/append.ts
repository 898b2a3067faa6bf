import { within } from '../clock.js'
import type { ConsentEvent } from '../decide/consent.js'
import { PurposeboundError } from '../errors.js'
import { assertOpen, type Engine } from './engine.js'
import { issueToken } from './token.js'

/** @throws PurposeboundError `gate_closed`, `store_read_only` */
export function assertWritable(engine: Engine): void {
  assertOpen(engine)
  if (!engine.store.append) throw new PurposeboundError('store_read_only')
}

/** Lets the store take an event in, in time; resolves to the token that names it. @throws PurposeboundError `store_failed` */
export async function append({ store, deadlineMs, keys, own }: Engine, event: ConsentEvent): Promise<string> {
  const failed = () => new PurposeboundError('store_failed')
  let version: number | undefined
  try {
    const appended: unknown = await within(Promise.resolve(store.append?.(event)), deadlineMs, failed)
    version = versionIn(appended)
  } catch {
    throw failed()
  } finally {
    // also what failed may have taken effect
    own.note(event.person, version)
  }
  // what no store can show to have been reached is asked for in vain
  return issueToken(keys, event.person, version ?? Number.MAX_SAFE_INTEGER)
}

function versionIn(appended: unknown): number | undefined {
  const version = (Object(appended) as { version?: unknown }).version
  return Number.isSafeInteger(version) && (version as number) > 0 ? (version as number) : undefined
}
