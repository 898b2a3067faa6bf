import { instantOf } from '../catalog/instant.js'
import type { RecordedActor } from './record.js'
import { type RecordedUse, USES } from './recorded-use.js'

const PROVISION = [
  'ground',
  'name',
  'address',
  'representative',
  'provider',
  'providerAddress',
  'providerRepresentative',
  'keepUntil',
]
/** What stands in a record for a part that was too long. */
const CUT = Symbol('cut')
const MAX_CHAIN = 8

/** What a record of a stranger says; its properties are read once each. @throws TypeError for what is no record */
export class RecordReader {
  readonly time: number
  readonly #record: object
  #cut = false

  constructor(record: unknown) {
    if (typeof record !== 'object' || record === null) throw new TypeError('no record')
    this.#record = record
    if (this.#get('v') !== 1) throw new TypeError('no record of a version that is known')
    const time = instantOf(String(this.#text(record, 'time')))
    if (time === undefined) throw new TypeError('no time')
    this.time = time
  }

  /** Pseudonyms of the people it is about. */
  people(): readonly string[] {
    return this.#texts(Object(this.#get('subjects')), 'refs')
  }

  /** Pseudonyms of who acted, and of all on whose behalf. */
  actors(): readonly string[] {
    const chain: string[] = []
    for (let actor = this.#actor(this.#get('actor')); actor; actor = actor.onBehalfOf) chain.push(actor.ref)
    return chain
  }

  /** Undefined where it tells of no use of data. */
  use(): RecordedUse | undefined {
    const record = this.#record
    const type = USES.find((each) => each === this.#get('type'))
    if (type === undefined) return undefined
    this.#cut = false
    const fields = Object(this.#get('fields')) as object
    const policy = Object(this.#get('policy')) as object
    const actor = this.#actor(this.#get('actor'))
    const use = {
      id: this.#text(record, 'id') ?? '',
      time: new Date(this.time).toISOString(),
      type,
      ...this.#some(record, ['mode', 'purpose', 'clause', 'basis', 'action']),
      ...this.#part('resource', ['type'], ['refs']),
      ...this.#some(record, ['effect', 'reason']),
      ...(actor && { actor }),
      clear: this.#texts(fields, 'clear'),
      masked: this.#texts(fields, 'masked'),
      hidden: this.#texts(fields, 'hidden'),
      ...this.#part('recipient', ['id', 'kind', 'country', 'transferBasis']),
      ...this.#part('provision', PROVISION),
      ...this.#part('exception', ['item', 'expiresAt']),
      ...this.#part('erasure', ['because', 'rows', 'whole'], ['fields']),
      ...this.#part('outcome', ['status', 'rows', 'code']),
      ...this.#some(record, ['justification', 'request']),
      policy: Object.freeze({ ...this.#some(policy, ['name', 'version', 'digest']) }),
    }
    if (use.id === '') throw new TypeError('no id')
    return Object.freeze({
      ...use,
      ...((this.#cut as boolean) && { truncated: true }),
    }) as unknown as RecordedUse
  }

  #get(key: string): unknown {
    return this.#own(this.#record, key)
  }

  #own(from: object, key: string): unknown {
    return Object.hasOwn(from, key) ? from[key as keyof typeof from] : undefined
  }

  /** A text or a whole number; anything else is no part of a record. */
  #text(from: object, key: string): string | number | undefined {
    const value = this.#own(from, key)
    if (value === undefined || typeof value === 'string' || Number.isSafeInteger(value))
      return value as string
    if (isCut(value)) {
      this.#cut = true
      return undefined
    }
    throw new TypeError('not a text')
  }

  #texts(from: object, key: string): readonly string[] {
    const value = this.#own(from, key)
    if (value === undefined) return NONE
    if (isCut(value)) {
      this.#cut = true
      return NONE
    }
    const texts: unknown[] = Array.isArray(value) ? Array.from(value as unknown[]) : [CUT]
    if (!texts.every((text) => typeof text === 'string')) throw new TypeError('no list of texts')
    return Object.freeze(texts) as readonly string[]
  }

  #some(from: object, keys: readonly string[]): object {
    const found = keys.map((key) => [key, this.#text(from, key)] as const)
    return Object.fromEntries(found.filter(([, value]) => value !== undefined))
  }

  #part(key: string, texts: readonly string[], lists: readonly string[] = []): object {
    const part = this.#get(key)
    if (part === undefined) return {}
    if (typeof part !== 'object' || part === null) throw new TypeError('no part of a record')
    if (isCut(part)) {
      this.#cut = true
      return {}
    }
    const listed = lists.map((name) => [name, this.#texts(part, name)] as const)
    const made = {
      ...this.#some(part, texts),
      ...Object.fromEntries(listed.filter(([, list]) => list.length > 0)),
    }
    return { [key]: Object.freeze(made) }
  }

  #actor(given: unknown, depth = 0): RecordedActor | undefined {
    if (given === undefined) return undefined
    if (typeof given !== 'object' || given === null || depth > MAX_CHAIN) throw new TypeError('no actor')
    const onBehalfOf = this.#actor(this.#own(given, 'onBehalfOf'), depth + 1)
    const actor = {
      ...this.#some(given, ['kind', 'ref']),
      roles: this.#texts(given, 'roles'),
      ...this.#some(given, ['tenant']),
      ...(onBehalfOf && { onBehalfOf }),
    }
    return Object.freeze(actor) as unknown as RecordedActor
  }
}

const NONE: readonly string[] = Object.freeze([])

function isCut(value: unknown): boolean {
  return typeof value === 'object' && value !== null && (value as { truncated?: unknown }).truncated === true
}
