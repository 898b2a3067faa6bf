/** The number next to a finite one: nothing stands between the two. */
export function nextFloat(from: number, towards: 1 | -1): number {
  if (from === 0) return towards * Number.MIN_VALUE
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, from)
  // the further from zero, the larger are the bits
  const step = from > 0 === towards > 0 ? 1n : -1n
  view.setBigInt64(0, view.getBigInt64(0) + step)
  return view.getFloat64(0)
}
