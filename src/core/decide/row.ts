import type { Catalog } from '../catalog/catalog.js'
import { atoms } from '../catalog/condition.js'
import { nodeAt, segments } from '../catalog/path.js'
import { isId, type Person } from '../catalog/person.js'
import type { ResourceDef } from '../catalog/resource.js'
import type { SchemaNode } from '../catalog/schema.js'
import type { SubjectDef } from '../catalog/subject.js'
import { isOwnable, isPlain, readOwn } from './own.js'
import { collect, type Place } from './place.js'
import { attributeOf, INVALID, typeOf } from './scalar.js'
import { snapshot } from './snapshot.js'

/** What a decision reads of a row, each property once; the view is made from the same values. */
export interface OpenRow {
  readonly row: object
  /** The top-level values that were read, in the order of the reader's `keys`. */
  readonly values: readonly unknown[]
  /** Why the row cannot be decided on. */
  readonly problem?: 'row_invalid' | 'subject_missing'
  readonly tenant: unknown
  readonly people: readonly Person[]
  /** The people of each part, or why they are not known. */
  readonly parts: readonly (readonly Person[] | 'row_invalid' | 'subject_missing')[]
  /** The tested attributes, in the order of the reader's `attributes`; a date is in milliseconds. */
  readonly attributes: readonly unknown[]
  /** Rows of their own that stand in this one, opened too. */
  readonly nested: readonly {
    readonly path: string
    readonly resource: ResourceDef
    readonly open: OpenRow
  }[]
}

const READERS = new WeakMap<ResourceDef, RowReader>()
const MAX_NESTED = 16
const NONE: readonly never[] = Object.freeze([])

/** Reads what decisions on one resource need: tenant, people, the attributes of all conditions, nested rows. */
export class RowReader {
  readonly resource: ResourceDef
  readonly keys: readonly string[]
  /** Every path that a decision reads. */
  readonly paths: readonly string[]
  /** The paths that conditions on this resource test. */
  readonly attributes: readonly string[]
  readonly #nodes: readonly SchemaNode[]
  readonly #whole: readonly boolean[]
  readonly #tenant: Place | undefined
  readonly #id: Place | undefined
  readonly #subject: readonly (SubjectDef & { readonly place: Place })[]
  readonly #parts: readonly (readonly (SubjectDef & { readonly place: Place })[])[]
  readonly #attributes: readonly Place[]
  readonly #nested: readonly {
    readonly path: string
    readonly resource: ResourceDef
    readonly place: Place
  }[]
  readonly #catalog: Catalog

  constructor(catalog: Catalog, resource: ResourceDef, attributes: readonly string[]) {
    const keys: string[] = []
    const paths = new Set<string>()
    const placeOf = (path: string): Place => {
      paths.add(path)
      const [key = '', ...rest] = segments(path)
      const slot = keys.includes(key) ? keys.indexOf(key) : keys.push(key) - 1
      return { slot, rest, node: nodeAt(resource.node, path) as SchemaNode }
    }
    this.#catalog = catalog
    this.resource = resource
    this.attributes = attributes
    this.#tenant = resource.tenant === undefined ? undefined : placeOf(resource.tenant)
    this.#subject = resource.subject.map((each) => ({ ...each, place: placeOf(each.path) }))
    this.#parts = resource.parts.map((part) => part.map((each) => ({ ...each, place: placeOf(each.path) })))
    this.#attributes = attributes.map(placeOf)
    this.#nested = [...resource.nested].map(([path, name]) => ({
      path,
      resource: catalog.resources.get(name) as ResourceDef,
      place: placeOf(path),
    }))
    this.#id = resource.id === undefined ? undefined : placeOf(resource.id)
    this.keys = keys
    this.paths = [...paths].sort()
    this.#nodes = keys.map((key) => resource.node.props?.get(key) as SchemaNode)
    this.#whole = this.#nodes.map((node) => !node.props && !node.items && !node.values)
  }

  /** Opens a row; never throws: what cannot be read is a `problem`. */
  open(row: unknown, depth = 0): OpenRow {
    if (depth > MAX_NESTED || typeof row !== 'object' || row === null || Array.isArray(row))
      return { row: {}, ...EMPTY, problem: 'row_invalid' }
    try {
      return this.#read(row, depth)
    } catch {
      return { row, ...EMPTY, problem: 'row_invalid' }
    }
  }

  /** The row's own key, or undefined where it has none. */
  idOf({ values }: OpenRow): string | number | bigint | undefined {
    const id = this.#id && values.length > 0 ? collect(values, this.#id)[0] : undefined
    return isId(id) ? id : undefined
  }

  #read(row: object, depth: number): OpenRow {
    const { keys } = this
    const values = new Array<unknown>(keys.length)
    const plain = isPlain(row)
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string
      const value =
        plain && isOwnable(key) ? (row as { readonly [key: string]: unknown })[key] : readOwn(row, key)
      values[i] = this.#whole[i]
        ? value
        : snapshot(this.#nodes[i] as SchemaNode, value, key, this.resource.nested)
    }
    const tenant = this.#tenant === undefined ? undefined : collect(values, this.#tenant)[0]
    const people = this.#people(this.#subject, values, tenant)
    const attributes: readonly unknown[] =
      this.#attributes.length === 0
        ? NONE
        : this.#attributes.map((place) => attributeOf(collect(values, place)[0], place.node))
    const invalid = attributes.includes(INVALID)
    const problem = invalid
      ? 'row_invalid'
      : typeof people === 'string'
        ? people
        : this.#subject.length > 0 && people.length === 0
          ? 'subject_missing'
          : undefined
    return {
      row,
      values,
      ...(problem && { problem }),
      tenant,
      people: typeof people === 'string' ? NONE : people,
      parts: this.#parts.length === 0 ? NONE : this.#parts.map((part) => this.#people(part, values, tenant)),
      attributes,
      nested:
        this.#nested.length === 0
          ? NONE
          : this.#nested.flatMap(({ path, resource, place }) =>
              collect(values, place).flatMap((inner) =>
                inner === null || inner === undefined
                  ? []
                  : [{ path, resource, open: readerOf(this.#catalog, resource).open(inner, depth + 1) }],
              ),
            ),
    }
  }

  #people(
    subject: readonly (SubjectDef & { readonly place: Place })[],
    values: readonly unknown[],
    tenant: unknown,
  ): readonly Person[] | 'row_invalid' | 'subject_missing' {
    const people: Person[] = []
    for (const { population, place } of subject) {
      for (const id of collect(values, place)) {
        if (id === undefined || id === null || id === '') return 'subject_missing'
        if (!isId(id) || !place.node.types.has(typeOf(id))) return 'row_invalid'
        people.push(
          this.#tenant === undefined ? { id, population } : { id, population, tenant: tenant as string },
        )
      }
    }
    return people
  }
}

const EMPTY = { values: NONE, tenant: undefined, people: NONE, parts: NONE, attributes: NONE, nested: NONE }

/** The reader of a resource, made once. */
export function readerOf(catalog: Catalog, resource: ResourceDef): RowReader {
  let reader = READERS.get(resource)
  if (!reader) {
    const grants = [...catalog.roles.values()].flat()
    const conditions = grants.flatMap((grant) => grant.where?.get(resource.name) ?? [])
    const paths = conditions.flatMap((condition) =>
      condition === 'all' ? [] : atoms(condition).map((atom) => atom.path),
    )
    reader = new RowReader(catalog, resource, [...new Set(paths)].sort())
    READERS.set(resource, reader)
  }
  return reader
}
