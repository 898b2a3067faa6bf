/** A secret of this process, drawn on first use: nobody outside can choose ids that collide. */
let secret: DataView | undefined

/** HalfSipHash-1-3 of the bytes `from` to `to`: 32 bits, keyed. */
export function hash(view: DataView, from: number, to: number): number {
  secret ??= new DataView(crypto.getRandomValues(new Uint8Array(8)).buffer)
  const k0 = secret.getInt32(0)
  const k1 = secret.getInt32(4)
  const last = from + ((to - from) & ~3)
  let [v0, v1, v2, v3] = [k0, k1, k0 ^ 0x6c796765, k1 ^ 0x74656462]
  // one round a word, one for what is left over with the length, three to finish
  for (let at = from; at <= last + 12; at += 4) {
    const word = at < last ? view.getInt32(at, true) : at === last ? tail(view, at, to, from) : 0
    if (at === last + 4) v2 ^= 0xff
    v3 ^= word
    v0 = (v0 + v1) | 0
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
    v0 = (v0 << 16) | (v0 >>> 16)
    v2 = (v2 + v3) | 0
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
    v0 = (v0 + v3) | 0
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
    v2 = (v2 + v1) | 0
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
    v2 = (v2 << 16) | (v2 >>> 16)
    v0 ^= word
  }
  return (v1 ^ v3) >>> 0
}

function tail(view: DataView, at: number, to: number, from: number): number {
  let word = (to - from) << 24
  for (let i = 0; at + i < to; i++) word |= view.getUint8(at + i) << (8 * i)
  return word
}
