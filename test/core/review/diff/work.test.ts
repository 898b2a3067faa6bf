import { beforeEach, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { diffPolicies, type PolicyDocument, parsePolicy } from '../../../../src/index.js'

const judged = vi.hoisted(() => ({ count: 0 }))
vi.mock('../../../../src/core/decide/decide.js', async (original) => {
  const real = await original<typeof import('../../../../src/core/decide/decide.js')>()
  return {
    ...real,
    judge: (...questions: Parameters<typeof real.judge>) => {
      judged.count++
      return real.judge(...questions)
    },
  }
})
beforeEach(() => {
  judged.count = 0
})

const list = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i))
const names = list(20, (i) => `c${i}`)
const schemas = Object.fromEntries(
  list(20, (i) => [`res${i}`, z.object({ id: z.string(), a: z.string(), b: z.string() })]),
)

function policy(change: (purposes: { [name: string]: { uses: string[] } }) => void = () => {}) {
  const purposes = Object.fromEntries(
    list(1000, (i) => [`p${i}`, { title: `P ${i}`, basis: 'contract', uses: [`c${i % 20}`] }]),
  )
  change(purposes)
  const document = {
    name: 'large',
    version: '1',
    categories: names,
    resources: Object.fromEntries(
      list(20, (i) => [
        `res${i}`,
        { subject: 'id', fields: { id: 'key', a: `c${i}`, b: `c${(i + 1) % 20}` } },
      ]),
    ),
    purposes,
    roles: {
      staff: {
        purposes: Object.keys(purposes),
        sees: Object.fromEntries(names.map((name) => [name, 'clear'])),
      },
    },
  }
  return parsePolicy(document as unknown as PolicyDocument, { schemas })
}

it('of a thousand purposes that are the same none is decided on', () => {
  expect(diffPolicies(policy(), policy()).verdict).toBe('same')
  expect(judged.count).toBe(0)
})

it('what changes costs what it touches, and not the size of the policy', () => {
  const next = policy((purposes) => {
    for (let i = 0; i < 10; i++) purposes[`p${i}`]!.uses = ['c0', 'c1', 'c2']
  })
  expect(diffPolicies(policy(), next).purposes).toHaveLength(10)
  // four resources of twenty hold what is used now or was: each is judged in both policies, with its grant and without
  expect(judged.count).toBeLessThanOrEqual(10 * 6 * 2 * 2)
})
