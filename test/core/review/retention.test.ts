import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { type AuditRecord, lint, matrix, parsePolicy, prove, replay } from '../../../src/index.js'
import { expectAccess, testGate } from '../../../src/testing/index.js'

const Row = z.object({ id: z.string(), at: z.date(), name: z.string(), note: z.string() })
const NOW = Date.parse('2026-03-01T00:00:00Z')

function policyWith(retention?: unknown, ofNote?: unknown, version = '1') {
  return parsePolicy(
    {
      name: 'reviewed',
      version,
      categories: ['identity', 'notes'],
      resources: {
        row: {
          subject: 'id',
          collectedAt: 'at',
          fields: {
            id: 'key',
            at: 'nonpersonal',
            name: 'identity',
            note: { category: 'notes', ...(ofNote !== undefined && { retention: ofNote }) },
          },
        },
      },
      purposes: {
        support: {
          title: 'Support',
          basis: 'contract',
          uses: ['identity', 'notes'],
          ...(retention !== undefined && { retention }),
        },
      },
      roles: { agent: { purposes: ['support'], sees: { identity: 'clear', notes: 'clear' } } },
    },
    { schemas: { row: Row } },
  )
}

describe('reviews of periods', () => {
  it('a matrix shows what is seen of data that is young enough', () => {
    expect(matrix(policyWith('P1D', 'P1D')).entries[0]?.clear).toEqual(['id', 'at', 'name', 'note'])
  })

  it('a policy with a longer period, or none, permits more', () => {
    const within = (mine: ReturnType<typeof policyWith>, other: ReturnType<typeof policyWith>) => {
      const { holds, counterExample } = prove(mine, { within: other })
      return holds || counterExample?.text
    }
    const more = (period: string) => `agent may read row for support, of data kept longer than ${period}`
    expect(within(policyWith('P1Y'), policyWith('P1Y'))).toBe(true)
    expect(within(policyWith('P1Y'), policyWith())).toBe(true)
    expect(within(policyWith('P11M'), policyWith('P1Y'))).toBe(true)
    expect(within(policyWith('P300D'), policyWith('P1Y'))).toBe(true)
    expect(within(policyWith(), policyWith('P1Y'))).toBe(more('P1Y'))
    expect(within(policyWith('P2Y'), policyWith('P1Y'))).toBe(more('P1Y'))
    // a month may have 28 days: what cannot be ranked is never taken for less
    expect(within(policyWith('P1M'), policyWith('P29D'))).toBe(more('P29D'))
    expect(within(policyWith('P1Y', 'P1D'), policyWith('P1Y', 'P1M'))).toBe(true)
    expect(within(policyWith('P1D'), policyWith(undefined, 'P1M'))).toBe(true)
    expect(within(policyWith('P1Y'), policyWith('P1Y', 'P1M'))).toBe(
      'agent sees row.note clear for support, of data kept longer than P1M',
    )
    expect(within(policyWith({ period: 'P1D', from: 'at' }), policyWith('P1Y'))).toBe(more('P1Y'))
  })

  it('replays what is on record of a period, and leaves open what is not', async () => {
    const old = policyWith('P1Y')
    const { gate, records } = testGate({ policy: old, now: NOW })
    const access = gate.for('support', { actor: { id: 'a', roles: ['agent'] } })
    const row = (days: number) => ({ id: 'x', at: new Date(NOW - days * 86_400_000), name: 'n', note: 'o' })
    await access.read('row', row(1) as never)
    await access.read('row', row(400) as never).catch(() => {})
    const decisions = records.filter(({ type }) => type === 'decision') as AuditRecord[]
    expect(decisions.map(({ reason }) => reason)).toEqual([undefined, 'retention_expired'])
    expect((await replay(decisions, policyWith('P1Y', undefined, '2'), { from: [old] })).text).toContain(
      '0 of 2',
    )
    const { text } = await replay(decisions, policyWith('P2Y', undefined, '2'), { from: [old] })
    expect(text).toMatch(/undetermined/)
  })

  it('lint names what is kept for ever', () => {
    const said = (policy: ReturnType<typeof policyWith>) =>
      lint(policy).flatMap(({ code, path, message }) => (code === 'no_retention' ? [[path, message]] : []))
    expect(said(policyWith())).toEqual([['/purposes', 'no purpose says how long its data is kept']])
    expect(said(policyWith('P1Y'))).toEqual([])
    expect(said(policyWith(undefined, 'P1Y'))).toEqual([
      ['/purposes/support', '`support` does not say how long its data is kept'],
    ])
  })

  it('the best case of an expectation is young enough; a row that is given is as old as it is', () => {
    const policy = policyWith('P1D', 'P1D')
    const asked = expectAccess(policy).as('agent').for('support').on('row')
    asked.toSee({ clear: ['name', 'note'], masked: [], hidden: [] })
    asked.row({ id: 'x', at: new Date('2020-01-01'), name: 'n', note: 'o' }).toBeDenied('retention_expired')
  })
})
