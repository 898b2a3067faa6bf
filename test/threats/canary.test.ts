import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type AuditRecord, withheld } from '../../src/index.js'
import { fileSink } from '../../src/sinks/file.js'
import { memorySink } from '../../src/sinks/memory.js'
import { Canaries, printed, scene, withoutTenant } from './canary.js'
import { isViews, operations, settle } from './everything.js'
import type { View } from './open.js'

const KEYS = ['id', 'tenant', 'repId', 'friend.id']
const BEHAVIOUR = ['tags', 'grid', 'scores', 'notes']
const ROLES = ['agent', 'clerk', 'keeper', 'mailer', 'analyst', 'auditor', 'nobody'] as const
const PURPOSES = ['support', 'direct_mail', 'research', 'audit', 'marketing'] as const
/** What each role is shown in clear for the purpose that it has; written by hand, from reading the policy. */
const CLEAR: { readonly [roleAndPurpose: string]: readonly string[] } = {
  'agent support': [...KEYS, ...BEHAVIOUR, 'name', 'age', 'friend.name', 'email', 'phone', 'address'],
  'clerk support': KEYS,
  'keeper support': [...KEYS, ...BEHAVIOUR, 'name', 'age', 'friend.name'],
  'mailer direct_mail': [...KEYS, 'name', 'email'],
  'analyst research': BEHAVIOUR,
  'auditor audit': [...KEYS, 'name', 'age', 'friend.name'],
}

beforeEach(() => {
  for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir'] as const)
    vi.spyOn(console, method).mockImplementation((...said: unknown[]) => void printed.push(said))
})
afterEach(() => {
  vi.restoreAllMocks()
  printed.length = 0
})

describe('values that occur nowhere else', () => {
  it('T38, T56: are found in no output that may not show them, whoever asks for whatever purpose', async () => {
    for (const role of ROLES) {
      for (const purpose of PURPOSES) {
        const { canaries, gate, row, quiet, context } = await scene(role)
        const access = gate.for(purpose, context)
        const shown: View[] = []
        for (const work of operations(access, row)) {
          const result = await settle(work)
          if (isViews(result)) shown.push(...result.views)
          else if (withheld(result)) shown.push(result as View)
          else quiet.push(result)
        }
        quiet.push(access, withheld(shown[0]))
        expect(canaries.in(...quiet), `${role} ${purpose}`).toEqual([])
        const extra = canaries.in(...shown).filter((field) => !CLEAR[`${role} ${purpose}`]?.includes(field))
        expect(extra, `${role} ${purpose}`).toEqual([])
        if (CLEAR[`${role} ${purpose}`]) expect(shown).not.toEqual([])
      }
    }
  }, 20_000)

  it('T38, T56: are in no record, wherever it is kept, save the tenant that an actor works for', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'purposebound-canary-'))
    const path = join(folder, 'audit.jsonl')
    const sink = memorySink()
    const keys = { current: 'k', k: new Uint8Array(32).fill(7) }
    const audit = { sinks: [sink, fileSink({ path })] }
    for (const role of ROLES) {
      const { canaries, gate, row, context, actor } = await scene(role, { audit, keys })
      for (const purpose of [...PURPOSES, canaries.text('purpose')])
        for (const work of operations(gate.for(purpose, context), row)) await settle(work)
      await gate.reload({ name: canaries.text('policy') }).catch(() => {})
      await gate.close()
      const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
      const records = [...sink.records, ...lines.map((line) => JSON.parse(line) as AuditRecord)]
      expect(records.length).toBeGreaterThan(20)
      expect(canaries.in(records.map(withoutTenant)), role).toEqual([])
      expect(canaries.in(records)).toEqual(['tenant'])
      expect(JSON.stringify(records)).toContain(`"tenant":"${actor.tenant}"`)
    }
    rmSync(folder, { recursive: true })
  }, 20_000)

  it('T38: are in no error or record when names of a request are made of them', async () => {
    const { canaries, gate, row, actor, quiet } = await scene('agent')
    const made = (field: string) => canaries.text(field)
    const tries: readonly [unknown, object, unknown][] = [
      [made('purpose'), { actor }, 'customer'],
      [[made('purpose')], { actor }, 'customer'],
      [{ [made('purpose')]: 1 }, { actor }, 'customer'],
      ['support', { actor }, made('resource')],
      ['support', { actor: { ...actor, roles: [made('role')] } }, 'customer'],
      ['support', { actor: { ...actor, kind: made('kind') } }, 'customer'],
      ['support', { actor: { ...actor, id: { [made('id')]: 1 } } }, 'customer'],
      ['support', { actor: { ...actor, tenant: [made('tenant')] } }, 'customer'],
      ['support', { actor, allowedPurposes: [made('purpose')] }, 'customer'],
      ['support', { actor: made('actor') }, 'customer'],
    ]
    for (const [purpose, context, resource] of tries) {
      const access = gate.for(purpose, context)
      for (const work of operations(access, row, resource)) quiet.push(await settle(work))
    }
    const access = gate.for('support', { actor })
    for (const options of [{ require: [made('field')] }, { require: made('field') }, { size: made('size') }])
      for (const work of operations(access, row, 'customer', options)) {
        const result = await settle(work)
        if (!isViews(result) && !withheld(result)) quiet.push(result)
      }
    expect(quiet.length).toBeGreaterThan(100)
    expect(canaries.in(...quiet)).toEqual([])
  })

  it('T38: are in nothing that is said about rows of which parts are missing, torn or hostile', async () => {
    const parts = [
      'id',
      'tenant',
      'repId',
      'name',
      'email',
      'age',
      'tags',
      'scores',
      'notes',
      'friend',
      'born',
    ]
    const damage = fc.constantFrom('missing', 'throws', 'wrapped', 'text', 'number', 'class')
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...ROLES),
        fc.constantFrom(...PURPOSES),
        fc.dictionary(fc.constantFrom(...parts), damage, { minKeys: 1, maxKeys: 3 }),
        async (role, purpose, damages) => {
          const { canaries, gate, row, quiet, context } = await scene(role)
          const broken = { ...row }
          for (const [part, how] of Object.entries(damages)) spoil(canaries, broken, part, how)
          const shown: unknown[] = []
          for (const work of operations(gate.for(purpose, context), broken)) {
            const result = await settle(work)
            if (isViews(result)) shown.push(...result.views)
            else if (withheld(result)) shown.push(result)
            else quiet.push(result)
          }
          expect(canaries.in(...quiet)).toEqual([])
          const allowed = [...(CLEAR[`${role} ${purpose}`] ?? []), 'notes']
          expect(canaries.in(...shown).filter((field) => !allowed.includes(field))).toEqual([])
        },
      ),
      { numRuns: 60 },
    )
  }, 20_000)
})

describe('the watch itself', () => {
  it('T38: sees a value in a message, a cause, a stack, a property, a key, a hidden field and a printed line', () => {
    const canaries = new Canaries()
    const value = canaries.text('name')
    const hidden = Object.defineProperty({}, 'x', { value, enumerable: false })
    for (const leak of [
      new Error(`bad ${value}`),
      new Error('bad', { cause: new Error(value) }),
      Object.assign(new Error('bad'), { stack: value }),
      Object.assign(new Error('bad'), { issues: [{ input: value }] }),
      { deep: [{ deeper: { [value]: 1 } }] },
      hidden,
      [`printed ${value}`],
      { reason: Symbol(value) },
    ])
      expect(canaries.in(leak)).toEqual(['name'])
    expect(canaries.in({ name: value.slice(1) }, new Error('bad'))).toEqual([])
  })

  it('T56: sees a sink that prints what it gets, a row that is printed, and a view that shows too much', async () => {
    const { canaries, gate, row, quiet, context } = await scene('agent')
    const view = await gate.for('support', context).read('customer', row)
    console.log('released', row)
    expect(canaries.in(...quiet)).toContain('cvc')
    expect(canaries.in(view)).toEqual(expect.arrayContaining(['name', 'email', 'notes']))
    expect(canaries.in(view)).not.toContain('card')
    expect(canaries.in({ ...view, card: row['card'] })).toContain('card')
  })
})

function spoil(canaries: Canaries, row: { [key: string]: unknown }, part: string, how: string): void {
  const value = row[part]
  if (how === 'missing') delete row[part]
  if (how === 'throws')
    Object.defineProperty(row, part, {
      enumerable: true,
      get() {
        throw new Error(canaries.text('getter'))
      },
    })
  if (how === 'wrapped') row[part] = [value]
  if (how === 'text') row[part] = canaries.text(part)
  if (how === 'number') row[part] = Number(canaries.digits(part, 12))
  if (how === 'class') row[part] = Object.assign(new (class Hidden {})(), { [canaries.text(part)]: value })
}
