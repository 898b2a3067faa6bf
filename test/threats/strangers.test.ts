import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { definePolicy, isPurposeboundError, withheld } from '../../src/index.js'
import { memoryStore } from '../../src/stores/memory.js'
import { Canaries } from './canary.js'
import { allOf, drain, thrown } from './everything.js'
import { open } from './open.js'
import { agent, ann, clerk, keeper, shop } from './shop.js'

/** What others throw may hold anything: their messages reach nobody but those who threw them. */
describe('an error of somebody else', () => {
  it.each(['lookup', 'append', 'history'] as const)(
    'T38: of a consent store (%s) is not told',
    async (method) => {
      for (const how of ['throws', 'rejects'] as const) {
        const { canaries, fail } = failing(how)
        const store = { ...memoryStore(), [method]: fail }
        const { gate, records, warnings } = open({ consents: store })
        const errors = await allOf(gate)
        expect(
          errors.some(({ code, reason }) => code === 'store_failed' || reason === 'consent_unavailable'),
        ).toBe(true)
        expect(canaries.in(errors, records, warnings)).toEqual([])
      }
    },
  )

  it.each(['required', 'optional'] as const)('T38: of a sink (%s) is not told', async (kind) => {
    for (const how of ['throws', 'rejects'] as const) {
      const { canaries, fail } = failing(how)
      const kept: unknown[] = []
      const well = {
        name: 'well',
        durability: 'memory',
        write: (records: unknown[]) => void kept.push(...records),
      }
      const ill = { name: 'ill', durability: 'memory', write: fail, flush: fail, close: fail }
      const { gate, warnings } = open({
        audit: { sinks: [well, { sink: ill, required: kind === 'required' }] },
      })
      const errors = await allOf(gate)
      await gate.close({ timeoutMs: 100 })
      expect(errors.some(({ reason }) => reason === 'audit_unavailable')).toBe(kind === 'required')
      expect(warnings.join()).toContain('`ill`')
      expect(canaries.in(errors, warnings, kept)).toEqual([])
    }
  })

  it('T38: of a schema is told by path and code, with no value, no message and no error of its own', async () => {
    const canaries = new Canaries()
    const said = ({ input }: { input?: unknown }) => `never ${input}`
    const schema = z.object({
      id: z.string(),
      name: z.string().refine((name) => name.length < 3, { error: said }),
      email: z.email({ error: said }),
      age: z.number().max(3, { error: said }),
      code: z.string().transform((code) => {
        throw new Error(code)
      }),
      born: z.string().transform((text, context) => {
        context.addIssue({ code: 'custom', message: text, input: text, params: { text } })
        return z.NEVER
      }),
      tags: z.record(z.string(), z.number()),
    })
    const policy = definePolicy({
      name: 'forms',
      version: '1',
      categories: ['all'],
      resources: {
        form: {
          schema,
          subject: 'id',
          fields: { id: 'key', name: 'all', email: 'all', age: 'all', code: 'all', born: 'all', tags: 'all' },
        },
      },
      purposes: { enter: { title: 'Forms', basis: 'contract', uses: ['all'] } },
      roles: {
        clerk: { purposes: ['enter'], sees: { all: 'clear' }, may: ['create', 'update'], writes: ['all'] },
      },
    })
    const { gate, records } = open({ policy })
    const access = gate.for('enter', { actor: clerk })
    const value = () => canaries.text('value')
    const right = { id: value(), name: 'x', email: 'a@example.com', age: 1, tags: {} }
    const wrong: { [field: string]: unknown }[] = [
      { name: value() },
      { email: value() },
      { age: Number(canaries.digits('age', 12)) },
      { code: value() },
      { born: value() },
      { tags: { [value()]: value() } },
      { tags: { [value()]: Number.NaN } },
      { [value()]: value() },
    ]
    const errors: unknown[] = []
    for (const part of wrong) {
      errors.push(await thrown(access.create('form', { ...right, ...part })))
      errors.push(await thrown(access.update('form', right, part)))
    }
    for (const error of errors) expect(isPurposeboundError(error), String(error)).toBe(true)
    expect(String(errors[0])).toContain('`name` custom')
    expect(canaries.in(errors, records)).toEqual([])
  })

  it('T38: of a salt is told as a record that could not be made', async () => {
    const { canaries, fail } = failing('throws')
    const keys = { current: 'k', k: new Uint8Array(32).fill(7), salt: fail }
    const { gate, records, warnings } = open({ keys })
    const errors = await allOf(gate)
    for (const error of errors) expect(isPurposeboundError(error), String(error)).toBe(true)
    expect(errors.length).toBeGreaterThan(5)
    expect(canaries.in(errors, records, warnings)).toEqual([])
  })

  it('T38: of a repository or a source is the caller’s own: it comes back as it was thrown, and is not recorded', async () => {
    const canaries = new Canaries()
    const error = new Error(canaries.text('repository'))
    const fail = async () => {
      throw error
    }
    const { gate, records, warnings } = open()
    const repository = { find: fail, list: fail, each: fail, add: fail, rename: fail, drop: fail }
    const kinds = {
      find: 'one',
      list: 'many',
      each: 'stream',
      add: 'create',
      rename: 'update',
      drop: 'delete',
    }
    const guarded = gate.guard('customer', kinds, repository).for('support', { actor: keeper })
    const access = gate.for('support', { actor: agent })
    const source = async function* () {
      yield ann
      throw error
    }
    const { cvc: _, ...draft } = ann
    for (const work of [
      () => guarded['find']!('c-1'),
      () => guarded['list']!(),
      () => guarded['add']!(draft),
      () => guarded['rename']!('c-1', { name: 'Anna' }),
      () => guarded['drop']!('c-1'),
      () => drain(access.stream('customer', source())),
      () => access.query(access.plan('customer'), fail),
    ])
      expect(await thrown(work())).toBe(error)
    expect(canaries.in(records, warnings)).toEqual([])
  })

  it('T38: is not told by a reload, nor by a row that shows itself or acts for somebody', async () => {
    const canaries = new Canaries()
    const { gate, records, warnings } = open()
    const row = canaries.row({ tenant: 't-1', repId: 'a-1' })
    const subject = { id: row['id'], population: 'customer', tenant: 't-1' }
    const me = { id: canaries.text('login'), kind: 'person', roles: [], tenant: 't-1', subject }
    const own = await gate.for('support', { actor: me }).read('customer', row)
    const shown = withheld(own)
    const by = { ...agent, onBehalfOf: { ...clerk, id: canaries.text('principal') } }
    const both = await gate.for('support', { actor: by }).read('customer', row)
    const bad = { ...shop.document, roles: { [canaries.text('role')]: canaries.text('role') } }
    const errors = [
      await thrown(gate.reload(bad)),
      await thrown(gate.for('support', { actor: me }).delete('customer', row)),
    ]
    expect(canaries.in(own)).toEqual(expect.arrayContaining(['name', 'email', 'address', 'cards', 'notes']))
    expect(canaries.in(own)).not.toEqual(expect.arrayContaining(['cvc']))
    expect(new Set(canaries.in(both))).toEqual(new Set(['id', 'friend.id']))
    expect(canaries.in(shown, withheld(both), errors, records, warnings)).toEqual([])
    expect(errors.map((error) => (error as { code: string }).code)).toEqual([
      'policy_invalid',
      'access_denied',
    ])
  })
})

function failing(how: 'throws' | 'rejects') {
  const canaries = new Canaries()
  const fail = () => {
    const error = Object.assign(new Error(canaries.text('message'), { cause: canaries.text('cause') }), {
      code: canaries.text('code'),
      detail: canaries.text('detail'),
    })
    if (how === 'rejects') return Promise.reject(error)
    throw error
  }
  return { canaries, fail }
}
