import type { Connection, NodeRedisClient } from './client.js'

/** The parts of node-redis that are used here; each kind of client takes other words before the command. */
interface Raw {
  sendCommand(...words: unknown[]): Promise<unknown>
  multi(routing?: string): Batch
  withTypeMapping?(mapping: object): Raw
  readonly masters?: readonly object[]
  readonly slots?: readonly { readonly master?: { readonly address?: string } }[]
  nodeClient?(node: object): Promise<Raw>
  getMasterNode?: unknown
}

interface Batch {
  addCommand(...words: unknown[]): Batch
  execAsPipeline(): Promise<readonly unknown[]>
}

export function overNodeRedis(given: NodeRedisClient): Connection {
  const client = given as unknown as Raw
  // replies are text, whatever the client maps them to for others
  const raw = client.withTypeMapping?.({}) ?? client
  const isCluster = typeof client.nodeClient === 'function'
  const isSentinel = typeof client.getMasterNode === 'function'
  // never to a replica
  const before = (key: string): unknown[] => (isCluster ? [key, false] : isSentinel ? [false] : [])
  const send = (key: string, command: readonly string[]): Promise<unknown> =>
    raw.sendCommand(...before(key), command)

  return {
    isCluster,
    nodeOf: (slot) => client.slots?.[slot]?.master?.address,
    send,
    sendInTurn(key, commands) {
      const batch = isCluster ? raw.multi(key) : raw.multi()
      for (const command of commands) batch.addCommand(...before(key), command)
      return batch.execAsPipeline()
    },
    async sendToAll(command) {
      if (!isCluster) return [await send('', command)]
      const nodes = await Promise.all((client.masters ?? []).map((node) => client.nodeClient!(node)))
      return Promise.all(nodes.map((node) => (node.withTypeMapping?.({}) ?? node).sendCommand(command)))
    },
  }
}
