import type { Connection } from './client.js'
import { failed, isPassing, wordOf } from './failure.js'
import type { Names } from './key.js'
import { slotOf } from './slot.js'

const MOST_AT_ONCE = 1_000

/** Reads many keys in one round trip to each primary. */
export type ReadValues = (keys: readonly string[]) => Promise<readonly unknown[]>

/**
 * Of one server all at once, of a cluster each by a command of its own: no command has keys of two slots.
 *
 * Before them one server is asked for a write that changes nothing: who may not take writes, since it is a replica, or a
 * primary that has lost its replicas, may not answer either, as it lacks what the real primary has been told.
 */
export function createReadValues(connection: Connection, { fence }: Names): ReadValues {
  let together = !connection.isCluster

  const get = (key: string): readonly string[] => ['GET', key]
  const each: ReadValues = (keys) => Promise.all(keys.map((key) => connection.send(key, get(key))))

  /** All that one primary has, over one connection; one by one, which finds the way, where a slot is there no more. */
  async function ofNode(keys: readonly string[]): Promise<readonly unknown[]> {
    try {
      return await connection.sendInTurn(keys[0] as string, keys.map(get))
    } catch (error) {
      if (!isPassing(error)) throw error
      return each(keys)
    }
  }

  async function ofCluster(keys: readonly string[]): Promise<readonly unknown[]> {
    if (keys.length === 1) return each(keys)
    const nodes = new Map<string, number[]>()
    for (const [i, key] of keys.entries()) {
      const node = connection.nodeOf(slotOf(key))
      // it knows no slots yet
      if (node === undefined) return each(keys)
      const places = nodes.get(node)
      if (places) places.push(i)
      else nodes.set(node, [i])
    }
    const found = new Array<unknown>(keys.length)
    await Promise.all(
      Array.from(nodes.values(), async (places) => {
        const values = await ofNode(places.map((i) => keys[i] as string))
        for (const [n, i] of places.entries()) found[i] = values[n]
      }),
    )
    return found
  }

  async function some(keys: readonly string[]): Promise<readonly unknown[]> {
    const first = keys[0] as string
    if (keys.length === 1) return [await connection.send(first, ['GET', first])]
    const values = await connection.send(first, ['MGET', ...keys])
    if (!Array.isArray(values) || values.length !== keys.length) throw failed('an answer to something else')
    return values
  }

  async function all(keys: readonly string[]): Promise<readonly unknown[]> {
    if (keys.length <= MOST_AT_ONCE) return some(keys)
    const parts = []
    for (let i = 0; i < keys.length; i += MOST_AT_ONCE) parts.push(some(keys.slice(i, i + MOST_AT_ONCE)))
    return (await Promise.all(parts)).flat()
  }

  return async (keys) => {
    if (connection.isCluster) return ofCluster(keys)
    const fenced = connection.send(fence, ['PERSIST', fence])
    const values = together
      ? all(keys).catch((error: unknown) => {
          // a proxy before a cluster
          if (wordOf(error) !== 'CROSSSLOT') throw error
          together = false
          return each(keys)
        })
      : each(keys)
    const [answer, found] = await Promise.all([fenced, values])
    if (Number(answer) !== 0) throw failed('an answer to something else')
    return found
  }
}
