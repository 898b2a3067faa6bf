import { safeParse } from 'zod'
import { PurposeboundError } from '../../index.js'
import type { Zod } from './zod.js'

const TRIES = 100

/**
 * What a schema makes of the first of a hundred values that it takes: the way with refinements, patterns and transforms.
 *
 * @throws PurposeboundError `config_invalid`
 */
export function tried(schema: Zod, { path }: { readonly path: string }, make: () => unknown): unknown {
  for (let i = 0; i < TRIES; i++) {
    const result = parse(schema, make(), path)
    if (result.success) return result.data
  }
  throw unmakable(path, 'a check that no sample passed')
}

function parse(schema: Zod, value: unknown, path: string): ReturnType<typeof safeParse> {
  try {
    return safeParse(schema as Parameters<typeof safeParse>[0], value)
  } catch {
    throw unmakable(path, 'a check that throws or is asynchronous')
  }
}

/** An error that names the path, and never a value. */
export function unmakable(path: string, because: string): PurposeboundError {
  const where = path === '' ? 'the row' : `\`${path.replace(/^\./, '')}\``
  return new PurposeboundError('config_invalid', `no sample of ${where}: ${because}; give it in \`with\``)
}
