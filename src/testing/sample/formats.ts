import type { Chance } from './chance.js'

const HEX = '0123456789abcdef'
const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const BASE32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const BASE62 = `0123456789${LOWER}${LOWER.toUpperCase()}`
const NAMES = ['aiko', 'ben', 'chiyo', 'dan', 'emi', 'farid', 'grace', 'haruto'] as const

const hex = (c: Chance, length: number) => c.text(HEX, length)
const uuid = (c: Chance) =>
  `${hex(c, 8)}-${hex(c, 4)}-4${hex(c, 3)}-${c.pick(['8', '9', 'a', 'b'])}${hex(c, 3)}-${hex(c, 12)}`
const two = (n: number) => String(n).padStart(2, '0')
const date = (c: Chance) => `${c.int(1950, 2025)}-${two(c.int(1, 12))}-${two(c.int(1, 28))}`
const time = (c: Chance) => `${two(c.int(0, 23))}:${two(c.int(0, 59))}:${two(c.int(0, 59))}`
const base64 = (c: Chance) => c.text(BASE62, 4 * c.int(1, 4))
// addresses and domains that are kept free for examples (RFC 5737, 3849, 2606)
const ipv4 = (c: Chance) => `192.0.2.${c.int(1, 254)}`
const ipv6 = (c: Chance) => `2001:db8::${hex(c, 4)}`

/** A text of each format that zod knows by name; people, addresses and domains are those of examples. */
export const FORMATS: { readonly [format: string]: (chance: Chance) => string } = {
  email: (c) => `${c.pick(NAMES)}.${c.int(1, 99_999)}@example.com`,
  url: (c) => `https://example.com/${hex(c, 6)}`,
  uuid,
  guid: uuid,
  nanoid: (c) => c.text(BASE62, 21),
  cuid: (c) => `c${c.text(LOWER, 24)}`,
  cuid2: (c) => `${c.text(LOWER, 24)}`,
  ulid: (c) => `0${c.text(BASE32, 25)}`,
  xid: (c) => c.text('0123456789abcdefghijklmnopqrstuv', 20),
  ksuid: (c) => c.text(BASE62, 27),
  datetime: (c) => `${date(c)}T${time(c)}Z`,
  date,
  time,
  duration: (c) => `P${c.int(1, 30)}D`,
  ipv4,
  ipv6,
  cidrv4: (c) => `${ipv4(c)}/24`,
  cidrv6: (c) => `${ipv6(c)}/64`,
  mac: (c) => Array.from({ length: 6 }, () => hex(c, 2)).join(':'),
  hostname: (c) => `${c.pick(NAMES)}${c.int(1, 99)}.example.com`,
  e164: (c) => `+1555${c.text('0123456789', 7)}`,
  emoji: (c) => c.pick(['🌿', '🎈', '🍙']),
  base64,
  base64url: base64,
  hex: (c) => hex(c, 8),
  md5_hex: (c) => hex(c, 32),
  sha1_hex: (c) => hex(c, 40),
  sha256_hex: (c) => hex(c, 64),
  sha384_hex: (c) => hex(c, 96),
  sha512_hex: (c) => hex(c, 128),
  jwt: () => 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ0ZXN0In0.c2lnbmF0dXJl',
  credit_card: () => '4242424242424242',
  iban: () => 'GB33BUKB20201555555555',
  currency_code: (c) => c.pick(['JPY', 'EUR', 'USD']),
}

/** A text that says nothing, of a length between two others. */
export function words(c: Chance, least: number, most: number): string {
  const name = `${c.pick(NAMES)}-${hex(c, 6)}`
  const length = c.int(least, most)
  if (least === most || name.length > most) return name.padEnd(length, c.text(LOWER, length)).slice(0, length)
  return name.padEnd(least, LOWER)
}
