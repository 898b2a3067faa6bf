import { isPurposeboundError, PurposeboundError } from '../errors.js'

/** The options of a read, checked. */
export interface ReadOptions {
  readonly require: readonly string[]
  /** Rows a page. */
  readonly size: number
}

const PLAIN: ReadOptions = Object.freeze({ require: Object.freeze([]), size: 1000 })
const MAX_SIZE = 10_000

/** Reads options once. @throws PurposeboundError `input_invalid` */
export function readOptions(given: unknown): ReadOptions {
  if (given === undefined) return PLAIN
  let options: { readonly require?: unknown; readonly size?: unknown }
  try {
    const { require = PLAIN.require, size = PLAIN.size } = Object(given) as typeof options
    options = { require: Array.isArray(require) ? Array.from(require as unknown[]) : undefined, size }
  } catch {
    throw invalid('the options cannot be read')
  }
  const { require, size } = options
  if (typeof given !== 'object' || given === null) throw invalid('options are an object')
  if (!Array.isArray(require) || !require.every((path) => typeof path === 'string'))
    throw invalid('`require` is a list of fields')
  if (!Number.isSafeInteger(size) || (size as number) < 1 || (size as number) > MAX_SIZE)
    throw invalid(`\`size\` is a whole number from 1 to ${MAX_SIZE}`)
  return { require, size: size as number }
}

/** Where data goes, and what it must hold. */
export interface DiscloseOptions extends Partial<Pick<ReadOptions, 'require'>> {
  readonly to: unknown
}

/** Reads options once; to whom is decided, and not checked here. @throws PurposeboundError `input_invalid` */
export function discloseOptions(given: unknown): DiscloseOptions & Pick<ReadOptions, 'require'> {
  try {
    const { to, require } = Object(given) as Partial<DiscloseOptions>
    const options = require === undefined ? PLAIN : readOptions({ require })
    return { to, require: options.require }
  } catch (error) {
    throw isPurposeboundError(error) ? error : invalid('the options cannot be read')
  }
}

function invalid(detail: string): PurposeboundError {
  return new PurposeboundError('input_invalid', detail)
}
