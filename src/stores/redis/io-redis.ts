import { PurposeboundError } from '../../index.js'
import type { Connection, IoRedisClient } from './client.js'

/** The parts of ioredis that are used here. */
interface Raw extends IoRedisClient {
  call(command: string, ...args: string[]): Promise<unknown>
  pipeline(commands: readonly (readonly string[])[]): {
    exec(): Promise<readonly (readonly [error: unknown, reply?: unknown])[] | null>
  }
  readonly isCluster?: boolean
  nodes?(role: 'master'): readonly Raw[]
  readonly slots?: readonly (readonly string[] | undefined)[]
  readonly options?: { readonly keyPrefix?: unknown; readonly scaleReads?: unknown }
}

/** @throws PurposeboundError `config_invalid` for options of the client that would put or ask for keys elsewhere */
export function overIoRedis(given: IoRedisClient): Connection {
  const client = given as Raw
  const { keyPrefix, scaleReads = 'master' } = client.options ?? {}
  if (keyPrefix) throw refuse('`keyPrefix` moves keys away from where they are told of: use `name`')
  if (scaleReads !== 'master') throw refuse('`scaleReads` asks replicas, which lag behind')
  const call = (to: Raw, [name = '', ...args]: readonly string[]): Promise<unknown> => to.call(name, ...args)

  return {
    isCluster: client.isCluster === true,
    // with its replicas: only slots that have all of them in common go together
    nodeOf: (slot) => client.slots?.[slot]?.join(';'),
    send: (_, command) => call(client, command),
    async sendInTurn(_, commands) {
      const done = (await client.pipeline(commands.map((command) => ['call', ...command])).exec()) ?? []
      for (const [error] of done) if (error) throw error
      return done.map(([, reply]) => reply)
    },
    async sendToAll(command) {
      const nodes = client.isCluster === true ? (client.nodes?.('master') ?? []) : [client]
      return Promise.all(nodes.map((node) => call(node, command)))
    },
  }
}

function refuse(detail: string): PurposeboundError {
  return new PurposeboundError('config_invalid', `\`redisStore\`: ${detail}`)
}
