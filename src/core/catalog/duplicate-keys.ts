import { pointer } from './pointer.js'

/** What matters of JSON: a text, and what opens, divides and closes. */
const TOKEN = /"(?:[^"\\]+|\\.)*"|[{}[\],:]/gs

interface Level {
  /** The keys so far; a list has none. */
  readonly keys: Set<string> | undefined
  at: string | number
}

/**
 * The keys of valid JSON that stand twice in one object, as pointers.
 *
 * `JSON.parse` takes the last in silence, and which of two counts must not be a matter of luck.
 */
export function duplicateKeys(json: string): string[] {
  const found: string[] = []
  const open: Level[] = []
  let text = ''
  for (const [token] of json.matchAll(TOKEN)) {
    const level = open.at(-1)
    if (token === '{') open.push({ keys: new Set(), at: '' })
    else if (token === '[') open.push({ keys: undefined, at: 0 })
    else if (token === '}' || token === ']') open.pop()
    else if (token === ',') {
      if (typeof level?.at === 'number') level.at++
    } else if (token !== ':') text = token
    else if (level?.keys) {
      level.at = JSON.parse(text) as string
      if (level.keys.has(level.at)) found.push(pointer(...open.map(({ at }) => at)))
      level.keys.add(level.at)
    }
  }
  return [...new Set(found)]
}
