import { readException } from '../decide/exception.js'
import { PurposeboundError } from '../errors.js'
import { AccessHandle } from './access.js'
import { assertOpen, type Engine } from './engine.js'
import { readContext } from './read-context.js'

/** What an exception can be used for: reading, and nothing that changes or hands on. */
const OPERATIONS = ['read', 'readMany', 'stream', 'decide', 'explain', 'plan', 'query'] as const

/**
 * The handle that `gate.exception` gives. Whether the exception holds is decided, and recorded, for each operation.
 *
 * @throws PurposeboundError `config_invalid` for a gate that records nothing
 */
export function createException(engine: Engine, purpose: unknown, context: unknown): object {
  assertOpen(engine)
  if (engine.dispatch.config.durability === undefined)
    throw new PurposeboundError('config_invalid', 'an exception needs a trail: this gate has none')
  const exception = context === undefined ? 'invalid' : (readException(context) ?? 'invalid')
  const access = new AccessHandle(engine, { ...readContext(engine.keys, purpose, context), exception })
  const bound = OPERATIONS.map((name) => [name, (access[name] as (...of: unknown[]) => unknown).bind(access)])
  return Object.freeze({ purpose: access.purpose, ...Object.fromEntries(bound) })
}
