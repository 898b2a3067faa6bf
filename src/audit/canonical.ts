import { PurposeboundError } from '../index.js'

/**
 * RFC 8785 (JCS) text of a record: keys in the order of their UTF-16 units, no space, safe integers only.
 *
 * @throws PurposeboundError `log_invalid` for what a record never holds: floats, null, ill-formed text, anything but plain data.
 * @example
 * ```ts
 * canonical({ seq: 0, log: 'shop', fields: { clear: ['id'] } })   // '{"fields":{"clear":["id"]},"log":"shop","seq":0}'
 * ```
 */
export function canonical(value: unknown): string {
  if (typeof value === 'string') return text(value)
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  // minus zero is written as zero: JSON has no other way to say it
  if (Number.isSafeInteger(value)) return String(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) throw refused()
  let members = ''
  for (const key of Object.keys(value).sort()) {
    const member = (value as { readonly [key: string]: unknown })[key]
    if (member === undefined) continue
    members += `${members === '' ? '' : ','}${text(key)}:${canonical(member)}`
  }
  return `{${members}}`
}

/** `JSON.stringify` writes a lone surrogate as an escape, which other languages read as something else. */
function text(value: string): string {
  if (!value.isWellFormed()) throw refused()
  return JSON.stringify(value)
}

function refused(): PurposeboundError {
  return new PurposeboundError(
    'log_invalid',
    'a record holds text, safe integers, true and false, lists and objects',
  )
}
