import { createReadStream } from 'node:fs'
import { Failure } from './failure.js'

/** A record has at most 64 KiB. */
const LONGEST = 1024 * 1024

/**
 * The lines of a file, with the ends of Windows or without, as they are read: never all at once.
 *
 * @throws Failure for a line that is too long to be one: without a line feed a file of any size would be kept.
 */
export async function* linesOf(file: string): AsyncGenerator<string> {
  let line = 0
  let rest: string | undefined
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 256 * 1024 })) {
    const text: string = rest === undefined ? (chunk as string).replace(/^\uFEFF/, '') : rest + chunk
    const lines = text.split('\n')
    rest = lines.pop() ?? ''
    for (const each of lines) {
      line++
      yield each
    }
    if (rest.length > LONGEST)
      throw new Failure({
        file,
        line: line + 1,
        message: 'this line is longer than any record',
        hint: 'is it the right file? a log of a file sink has one JSON record a line',
      })
  }
  if (rest) yield rest
}
