import type { Connection } from './client.js'
import { failed, wordOf } from './failure.js'
import type { Names } from './key.js'
import { runScript } from './script.js'
import { MAY } from './scripts.js'

const CHECK_MS = 10_000

/** What is asked of the servers. */
export interface Wanted {
  /** Whether what is said may be gone when a server starts again. */
  readonly acceptLoss: boolean
}

/** Asks each primary whether it does as the store promises, again every ten seconds: settings and servers change. */
export function createCheck(connection: Connection, names: Names, wanted: Wanted): () => Promise<void> {
  const probe = names.of({ id: 'check', population: '' })
  let proven = Number.NEGATIVE_INFINITY
  let asking: Promise<void> | undefined

  async function ask(): Promise<void> {
    const began = performance.now()
    // whoever has the key of nobody may be asked what the user may do; a cluster is known from then on
    const denied = await runScript(
      connection,
      MAY,
      [probe.state],
      [probe.events, probe.order, probe.folds, names.channel],
    )
    if (denied !== '') throw failed(`the user may not \`${/^[a-z]{1,20}$/.exec(String(denied))?.[0]}\``)
    const infos = await connection.sendToAll(['INFO']).catch((error: unknown) => {
      throw wordOf(error) === 'NOPERM' ? failed('the user may not `info`') : error
    })
    if (infos.length === 0) throw failed('no primary is known')
    for (const info of infos) prove(String(info), wanted)
    proven = began
  }

  return () => {
    if (performance.now() - proven < CHECK_MS) return Promise.resolve()
    asking ??= ask().finally(() => {
      asking = undefined
    })
    return asking
  }
}

/** @throws PurposeboundError `store_failed`, saying what to change */
function prove(info: string, { acceptLoss }: Wanted): void {
  const said = new Map(info.split(/\r?\n/).map((line) => line.split(/:(.*)/) as [string, string]))
  if (said.get('role') !== 'master') throw failed('the server is a replica, which lags behind')
  const policy = said.get('maxmemory_policy') ?? ''
  // the keys of the store never expire, so that only `allkeys-…` takes them away
  if (!/^(noeviction|volatile-[a-z]+)$/.test(policy))
    throw failed('the server drops keys when memory is short: `maxmemory-policy noeviction`')
  if (!acceptLoss && said.get('aof_enabled') !== '1')
    throw failed('the server forgets when it starts again: `appendonly yes`, `waitReplicas`, or `acceptLoss`')
}
