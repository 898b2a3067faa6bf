import { conditionText } from './condition-text.js'
import type { Matrix, MatrixEntry, MatrixGrant } from './matrix.js'

/**
 * A matrix as text: one sentence a line, so that the diff of two reads like prose. What is not said is hidden or denied.
 *
 * @example
 * ```ts
 * matrixText(matrix(policy))
 * // agent reads member for support, where repId is the actor's id
 * // agent sees member.name clear for support
 * // agent sees member.card masked for support
 * ```
 */
export function matrixText({ entries }: Matrix): string {
  return entries.map((entry) => `${sentences(entry).join('\n')}\n`).join('\n')
}

function sentences(entry: MatrixEntry): string[] {
  const { purpose, resource, to, grants, clear, masked, only } = entry
  const [sees, end] = to === undefined ? ['sees', ''] : ['gives', ` to ${to}`]
  const who = entry.who ?? 'the person themselves'
  const rows = entry.who === undefined ? ', of themselves' : rowsText(grants)
  const line = (path: string, as: string) =>
    `${who} ${sees} ${resource}.${path} ${as}${end} for ${purpose}${only[path] ? rowsText(grants, only[path]) : ''}`
  return [
    `${who} ${to === undefined ? 'reads' : 'discloses'} ${resource}${end} for ${purpose}${rows}`,
    ...clear.map((path) => line(path, 'clear')),
    ...masked.map((path) => line(path, 'masked')),
  ]
}

/** The rows that grants reach, or those of them that `rules` name. */
function rowsText(grants: readonly MatrixGrant[], rules?: readonly string[]): string {
  const counted = grants.filter(({ rule }) => !rules || rules.includes(rule))
  const each = counted.map(({ where, until }) => {
    const ends = until === undefined ? '' : ` until ${new Date(until).toISOString()}`
    return `${where === 'all' ? '' : `where ${conditionText(where)}`}${ends}`.trim()
  })
  if (each.includes('')) return ''
  return `, ${[...new Set(each)].join(', or ')}`
}
