import { labelsOf, same, textOf } from './wording.js'

/** The canonical text of a placed record, in two: its hash goes in between. */
export interface Halves {
  readonly before: string
  readonly after: string
}

/** Records with these keys: what stands before the hash, and what behind. */
interface Form {
  readonly keys: readonly string[]
  readonly before: readonly Part[]
  readonly after: readonly Part[]
}

interface Part {
  readonly key: string
  readonly label: string
  readonly kind: 'seq' | 'prev' | 'log' | 'member' | 'lasting'
}

const PLACE = ['log', 'seq', 'prev', 'hash']
/** Parts that many records share, frozen. */
const LASTING = ['app', 'policy', 'rules', 'fields']
const MOST_FORMS = 32
const forms: Form[] = []
const texts = new WeakMap<object, string>()

/** Text of `record` with `log`, `seq` and `prev`, and without a hash of its own. */
export function halvesOf(record: object, log: string, seq: number, prev: string): Halves {
  const form = formOf(Object.keys(record))
  const before = `{${partsOf(form.before, record, log, seq, prev)}`
  return {
    before: before === '{' ? before : `${before},`,
    after: `${partsOf(form.after, record, log, seq, prev)}}`,
  }
}

function partsOf(parts: readonly Part[], record: object, log: string, seq: number, prev: string): string {
  let text = ''
  for (const { key, label, kind } of parts) {
    let value: string
    if (kind === 'member' || kind === 'lasting') {
      const member = (record as { readonly [key: string]: unknown })[key]
      if (member === undefined) continue
      value = kind === 'member' ? textOf(member) : lasting(member)
    } else if (kind === 'seq') value = String(seq)
    else value = kind === 'prev' ? `"${prev}"` : textOf(log)
    text += text === '' ? label + value : `,${label}${value}`
  }
  return text
}

/** What cannot change need be worded only once. */
function lasting(value: unknown): string {
  if (typeof value !== 'object' || value === null) return textOf(value)
  const known = texts.get(value)
  if (known !== undefined) return known
  const text = textOf(value)
  if (isFrozen(value)) texts.set(value, text)
  return text
}

/** Through and through, and without getters: these may answer differently each time. */
function isFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  return (
    Object.isFrozen(value) &&
    Object.values(Object.getOwnPropertyDescriptors(value)).every(
      (own) => 'value' in own && isFrozen(own.value),
    )
  )
}

function formOf(keys: readonly string[]): Form {
  const known = forms.find((form) => form.keys.length === keys.length && same(form.keys, keys))
  if (known) return known
  const own = keys.filter((key) => !PLACE.includes(key))
  const parts = labelsOf([...own, 'log', 'seq', 'prev']).map(({ key, label }) => ({
    key,
    label,
    kind: kindOf(key),
  }))
  const form = {
    keys,
    before: parts.filter(({ key }) => key < 'hash'),
    after: parts.filter(({ key }) => key > 'hash'),
  }
  // a stranger's keys may be data, and come in any number
  if (forms.length < MOST_FORMS) forms.push(form)
  return form
}

function kindOf(key: string): Part['kind'] {
  if (key === 'seq' || key === 'prev' || key === 'log') return key
  return LASTING.includes(key) ? 'lasting' : 'member'
}
