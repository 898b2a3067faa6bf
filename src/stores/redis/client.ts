/** A client of `redis` (node-redis, 5 and later), connected: of one server, a pool, a cluster, or behind sentinels. */
export interface NodeRedisClient {
  sendCommand(...args: never[]): PromiseLike<unknown>
}

/** A client of `ioredis` (5 and later): of one server, behind sentinels, or a cluster. */
export interface IoRedisClient {
  call(command: string, ...args: string[]): PromiseLike<unknown>
}

/** A client of yours, of the primary; you close it. */
export type RedisClient = NodeRedisClient | IoRedisClient

/** Sends commands, whichever client it goes by. A command is its words; what it is about decides where it goes. */
export interface Connection {
  readonly isCluster: boolean
  /** A name of the primary of a slot, where the client knows it. */
  nodeOf(slot: number): string | undefined
  /** To the primary that has `key`. */
  send(key: string, command: readonly string[]): Promise<unknown>
  /** All over one connection to it, in their order and without waiting in between; fails with the first that fails. */
  sendInTurn(key: string, commands: readonly (readonly string[])[]): Promise<readonly unknown[]>
  /** To each primary. */
  sendToAll(command: readonly string[]): Promise<readonly unknown[]>
}
