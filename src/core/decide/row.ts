import type { Catalog } from '../catalog/catalog.js'
import { atoms } from '../catalog/condition.js'
import { nodeAt, segments } from '../catalog/path.js'
import { isId, isTenant } from '../catalog/person.js'
import type { ResourceDef } from '../catalog/resource.js'
import type { SchemaNode } from '../catalog/schema.js'
import type { SubjectDef } from '../catalog/subject.js'
import { INVALID_ROW, type OpenRow, type Problem } from './open-row.js'
import { areOwnable, isPlain, readOwn } from './own.js'
import { peopleAt, type Subject } from './people.js'
import { collect, type Place, placeAt, valueAt } from './place.js'
import { accepts, attributeOf, INVALID } from './scalar.js'
import { snapshot } from './snapshot.js'

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
  /** Every property that a row of this resource can have. */
  readonly #properties: readonly string[]
  readonly #nodes: readonly SchemaNode[]
  readonly #whole: readonly boolean[]
  readonly #tenant: Place | undefined
  readonly #id: Place | undefined
  readonly #subject: readonly Subject[]
  readonly #parts: readonly (readonly Subject[])[]
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
      return placeAt(slot, rest, nodeAt(resource.node, path) as SchemaNode)
    }
    this.#catalog = catalog
    this.resource = resource
    this.attributes = attributes
    this.#tenant = resource.tenant === undefined ? undefined : placeOf(resource.tenant)
    const subjectOf = (each: SubjectDef): Subject => {
      const place = placeOf(each.path)
      return { ...each, place, accepts: accepts(place.node) }
    }
    this.#subject = resource.subject.map(subjectOf)
    this.#parts = resource.parts.map((part) => part.map(subjectOf))
    this.#attributes = attributes.map(placeOf)
    this.#nested = [...resource.nested].map(([path, name]) => ({
      path,
      resource: catalog.resources.get(name) as ResourceDef,
      place: placeOf(path),
    }))
    this.#id = resource.id === undefined ? undefined : placeOf(resource.id)
    this.keys = keys
    this.paths = [...paths].sort()
    this.#properties = [...(resource.node.props?.keys() ?? [])]
    this.#nodes = keys.map((key) => resource.node.props?.get(key) as SchemaNode)
    this.#whole = this.#nodes.map((node) => !node.props && !node.items && !node.values)
  }

  /** Opens a row; never throws: what cannot be read is a `problem`. */
  open(row: unknown, depth = 0): OpenRow {
    return this.#open(row, areOwnable(this.#properties), depth)
  }

  openAll(rows: readonly unknown[]): OpenRow[] {
    const ownable = areOwnable(this.#properties)
    const opened = new Array<OpenRow>(rows.length)
    for (let i = 0; i < rows.length; i++) opened[i] = this.#open(rows[i], ownable, 0)
    return opened
  }

  /** The row's own key, or undefined where it has none. */
  idOf({ values }: OpenRow): string | number | bigint | undefined {
    const id = this.#id && values.length > 0 ? valueAt(values, this.#id) : undefined
    return isId(id) ? id : undefined
  }

  #open(row: unknown, ownable: boolean, depth: number): OpenRow {
    if (depth > MAX_NESTED || typeof row !== 'object' || row === null || Array.isArray(row))
      return { row: {}, ...INVALID_ROW }
    try {
      return this.#read(row, ownable && isPlain(row), depth)
    } catch {
      return { row, ...INVALID_ROW }
    }
  }

  #read(row: object, plain: boolean, depth: number): OpenRow {
    const { keys } = this
    const values = new Array<unknown>(keys.length)
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string
      const value = plain ? (row as { readonly [key: string]: unknown })[key] : readOwn(row, key)
      values[i] = this.#whole[i]
        ? value
        : snapshot(this.#nodes[i] as SchemaNode, value, key, this.resource.nested)
    }
    let problem: Problem | undefined
    const given = this.#tenant && valueAt(values, this.#tenant)
    const tenant = isTenant(given) ? given : undefined
    if (tenant === undefined && given !== undefined && given !== null) problem = 'row_invalid'
    // without its tenant nobody can be named
    const known = this.#tenant === undefined || tenant !== undefined
    const people = known ? peopleAt(this.#subject, values, tenant) : NONE
    if (typeof people === 'string') problem = people
    else if (known && people.length === 0 && this.#subject.length > 0) problem = 'subject_missing'
    let attributes = NONE as readonly unknown[]
    if (this.#attributes.length > 0) {
      attributes = attributesAt(this.#attributes, values)
      if (attributes.includes(INVALID)) problem = 'row_invalid'
    }
    return {
      row,
      plain,
      values,
      problem,
      tenant,
      people: typeof people === 'string' ? NONE : people,
      parts:
        this.#parts.length === 0
          ? NONE
          : this.#parts.map((part) => (known ? peopleAt(part, values, tenant) : NONE)),
      attributes,
      nested: this.#nested.length === 0 ? NONE : this.#openNested(values, depth),
    }
  }

  #openNested(values: readonly unknown[], depth: number): OpenRow['nested'] {
    return this.#nested.flatMap(({ path, resource, place }) =>
      collect(values, place).flatMap((inner) =>
        inner === null || inner === undefined
          ? []
          : [{ path, resource, open: readerOf(this.#catalog, resource).open(inner, depth + 1) }],
      ),
    )
  }
}

function attributesAt(places: readonly Place[], values: readonly unknown[]): readonly unknown[] {
  const attributes = new Array<unknown>(places.length)
  for (let i = 0; i < places.length; i++) {
    const place = places[i] as Place
    attributes[i] = attributeOf(valueAt(values, place), place.node)
  }
  return attributes
}

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
