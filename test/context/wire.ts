import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

/** A server that speaks as much of the protocol of PostgreSQL as `pg` needs: each query answers one row, when it is let. */
export async function openWire(answer: () => Promise<void> = async () => {}) {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    let greeted = false
    socket.on('error', () => {})
    socket.on('data', async (data) => {
      if (!greeted) {
        greeted = true
        socket.write(Buffer.concat([message('R', int(0)), READY]))
      } else if (data[0] === 'Q'.charCodeAt(0)) {
        await answer()
        socket.write(ROW)
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

function message(type: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(type), int(body.length + 4), body])
}

const READY = message('Z', Buffer.from('I'))
const COLUMN = Buffer.concat([
  Buffer.from([0, 1]),
  Buffer.from('id\0'),
  int(0),
  Buffer.from([0, 0]),
  int(25),
  Buffer.from([255, 255]),
  int(-1),
  Buffer.from([0, 0]),
])
const ROW = Buffer.concat([
  message('T', COLUMN),
  message('D', Buffer.concat([Buffer.from([0, 1]), int(3), Buffer.from('m-1')])),
  message('C', Buffer.from('SELECT 1\0')),
  READY,
])
