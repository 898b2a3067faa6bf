import { createHash } from 'node:crypto'
import type { Connection } from './client.js'
import { wordOf } from './failure.js'
import type { Keys } from './key.js'

/** @param after what is sent behind the script, over the same connection: the answer is then that of both */
export async function runScript(
  connection: Connection,
  script: string,
  { state, events, order, folds }: Keys,
  args: readonly string[],
  after?: readonly string[],
): Promise<unknown> {
  const words = ['4', state, events, order, folds, ...args]
  const send = (command: readonly string[]): Promise<unknown> =>
    after ? connection.sendInTurn(state, [command, after]) : connection.send(state, command)
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
