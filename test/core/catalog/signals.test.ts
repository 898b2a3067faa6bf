import { PolicyError, parsePolicy } from 'purposebound'
import { describe, expect, it } from 'vitest'
import { shop } from '../../shop.js'

const withSignals = (signals: unknown) =>
  parsePolicy({ ...structuredClone(shop.document), signals }, { schemas: shop.schemas })

describe('signals of a policy', () => {
  it('are data: part of the document and of its digest', () => {
    const signals = {
      denials: { count: 20, withinMs: 60_000 },
      bulk: [{ people: 500 }, { people: 50_000, purposes: ['direct_mail'], withinMs: 86_400_000 }],
      exceptions: true,
      newPairs: { learnMs: 0 },
    }
    const policy = withSignals(signals)
    expect(policy.document.signals).toEqual(signals)
    expect(policy.digest).not.toBe(shop.digest)
    expect(policy.digest).not.toBe(withSignals({ ...signals, exceptions: false }).digest)
    expect(policy.digest).toBe(withSignals(signals).digest)
  })

  it.each<[unknown, string, string | undefined]>([
    [{ denial: { count: 1, withinMs: 1000 } }, '/signals/denial', 'denials'],
    [
      { denials: { count: 1, withinMs: 1000, purposes: ['suport'] } },
      '/signals/denials/purposes/0',
      'support',
    ],
    [
      { bulk: [{ people: 1 }, { people: 9, purposes: ['direct_mial'] }] },
      '/signals/bulk/1/purposes/0',
      'direct_mail',
    ],
    [{ bulk: { peopel: 1 } }, '/signals/bulk/peopel', 'people'],
    [{ denials: { count: 1 } }, '/signals/denials/withinMs', undefined],
    [{ denials: { count: 0, withinMs: 1000 } }, '/signals/denials/count', undefined],
    [{ denials: { count: 1.5, withinMs: 1000 } }, '/signals/denials/count', undefined],
    [{ denials: { count: 1, withinMs: 60 } }, '/signals/denials/withinMs', undefined],
    [{ denials: { count: 1, withinMs: 40 * 86_400_000 } }, '/signals/denials/withinMs', undefined],
    [{ denials: [] }, '/signals/denials', undefined],
    [{ bulk: { people: 1, purposes: [] } }, '/signals/bulk/purposes', undefined],
    [{ bulk: 500 }, '/signals/bulk', undefined],
    [{ exceptions: 'yes' }, '/signals/exceptions', undefined],
    [{ newPairs: { learn: 1 } }, '/signals/newPairs/learn', 'learnMs'],
    [{ newPairs: 7 }, '/signals/newPairs', undefined],
    [[], '/signals', undefined],
  ])('%j is refused with its path, and the name that was meant', (signals, path, suggestion) => {
    const issues = issuesOf(signals)
    expect(issues.map((issue) => issue.path)).toContain(path)
    expect(issues.find((issue) => issue.path === path)?.suggestion).toBe(suggestion)
  })
})

function issuesOf(signals: unknown): PolicyError['issues'] {
  try {
    withSignals(signals)
  } catch (error) {
    if (error instanceof PolicyError) return error.issues
  }
  return []
}
