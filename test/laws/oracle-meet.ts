import { REASONS, type Visibility } from '../../src/index.js'
import type { Finding, Why } from './oracle-question.js'

export function ceiling(findings: readonly Finding[]): Visibility {
  if (findings.some(({ ceiling }) => ceiling === 'hidden')) return 'hidden'
  return findings.length > 0 ? 'masked' : 'clear'
}

/** The lowest ceiling first, then the earliest layer, then the least rule; each reason at a place once. */
export function inOrder(findings: readonly Finding[]): Why[] {
  const sorted = [...findings].sort(
    (a, b) =>
      Number(a.ceiling === 'masked') - Number(b.ceiling === 'masked') ||
      a.layer - b.layer ||
      byCodeUnit(a.rule, b.rule) ||
      REASONS[a.reason].order - REASONS[b.reason].order,
  )
  const text = sorted.map(({ reason, rule }) => `${reason} ${rule}`)
  return sorted
    .filter((_, index) => text.indexOf(text[index]!) === index)
    .map(({ reason, rule }) => ({ reason, rule }))
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
