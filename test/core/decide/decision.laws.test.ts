import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { FieldDef } from '../../../src/core/catalog/field.js'
import { conclude, type Decision, type FieldDecision } from '../../../src/core/decide/decision.js'
import type { Finding } from '../../../src/core/decide/finding.js'
import { REASONS, type Reason } from '../../../src/core/errors.js'

const PATHS = ['a', 'a.b', '__proto__', 'constructor', 'c[]']
const REASON = fc.constantFrom<Reason[]>(
  'prohibited',
  'role_masked',
  'role_hidden',
  'consent_missing',
  'not_needed',
)
const findings = fc.array(
  fc
    .record(
      // `z` is a field that the resource has not
      { reason: REASON, rule: fc.constantFrom('/x', '/y', ''), field: fc.constantFrom(...PATHS, 'z') },
      { requiredKeys: ['reason', 'rule'] },
    )
    .map((each) => ({ ...each, ceiling: each.reason.endsWith('masked') ? 'masked' : 'hidden' })),
  { maxLength: 12 },
)
const fields = fc
  .subarray(PATHS)
  .chain((paths) =>
    fc.tuple(
      ...paths.map((path) =>
        fc.record({ path: fc.constant(path), class: fc.constantFrom('personal', 'key') }),
      ),
    ),
  )
const nothing = fc.option(
  fc.constant<Finding>({ ceiling: 'hidden', reason: 'nothing_visible', rule: '/n' }),
  {
    nil: undefined,
  },
)

it('a conclusion is the plain one: each field is decided by all that is said of the row and of it', () => {
  fc.assert(
    fc.property(findings, fields, nothing, (said, of, unseen) => {
      const given = of as unknown as readonly FieldDef[]
      // as text: a field called `constructor` or `__proto__` is one like others
      expect(JSON.stringify(conclude(said as Finding[], given, unseen))).toBe(
        JSON.stringify(plainly(said as Finding[], given, unseen)),
      )
    }),
    { numRuns: 2000 },
  )
})

it('a conclusion about many fields costs no more for each than one about few', () => {
  const about = (count: number) => {
    const paths = Array.from({ length: count }, (_, i) => `f${i}`)
    let compared = 0
    const said = paths.map((path) => ({
      ceiling: 'masked' as const,
      reason: 'role_masked' as const,
      rule: '/x',
      get field() {
        compared++
        return path
      },
    }))
    conclude(said, paths.map((path) => ({ path, class: 'personal' })) as unknown as FieldDef[])
    return compared / count
  }
  expect(about(1000)).toBe(about(10))
})

/** Word for word: for each field, everything that is about the row or about it. */
function plainly(said: readonly Finding[], fields: readonly FieldDef[], unseen?: Finding): Decision {
  const rows = said.filter(({ field }) => field === undefined)
  const decided: [string, FieldDecision][] = fields.map(({ path }) => [
    path,
    one([...rows, ...said.filter(({ field }) => field === path)]),
  ])
  const visible = fields.some(
    ({ path, class: kind }) =>
      kind === 'personal' && decided.find(([at]) => at === path)?.[1].outcome !== 'hidden',
  )
  const denied = rows.length === 0 && unseen && !visible ? [unseen] : rows
  const after =
    denied === rows
      ? decided
      : decided.map(([path, each]) => [path, each.outcome === 'hidden' ? each : one(denied)] as const)
  const { outcome: _, ...because } = one(denied)
  return { effect: denied.length > 0 ? 'deny' : 'permit', ...because, fields: Object.fromEntries(after) }
}

function one(findings: readonly Finding[]): FieldDecision {
  const rank = ({ ceiling, reason, rule }: Finding) =>
    [ceiling === 'hidden' ? 0 : 1, REASONS[reason].layer, rule, REASONS[reason].order] as const
  const sorted = findings.toSorted((a, b) => {
    const [x, y] = [rank(a), rank(b)]
    const at = x.findIndex((each, i) => each !== y[i])
    return at === -1 ? 0 : (x[at] as string) < (y[at] as string) ? -1 : 1
  })
  const each = sorted.filter(
    ({ reason, rule }, i) => reason !== sorted[i - 1]?.reason || rule !== sorted[i - 1]?.rule,
  )
  const [first, ...also] = each.map(({ reason, rule }) => ({ reason, rule }))
  return { outcome: sorted[0]?.ceiling ?? 'clear', ...first, ...(also.length > 0 && { also }) }
}
