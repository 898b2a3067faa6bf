import type { PolicyDocument } from './document.js'
import type { Issues } from './issues.js'
import type { LeafType } from './schema.js'

/** What a resource says of a row itself, by path: what may stand there. */
const ROW_KEYS: readonly (readonly [
  key: 'id' | 'tenant' | 'collectedAt',
  types: readonly LeafType[],
  what: string,
])[] = [
  ['id', ['string', 'number', 'bigint'], "a row's key is a string, an integer or a bigint"],
  ['tenant', ['string', 'number'], 'a tenant is a string or an integer'],
  [
    'collectedAt',
    ['date', 'string', 'number'],
    'a time is a date, RFC 3339 text or a number of milliseconds',
  ],
]

/** Checks the paths of a row's own key, its tenant and its time. */
export function checkRowKeys(
  declared: PolicyDocument['resources'][string],
  attributes: ReadonlyMap<string, ReadonlySet<LeafType>>,
  at: (key: string) => string,
  issues: Issues,
): void {
  for (const [key, types, what] of ROW_KEYS) {
    const path = declared[key]
    if (path === undefined) continue
    const found = attributes.get(path)
    if (!found) issues.unknown(at(key), 'attribute', path, attributes.keys())
    else if (![...found].every((type) => type === 'null' || types.includes(type)))
      issues.add(at(key), `\`${path}\` cannot be the \`${key}\` of a row: ${what}`)
  }
}
