const HIGHEST_COUNT = 0xfff
const LATEST = 2 ** 48 - 1
/** Two bytes of random begin a count, eight end a UUID. */
const DRAW = 10
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/**
 * Gives UUIDs of version 7 (RFC 9562): time first, so that they sort in the order they were made.
 *
 * Strictly increasing, also within a millisecond and when the clock goes back: then the last time is kept and the 12 bits
 * after it count on. The last 62 bits are random.
 *
 * @example
 * ```ts
 * const uuid = createUuid()
 * uuid(Date.now())   // '01936a5e-9c3f-7a01-9d2e-6f1c0b7e4d52'
 * ```
 */
export function createUuid(): (now: number) => string {
  const random = new Uint8Array(128 * DRAW)
  let used = random.length
  let last = 0
  let count = -1

  return (now) => {
    if (used === random.length) {
      crypto.getRandomValues(random)
      used = 0
    }
    const at = used
    used += DRAW

    // begin in the lower half, to leave room to count
    const seed = ((random[at]! << 8) | random[at + 1]!) & (HIGHEST_COUNT >> 1)
    // a clock that gives no time (NaN) counts on from the last
    const time = Math.min(Math.floor(now), LATEST)
    if (time > last) {
      last = time
      count = seed
    } else if (count < HIGHEST_COUNT) {
      count += 1
    } else if (last < LATEST) {
      last += 1
      count = seed
    }
    return format(last, count, random, at + 2)
  }
}

function format(time: number, count: number, random: Uint8Array, at: number): string {
  const ms = time.toString(16).padStart(12, '0')
  const variant = HEX[(random[at]! & 0x3f) | 0x80]! + HEX[random[at + 1]!]
  let node = ''
  for (let i = 2; i < 8; i++) node += HEX[random[at + i]!]
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7${count.toString(16).padStart(3, '0')}-${variant}-${node}`
}
