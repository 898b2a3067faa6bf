import { createHash } from 'node:crypto'
import type { Connection } from './client.js'
import { wordOf } from './failure.js'

/**
 * Runs a script, by its digest where the server knows it already.
 *
 * @param after what is sent behind the script, over the same connection: the answer is then that of both
 */
export async function runScript(
  connection: Connection,
  script: string,
  keys: readonly string[],
  args: readonly string[],
  after?: readonly string[],
): Promise<unknown> {
  const [first = ''] = keys
  const words = [String(keys.length), ...keys, ...args]
  const send = (command: readonly string[]): Promise<unknown> =>
    after ? connection.sendInTurn(first, [command, after]) : connection.send(first, command)
  try {
    return await send(['EVALSHA', digestOf(script), ...words])
  } catch (error) {
    if (wordOf(error) !== 'NOSCRIPT') throw error
    return send(['EVAL', script, ...words])
  }
}

const digests = new Map<string, string>()

function digestOf(script: string): string {
  const known = digests.get(script) ?? createHash('sha1').update(script).digest('hex')
  digests.set(script, known)
  return known
}
