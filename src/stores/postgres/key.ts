import type { Id, Person } from '../../index.js'
import type { Row } from '../../postgres/connection.js'
import { failed } from './failure.js'

/** A person as three columns, which need no joining and so cannot collide: tenant, population, and the id with its type. */
export type Key = readonly [tenant: string, population: string, id: string]

/** Different people have different keys: 1, `'1'` and `1n`, NFC and NFD, no tenant and the tenant `0`. */
export function keyOf({ id, population, tenant }: Person): Key {
  return [tenant === undefined ? '' : typed(tenant), storable(population), typed(id)]
}

/** The person of a row's `tenant`, `population` and `person`. @throws PurposeboundError `store_failed` */
export function personOf({ tenant, population, person }: Row): Person {
  const of = { id: untyped(person), population: original(population) }
  return tenant === '' ? of : { ...of, tenant: untyped(tenant) as string | number }
}

function typed(id: Id): string {
  return typeof id === 'string' ? `s${storable(id)}` : `${typeof id === 'number' ? 'i' : 'n'}${id}`
}

function untyped(text: unknown): Id {
  const [tag, rest] = typeof text === 'string' ? [text[0], text.slice(1)] : []
  if (rest !== undefined && tag === 's') return original(rest)
  if (rest === undefined || !/^-?\d+$/.test(rest) || (tag !== 'i' && tag !== 'n')) throw strange()
  return tag === 'i' ? Number(rest) : BigInt(rest)
}

/**
 * The server's text has neither U+0000 nor halves of a character. What is written for them, and for a backslash, keeps
 * different texts different; in SQL it is `replace(text, '\', '\\')`, as no text there holds any of the others.
 */
function storable(text: string): string {
  // nearly all; a look-up asks it of thousands
  if (!/[\\\0\ud800-\udfff]/.test(text)) return text
  return text.replace(/[\\\0]|\p{Surrogate}/gu, (char) =>
    char === '\\' ? '\\\\' : `\\${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function original(text: unknown): string {
  if (typeof text !== 'string') throw strange()
  return text.replace(/\\(\\|[0-9a-f]{4})/g, (_, what: string) =>
    what === '\\' ? what : String.fromCharCode(Number.parseInt(what, 16)),
  )
}

function strange() {
  return failed('a row is of nobody')
}
