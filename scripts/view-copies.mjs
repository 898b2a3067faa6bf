// Writes src/core/enforce/view-copies.ts: copies of one constructor, its fields written out. The engine keeps what it
// has learned of a function by its text: a copy learns about one plan alone. `npm run copies` after a change here.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const COPIES = 8
const FIELDS = 12

const each = (make) => Array.from({ length: FIELDS }, (_, i) => make(i)).join(', ')
const site = (i) =>
  `      if (n > ${i}) { at = ${i}; v = s${i} < 0 ? (plain ? row[k${i}] : readOwn(row, k${i})) : values[from + s${i}]; if (e${i} !== clearText || typeof v !== 'string') v = e${i}(v); if (v !== undefined) this[k${i}] = v }`

const copy = (name) => `
function ${name}({ keys, emits, slots }: Fields): Project {
  const n = keys.length
  const [${each((i) => `k${i} = ''`)}] = keys
  const [${each((i) => `e${i} = clearText`)}] = emits
  const [${each((i) => `s${i} = -1`)}] = slots
  function View(this: Fresh, row: Fresh, plain: boolean, values: readonly unknown[], from: number): void {
    let at = 0
    let v: unknown
    try {
${Array.from({ length: FIELDS }, (_, i) => site(i)).join('\n')}
    } catch {
      throw new Unreleasable(keys[at])
    }
  }
  View.prototype = null
  const Made = View as unknown as Maker
  return (row, plain, values, from) => new Made(row, plain, values, from)
}
`

const names = Array.from({ length: COPIES }, (_, i) => `copy${i}`)
export const text = `// written by scripts/view-copies.mjs; the plain version, which these must equal, is in view.ts
import { readOwn } from '../decide/own.js'
import { clearText } from './emit.js'
import { Unreleasable } from './opaque.js'
import type { Fields, Fresh, Maker, Project } from './view-fields.js'
${names.map(copy).join('')}
/** How many fields a copy can show. */
export const MOST_FIELDS = ${FIELDS}

/** One constructor, ${COPIES} times. */
export const VIEW_COPIES: readonly ((fields: Fields) => Project)[] = [${names.join(', ')}]
`

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync('src/core/enforce/view-copies.ts', text)
