import type { Catalog } from '../catalog/catalog.js'
import { nodeAt, segments } from '../catalog/path.js'
import { isTenant, type Person } from '../catalog/person.js'
import type { ResourceDef } from '../catalog/resource.js'
import type { SchemaNode } from '../catalog/schema.js'
import type { SubjectDef } from '../catalog/subject.js'
import { INVALID_ROW, type OpenRow, type Problem } from './open-row.js'
import { areOwnable, isPlain, readOwn } from './own.js'
import { peopleAt, personOf, type Subject } from './people.js'
import { collect, type NestedPlace, type Place, placeAt, valueAt } from './place.js'
import { accepts, INVALID, type Tested } from './scalar.js'
import { snapshot } from './snapshot.js'

const MAX_NESTED = 16
const NONE: readonly never[] = Object.freeze([])

/** Reads what decisions on one resource need: tenant, people, the attributes of all conditions, nested rows. */
export class RowReader {
  readonly resource: ResourceDef
  /** The properties that a decision reads. */
  readonly keys: readonly string[]
  /** Every path that a decision reads. */
  readonly paths: readonly string[]
  /** The paths that conditions on this resource test, and those of times that periods run from. */
  readonly attributes: readonly string[]
  /** Whether a row is about one person at most and holds no rows of its own, so that its values say all. */
  readonly flat: boolean
  /** Every property that a row can have. */
  readonly properties: readonly string[]
  /** The nodes of the properties that hold more than a scalar; undefined where none does. */
  readonly #deep: readonly (SchemaNode | undefined)[] | undefined
  readonly #tenant: Place | undefined
  readonly #isTenant: (value: unknown) => boolean
  /** Where the row's own key stands. */
  readonly id: Place | undefined
  readonly #subject: readonly Subject[]
  readonly #parts: readonly (readonly Subject[])[]
  readonly #attributes: readonly { readonly place: Place; readonly read: (value: unknown) => unknown }[]
  readonly #nested: readonly NestedPlace[]
  readonly #readerOf: (resource: ResourceDef) => RowReader

  /** `readerOf` gives the readers of the rows nested in this one. */
  constructor(
    catalog: Catalog,
    resource: ResourceDef,
    tested: readonly Tested[],
    readerOf: (resource: ResourceDef) => RowReader,
  ) {
    const keys: string[] = []
    const paths = new Set<string>()
    const placeOf = (path: string): Place => {
      paths.add(path)
      const [key = '', ...rest] = segments(path)
      const slot = keys.includes(key) ? keys.indexOf(key) : keys.push(key) - 1
      return placeAt(slot, rest, nodeAt(resource.node, path) as SchemaNode)
    }
    const subjectOf = (each: SubjectDef): Subject => {
      const place = placeOf(each.path)
      return { population: each.population, path: each.path, place, accepts: accepts(place.node) }
    }
    this.#readerOf = readerOf
    this.resource = resource
    this.attributes = tested.map(({ path }) => path)
    this.#tenant = resource.tenant === undefined ? undefined : placeOf(resource.tenant)
    this.#isTenant = this.#tenant ? accepts(this.#tenant.node) : () => false
    this.#subject = resource.subject.map(subjectOf)
    this.#parts = resource.parts.map((part) => part.map(subjectOf))
    this.#attributes = tested.map(({ path, reader }) => {
      const place = placeOf(path)
      return { place, read: reader(place.node) }
    })
    this.#nested = [...resource.nested].map(([path, name]) => ({
      path,
      resource: catalog.resources.get(name) as ResourceDef,
      place: placeOf(path),
    }))
    this.id = resource.id === undefined ? undefined : placeOf(resource.id)
    this.keys = keys
    this.paths = [...paths].sort()
    this.properties = [...(resource.node.props?.keys() ?? [])]
    const deep = keys.map((key) => {
      const node = resource.node.props?.get(key)
      return node && (node.props || node.items || node.values) ? node : undefined
    })
    this.#deep = deep.some((node) => node) ? deep : undefined
    const alone = this.#subject.length <= 1 && !this.#subject[0]?.place.many
    this.flat = alone && this.#nested.length === 0 && this.#parts.length === 0
  }

  /** Opens a row; never throws: what cannot be read is a `problem`. */
  open(row: unknown, depth = 0): OpenRow {
    if (depth > MAX_NESTED || typeof row !== 'object' || row === null) return { row: {}, ...INVALID_ROW }
    try {
      if (Array.isArray(row)) return { row: {}, ...INVALID_ROW }
      const plain = isPlain(row) && areOwnable(this.properties)
      const values = new Array<unknown>(this.keys.length)
      this.take(row, plain, values, 0)
      return this.interpret(row, plain, values, depth)
    } catch {
      return { row, ...INVALID_ROW }
    }
  }

  /** Reads the properties that a decision needs, each once, into `values` from `from` on. @throws whatever a getter throws */
  take(row: object, plain: boolean, values: unknown[], from: number): void {
    const { keys } = this
    const deep = this.#deep
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string
      const value = plain ? (row as { readonly [key: string]: unknown })[key] : readOwn(row, key)
      const node = deep?.[i]
      values[from + i] = node ? snapshot(node, value, key, this.resource.nested) : value
    }
  }

  /** What the values of a row say; nothing of the row is read again. */
  interpret(row: object, plain: boolean, values: readonly unknown[], depth = 0): OpenRow {
    const tenant = this.tenantAt(values, 0)
    // without its tenant nobody can be named
    const known = this.#tenant === undefined || isTenant(tenant)
    const people = known ? peopleAt(this.#subject, values, tenant as string | number | undefined) : NONE
    let problem: Problem | undefined = tenant === INVALID ? 'row_invalid' : undefined
    if (typeof people === 'string') problem = people
    else if (known && people.length === 0 && this.#subject.length > 0) problem = 'subject_missing'
    const attributes = new Array<unknown>(this.#attributes.length)
    if (!this.attributesInto(attributes, 0, values, 0)) problem = 'row_invalid'
    return {
      row,
      plain,
      values,
      problem,
      tenant: tenant === INVALID ? undefined : (tenant as string | number | undefined),
      people: typeof people === 'string' ? NONE : people,
      parts: this.#parts.map((part) =>
        known ? peopleAt(part, values, tenant as string | number | undefined) : NONE,
      ),
      attributes,
      nested: this.#nested.length === 0 ? NONE : this.#openNested(values, depth),
    }
  }

  /** The row's tenant: undefined where it has none, INVALID where what stands there is none. */
  tenantAt(values: readonly unknown[], from: number): unknown {
    if (!this.#tenant) return undefined
    const given = valueAt(values, this.#tenant, from)
    if (given === undefined || given === null) return undefined
    return isTenant(given) && this.#isTenant(given) ? given : INVALID
  }

  /** The one person a row of a flat resource is about: undefined for nobody, or why they are not known. */
  personAt(values: readonly unknown[], from: number): Person | Problem | undefined {
    const tenant = this.tenantAt(values, from)
    if (tenant === INVALID || (tenant === undefined && this.#tenant)) return 'row_invalid'
    const subject = this.#subject[0]
    return subject && personOf(valueAt(values, subject.place, from), subject, tenant as string | undefined)
  }

  /** Writes the attributes that conditions test; false when one is of another type than its schema's. */
  attributesInto(attributes: unknown[], at: number, values: readonly unknown[], from: number): boolean {
    let valid = true
    const tested = this.#attributes
    for (let i = 0; i < tested.length; i++) {
      const { place, read } = tested[i] as (typeof tested)[number]
      const attribute = read(valueAt(values, place, from))
      attributes[at + i] = attribute
      if (attribute === INVALID) valid = false
    }
    return valid
  }

  #openNested(values: readonly unknown[], depth: number): OpenRow['nested'] {
    return this.#nested.flatMap(({ path, resource, place }) =>
      collect(values, place).flatMap((inner) =>
        inner === null || inner === undefined
          ? []
          : [{ path, resource, open: this.#readerOf(resource).open(inner, depth + 1) }],
      ),
    )
  }
}
