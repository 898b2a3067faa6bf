import { connect, createServer, type Socket } from 'node:net'

/** A way to a server on which everything takes its time, another time for each piece, and lines are cut now and then. */
export interface SlowWay {
  readonly port: number
  readonly cuts: number
  close(): Promise<void>
}

/** @param cutOf one of so many pieces cuts its line, whatever it was */
export async function openSlowWay(
  port: number,
  {
    random,
    mostMs,
    cutOf,
  }: { readonly random: () => number; readonly mostMs: number; readonly cutOf: number },
): Promise<SlowWay> {
  const sockets = new Set<Socket>()
  let cuts = 0
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1')
    const carry = (from: Socket, to: Socket): void => {
      // each waits for the one before it: pieces are late, never out of order
      let line = Promise.resolve()
      from.on('data', (bytes) => {
        const ms = random() < 0.5 ? 0 : random() * mostMs
        line = line
          .then(() => (ms === 0 ? undefined : new Promise<void>((resolve) => setTimeout(resolve, ms))))
          .then(() => {
            if (random() * cutOf >= 1) return void to.write(bytes)
            cuts += 1
            client.destroy()
          })
      })
    }
    carry(client, upstream)
    carry(upstream, client)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        // what it has been sent it still does
        upstream.end()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as { readonly port: number }).port,
    get cuts() {
      return cuts
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
