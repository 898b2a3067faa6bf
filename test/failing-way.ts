import { connect, createServer, type Socket } from 'node:net'

/** A way to a server that forwards everything, until it is told to cut or to stall. */
export interface Way {
  readonly port: number
  /** Lets the next so many pieces that hold `text` reach the server, and cuts the line instead of giving their answers. */
  cut(text: string, count: number): void
  /** Swallows what the server says from now on, as a network does that is gone; false: gives it on again. */
  stall(on: boolean): void
  /** Cuts all lines. */
  cutAll(): void
  readonly cuts: number
  close(): Promise<void>
}

export async function openWay(port: number): Promise<Way> {
  let wanted = ''
  let toCut = 0
  let cuts = 0
  let stalled = false
  const sockets = new Set<Socket>()

  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1')
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        // what it has been sent it still does: the server reads to the end
        upstream.end()
      })
    }
    let cutting = false
    client.on('data', (bytes) => {
      if (toCut > 0 && bytes.includes(wanted)) {
        toCut -= 1
        cutting = true
      }
      upstream.write(bytes)
    })
    upstream.on('data', (bytes) => {
      if (stalled) return
      if (!cutting) return void client.write(bytes)
      cuts += 1
      client.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as { readonly port: number }).port,
    cut(text, count) {
      wanted = text
      toCut = count
    },
    stall: (on) => {
      stalled = on
    },
    cutAll() {
      for (const socket of sockets) socket.destroy()
    },
    get cuts() {
      return cuts
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
