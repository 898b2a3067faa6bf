/** A copy of a record whose text is well-formed, and which says so: `ext._illFormed`. */
export function wellFormed(record: object): object {
  const copy = repaired(record) as { readonly ext?: object }
  return { ...copy, ext: { ...copy.ext, _illFormed: true } }
}

function repaired(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed()
  if (Array.isArray(value)) return value.map(repaired)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key.toWellFormed(), repaired(member)]),
  )
}
