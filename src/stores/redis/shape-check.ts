import type { ConsentEntry } from '../../index.js'

type Is = (value: unknown) => boolean
type Parts = { readonly [part: string]: Is }

const isText: Is = (value) => typeof value === 'string'

const isListOf =
  (is: Is): Is =>
  (value) =>
    Array.isArray(value) && value.length > 0 && value.every(is)

const GIVEN: Parts = {
  via: isText,
  terms: Number.isSafeInteger,
  expiresAt: (place) => Number.isSafeInteger(place) && (place as number) >= 0,
  version: isText,
  renewed: (value) => typeof value === 'boolean',
  recipients: isListOf(isText),
}

const STOP: Parts = {
  status: (value) => value === 'ConsentRefused' || value === 'ConsentWithdrawn',
  via: isText,
}

const STOPPED_RECIPIENT: Parts = { recipient: isText, via: isText }

const ANNOUNCED: Parts = { terms: Number.isSafeInteger, effectiveAt: Number.isSafeInteger }

const ENTRY: Parts = {
  given: isRecordOf(GIVEN, 'via'),
  stopped: isListOf(isRecordOf(STOP, 'status', 'via')),
  stoppedRecipients: isListOf(isRecordOf(STOPPED_RECIPIENT, 'recipient', 'via')),
  announced: isListOf(isRecordOf(ANNOUNCED, 'terms', 'effectiveAt')),
  objected: isListOf(isText),
  restricted: isListOf(isText),
}

const isGroup = (group: unknown): group is [ConsentEntry, string[]] =>
  Array.isArray(group) && group.length === 2 && isRecordOf(ENTRY)(group[0]) && isListOf(isName)(group[1])

/** Exactly what a fold can come to: what is no yes must not become one. @throws TypeError */
export function checkShape(groups: unknown): readonly [ConsentEntry, string[]][] {
  if (!Array.isArray(groups) || !groups.every(isGroup)) throw new TypeError()
  const names = groups.flatMap(([, purposes]) => purposes)
  if (new Set(names).size !== names.length) throw new TypeError()
  return groups
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && /^[a-z][A-Za-z0-9_]*$/.test(value)
}

function isRecordOf(parts: Parts, ...needed: readonly string[]): Is {
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    needed.every((name) => Object.hasOwn(value, name)) &&
    Object.entries(value).every(([name, part]) => Object.hasOwn(parts, name) && parts[name]?.(part) === true)
}
