import { isUtf8 } from 'node:buffer'
import type { LogProblemCode } from './problem.js'

/** Why a line is no canonical text of a record: for people, and only where there is something to say. */
export function lineProblem(line: Buffer): { readonly code: LogProblemCode; readonly more?: string } {
  if (line.length === 0) return { code: 'not_json', more: 'it is empty' }
  if (!isUtf8(line)) return { code: 'not_utf8' }
  const text = line.toString('utf8')
  if (text.startsWith('\uFEFF')) return { code: 'not_canonical', more: 'it begins with a byte order mark' }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { code: 'not_json' }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { code: 'not_a_record' }
  if (keysOf(value) < (text.match(TOKEN) ?? []).filter((token) => token === ':').length)
    return { code: 'duplicate_key' }
  return { code: 'not_canonical', ...(text.endsWith('\r') && { more: 'it ends as lines of Windows do' }) }
}

const TOKEN = /"(?:[^"\\]|\\.)*"|:/gs

/** How many keys stand in a value, at any depth: of two that are the same `JSON.parse` keeps one. */
function keysOf(value: object): number {
  let keys = 0
  const open: object[] = [value]
  for (const each of open) {
    if (!Array.isArray(each)) keys += Object.keys(each).length
    for (const member of Object.values(each))
      if (typeof member === 'object' && member !== null) open.push(member)
  }
  return keys
}
