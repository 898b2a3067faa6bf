import { Cluster, Redis } from 'ioredis'
import { createClient, createClientPool, createCluster, RESP_TYPES } from 'redis'

/** Both clients, opened and closed in one way. */
export const CLIENTS = {
  async redis(port: number) {
    const client = createClient({ url: `redis://127.0.0.1:${port}` })
    client.on('error', () => {})
    await client.connect()
    const send = (...words: string[]): Promise<unknown> => client.sendCommand(words)
    return { client, send, close: () => client.destroy() }
  },
  async ioredis(port: number) {
    const client = new Redis({ host: '127.0.0.1', port })
    client.on('error', () => {})
    await client.ping()
    const send = (name: string, ...words: string[]): Promise<unknown> => client.call(name, ...words)
    return { client, send, close: () => client.disconnect() }
  },
  /** The other protocol than that of `redis`, and text as bytes unless it is asked for. */
  async resp2(port: number) {
    const client = createClient({
      url: `redis://127.0.0.1:${port}`,
      RESP: 2,
      commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
    })
    client.on('error', () => {})
    await client.connect()
    return { client, close: () => client.destroy() }
  },
  /** Several connections that take turns. */
  async pool(port: number) {
    const client = createClientPool({ url: `redis://127.0.0.1:${port}` }, { minimum: 3 })
    client.on('error', () => {})
    await client.connect()
    return { client, close: () => client.destroy() }
  },
  /** As a user of the server who has no password. */
  async user(port: number, username: string) {
    const client = createClient({ url: `redis://${username}:none@127.0.0.1:${port}` })
    client.on('error', () => {})
    await client.connect()
    return { client, close: () => client.destroy() }
  },
} as const

export const CLUSTERS = {
  async redis(ports: readonly number[]) {
    const client = createCluster({ rootNodes: ports.map((port) => ({ url: `redis://127.0.0.1:${port}` })) })
    client.on('error', () => {})
    await client.connect()
    return { client, close: () => client.destroy() }
  },
  async ioredis(ports: readonly number[]) {
    const client = new Cluster(ports.map((port) => ({ host: '127.0.0.1', port })))
    client.on('error', () => {})
    await new Promise<void>((resolve) => client.once('ready', resolve))
    return { client, close: () => client.disconnect() }
  },
} as const
