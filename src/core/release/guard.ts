import { isPurposeboundError, PurposeboundError } from '../errors.js'
import type { AccessHandle } from './access.js'
import { isLater } from './query.js'
import { sourceOf } from './stream.js'

/** What a guarded method gives or takes. */
export type GuardKind = 'one' | 'many' | 'stream' | 'create' | 'update' | 'delete'

type Method = (...args: readonly unknown[]) => unknown
type Guarded = (access: AccessHandle) => Method

const KINDS: readonly GuardKind[] = ['one', 'many', 'stream', 'create', 'update', 'delete']

/**
 * Puts a gate before a repository: only the methods listed exist on what it gives, and each releases views.
 *
 * `update(id, patch)` and `delete(id)` load the row by the first method of kind `one`. What a write returns passes only
 * where it is no object: an id, a count.
 * @throws PurposeboundError `config_invalid` where a method or its kind does not exist.
 */
export function guardRepository(
  resource: string,
  kinds: { readonly [method: string]: GuardKind },
  repository: object,
): (access: AccessHandle) => object {
  const methods = methodsOf(kinds, repository)
  const load = methods.find(({ kind }) => kind === 'one')?.call
  const guarded = methods.map(({ name, kind, call }) => ({
    name,
    make: guardMethod(resource, kind, call, load),
  }))
  return (access) => {
    const handle: { [name: string]: Method } = Object.create(null)
    for (const { name, make } of guarded) handle[name] = make(access)
    return Object.freeze(handle)
  }
}

/** Reads kinds and repository, each property once. */
function methodsOf(kinds: unknown, repository: unknown) {
  const refuse = (detail: string) => new PurposeboundError('config_invalid', detail)
  try {
    if (typeof kinds !== 'object' || kinds === null) throw refuse('`guard` takes the kind of each method')
    return Object.entries(kinds).map(([name, kind]: [string, GuardKind]) => {
      const method: unknown = (repository as { readonly [name: string]: unknown })[name]
      // every object has a `constructor` and a `toString`
      if (typeof method !== 'function' || !KINDS.includes(kind) || method === Reflect.get({}, name))
        throw refuse(`\`${name}\` is no method of the repository, or \`${String(kind)}\` no kind`)
      return {
        name,
        kind,
        call: (...args: readonly unknown[]) => Reflect.apply(method, repository, args) as unknown,
      }
    })
  } catch (error) {
    throw isPurposeboundError(error)
      ? error
      : refuse('`guard` takes the kind of each method, and a repository')
  }
}

function guardMethod(resource: string, kind: GuardKind, call: Method, load: Method | undefined): Guarded {
  switch (kind) {
    case 'one':
      return (access) =>
        async (...args) => {
          const row = await call(...args)
          return row === null || row === undefined ? row : access.read(resource, row)
        }
    case 'many':
      return (access) =>
        async (...args) =>
          access.readMany(resource, (await call(...args)) as Iterable<unknown>)
    case 'stream':
      return (access) =>
        (...args) =>
          access.stream(
            resource,
            later(() => call(...args)),
          )
    case 'create':
      return (access) =>
        async (input, ...rest) =>
          scalar(await call(await access.create(resource, input), ...rest))
    case 'update':
    case 'delete': {
      if (!load)
        throw new PurposeboundError(
          'config_invalid',
          `\`${kind}\` needs a method of kind \`one\` to load the row`,
        )
      return (access) =>
        async (id, ...rest) => {
          const row = await load(id)
          if (kind === 'update')
            return scalar(await call(id, await access.update(resource, row, rest[0]), ...rest.slice(1)))
          await access.delete(resource, row)
          return scalar(await call(id, ...rest))
        }
    }
  }
}

/** What a write gives back is no view: ids and counts pass, rows do not. */
function scalar(result: unknown): unknown {
  return typeof result === 'object' || typeof result === 'function' ? undefined : result
}

/** A source that is asked for when the first page is. */
async function* later(source: () => unknown): AsyncGenerator<unknown> {
  const rows = source()
  yield* sourceOf(isLater(rows) ? await rows : rows)
}
