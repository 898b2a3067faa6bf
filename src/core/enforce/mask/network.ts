import type { Readers } from './by-type.js'

/**
 * Shows the network of an IP address: the /24 of IPv4 (`203.0.113.0`), the /48 of IPv6 (`2001:db8:1::`).
 *
 * An IPv4 address inside IPv6 (mapped, 6to4) loses its last octet as well. Fully masked: ports, zones, prefixes,
 * lists, leading zeros.
 */
export const ip: Readers = {
  text(text) {
    if (text.length > 45) return undefined
    const v4 = octets(text)
    if (v4) return network4(v4)
    const v6 = groups(text)
    return v6 && network6(v6)
  },
}

function network4([a, b, c]: readonly number[]): string {
  return `${a}.${b}.${c}.0`
}

function network6(all: readonly number[]): string {
  const [a, b, c, d, e, f, high, low] = all as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  if (a + b + c + d + e === 0 && f === 0xffff) return `::ffff:${network4([high >> 8, high & 255, low >> 8])}`
  const kept = a === 0x2002 ? [a, b, c & 0xff00] : [a, b, c]
  while (kept.at(-1) === 0) kept.pop()
  return `${kept.map((group) => group.toString(16)).join(':')}::`
}

function octets(text: string): readonly number[] | undefined {
  const parts = text.split('.')
  const sound =
    parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)
  return sound ? parts.map(Number) : undefined
}

/** The eight groups of an IPv6 address. */
function groups(text: string): readonly number[] | undefined {
  const [head, tail, more] = asHex(text).split('::')
  if (head === undefined || more !== undefined) return undefined
  const before = head === '' ? [] : head.split(':')
  const after = tail ? tail.split(':') : []
  const missing = 8 - before.length - after.length
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined
  const all = [...before, ...Array<string>(missing).fill('0'), ...after]
  return all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))
    ? all.map((group) => Number.parseInt(group, 16))
    : undefined
}

/** An IPv4 address at the end of an IPv6 one, as the two groups that it is. */
function asHex(text: string): string {
  const start = text.lastIndexOf(':') + 1
  const [a, b, c, d] = (start > 0 && octets(text.slice(start))) || []
  if (a === undefined) return text
  return `${text.slice(0, start)}${((a << 8) | b!).toString(16)}:${((c! << 8) | d!).toString(16)}`
}
