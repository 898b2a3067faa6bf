import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly trailers: IncomingHttpHeaders
  readonly text: string
  readonly body: { readonly [key: string]: unknown }
}

export interface Ask {
  readonly method?: string
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string
}

/** Keeps nothing open, so that a server can close. */
const agent = new Agent({ keepAlive: false })

/** One request over a real socket. */
export function ask(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body }: Ask = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ agent, port, path, method, headers, host: '127.0.0.1' }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        const { statusCode = 0, headers, trailers } = response
        resolve({
          status: statusCode,
          headers,
          trailers: trailers as IncomingHttpHeaders,
          text,
          body: parse(text),
        })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** Asks, and hangs up once `hangUp` resolves or the first bytes of a body have come. */
export function askAndLeave(port: number, path: string, hangUp?: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const sent = request({ agent, port, path, host: '127.0.0.1' }, (response) => {
      response.on('error', () => {})
      response.once('data', () => sent.destroy())
    })
    sent.on('error', () => {})
    sent.once('close', () => resolve())
    sent.end()
    void hangUp?.then(() => sent.destroy())
  })
}

function parse(text: string): Answer['body'] {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}
