import type { PurposeDef } from '../catalog/purpose.js'
import type { ResourceDef } from '../catalog/resource.js'
import { gives, RIGHTS } from '../catalog/right.js'
import { isPurposeboundError } from '../errors.js'
import { csvOf } from './csv.js'
import { submit } from './engine.js'
import { only, toJson } from './held.js'
import { assertPermitted, beginPerson, outcome, permit, standOf } from './person-operation.js'
import { rowsOfPerson } from './person-rows.js'
import { usedIn } from './report.js'
import { notGiven } from './right-given.js'
import { type Asked, invalid, optionsOf, scopeOf, timeoutIn } from './subject-parts.js'

/** What the person may take with them. */
export interface Portable {
  readonly format: 'json' | 'csv'
  readonly mediaType: 'application/json' | 'text/csv; charset=utf-8; header=present'
  /** One for each resource that holds anything. */
  readonly files: readonly {
    readonly resource: string
    /** `member.json` */
    readonly name: string
    readonly text: string
    readonly rows: number
  }[]
  /** What is not in them, and why. */
  readonly leftOut: readonly { readonly resource: string; readonly why: string; readonly rows?: number }[]
}

const MEDIA = { json: 'application/json', csv: 'text/csv; charset=utf-8; header=present' } as const

/**
 * What the person gave on the basis of consent or contract, in a form that machines read (GDPR 20): decided for the
 * person and row by row, both by the action `export`.
 */
export async function portability(asked: Asked, given: unknown): Promise<Portable> {
  const options = optionsOf(given, ['format', 'resources', 'timeoutMs'])
  const { format } = options
  if (format !== 'json' && format !== 'csv') throw invalid("`format` is `'json'` or `'csv'`")
  const timeoutMs = timeoutIn(options)
  const scope = scopeOf(asked, options)
  const { engine, person, intent, sources } = asked
  const operation = await beginPerson(engine, person, intent, 'export')
  const stand = await standOf(operation)
  await assertPermitted(operation, stand)
  const { catalog } = operation.snapshot
  const movable = new Map(scope.map((resource) => [resource, movableIn(resource)]))
  if (![...movable.values()].some((paths) => paths.length > 0))
    await notGiven(operation, 'portability', scope.flatMap(usersOf)[0] ?? operation.ask.purpose)
  await permit(operation, stand)

  const files: Portable['files'][number][] = []
  const leftOut: Portable['leftOut'][number][] = []
  try {
    for (const [resource, paths] of movable) await take(resource, paths)
  } catch (error) {
    const code = isPurposeboundError(error) ? (error.reason ?? error.code) : 'evaluation_error'
    await submit(engine, operation.snapshot, [outcome(operation.base, 'error', code)])
    throw error
  }
  return toJson({ format, mediaType: MEDIA[format], files, leftOut }) as Portable

  async function take(resource: ResourceDef, paths: readonly string[]): Promise<void> {
    const { name } = resource
    const source = sources.get(name)
    if (paths.length === 0)
      leftOut.push({ resource: name, why: `right_not_given (${RIGHTS.portability.limit})` })
    else if (!source) leftOut.push({ resource: name, why: 'not connected' })
    else {
      const found = await rowsOfPerson(engine, intent, 'export', resource, source, person, timeoutMs)
      const keys = resource.fields.filter(({ class: kind }) => kind !== 'personal').map(({ path }) => path)
      const rows = found.rows.map(({ data }) => only(data, [...keys, ...paths]))
      const text = format === 'json' ? JSON.stringify(rows, undefined, 2) : csvOf([...keys, ...paths], rows)
      files.push({ resource: name, name: `${name}.${format}`, text, rows: rows.length })
      for (const { reason: why, rows } of found.refused) leftOut.push({ resource: name, why, rows })
    }
  }

  function movableIn(resource: ResourceDef): readonly string[] {
    const giving = usersOf(resource).filter((each) => gives('portability', each, catalog.document))
    const paths = new Set(giving.flatMap((each) => usedIn(resource, each)))
    return resource.fields.map(({ path }) => path).filter((path) => paths.has(path))
  }

  function usersOf(resource: ResourceDef): readonly PurposeDef[] {
    return [...catalog.purposes.values()].filter((each) => usedIn(resource, each).length > 0)
  }
}
