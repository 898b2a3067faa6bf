import { CLIENTS } from './clients.js'
import { createRedis, freePort, type Server } from './server.js'

/** Three primaries that share the slots. */
export interface Cluster {
  readonly nodes: readonly Server[]
  readonly ports: readonly number[]
  /** To one of them, as it is. */
  tell(node: number, name: string, ...words: string[]): Promise<unknown>
  stop(): Promise<void>
}

const SLOTS = 16_384

export async function createCluster(): Promise<Cluster> {
  const buses = await Promise.all([0, 1, 2].map(freePort))
  const nodes = await Promise.all(
    buses.map((bus) =>
      createRedis({ 'cluster-enabled': 'yes', 'cluster-port': String(bus), 'cluster-node-timeout': '2000' }),
    ),
  )
  const lines = await Promise.all(nodes.map(({ port }) => CLIENTS.redis(port)))
  const tell: Cluster['tell'] = (node, ...words) => lines[node]!.send(...words)
  for (const [i, { port }] of nodes.entries()) {
    const [from, to] = [i, i + 1].map((part) => Math.floor((part * SLOTS) / nodes.length))
    await tell(i, 'CLUSTER', 'ADDSLOTSRANGE', String(from), String(to! - 1))
    await tell(0, 'CLUSTER', 'MEET', '127.0.0.1', String(port), String(buses[i]))
  }
  for (const i of nodes.keys()) await until(() => isWhole(i))

  async function isWhole(node: number): Promise<boolean> {
    const info = String(await tell(node, 'CLUSTER', 'INFO'))
    return /cluster_state:ok/.test(info) && /cluster_known_nodes:3/.test(info)
  }
  return {
    nodes,
    ports: nodes.map(({ port }) => port),
    tell,
    async stop() {
      for (const { close } of lines) close()
      await Promise.all(nodes.map((node) => node.stop()))
    },
  }
}

/** Asks until it is so; what hangs is ended by the test. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20))
}
