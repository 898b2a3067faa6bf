import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import { agent, aiko, mailer, shop } from '../../shop.js'
import { trail } from '../../trail.js'
import { at, desk, draft, type ticket } from './desk.js'

/** A repository that writes down what was done to it. */
class Members {
  readonly done: unknown[] = []
  rows = [aiko, { ...aiko, id: 'm-2', repId: 'a-1' }]
  async findById(id: string) {
    return this.rows.find((row) => row.id === id)
  }
  async list() {
    return this.rows
  }
  async *each() {
    yield* this.rows
  }
  async rename(id: string, patch: object, note?: string) {
    this.done.push(['rename', id, patch, note])
    return { ...aiko, secret: 'x' }
  }
  async remove(id: string) {
    this.done.push(['remove', id])
    return 1
  }
  async count() {
    return this.rows.length
  }
}
const KINDS = {
  findById: 'one',
  list: 'many',
  each: 'stream',
  rename: 'update',
  remove: 'delete',
} as const

function guarded(actor: typeof agent | typeof mailer = agent) {
  const repository = new Members()
  const { gate, records } = testGate({ policy: shop })
  const members = gate.guard('member', KINDS, repository).for('support', { actor })
  return { members, repository, records }
}

describe('a guarded repository', () => {
  it('has the methods that are listed, and no others: they do not exist', () => {
    const { members } = guarded()
    expect(Object.keys(members)).toEqual(['findById', 'list', 'each', 'rename', 'remove'])
    for (const name of ['count', 'rows', 'done', 'constructor', 'toString', '__proto__', 'then'])
      expect(name in members, name).toBe(false)
    expect(Object.isFrozen(members)).toBe(true)
  })

  it('gives views, and never a row', async () => {
    const { members, records } = guarded()
    const view = await members.findById('m-1')
    expect([view?.name, view?.cardNumber]).toEqual(['Aiko Sato', '************4242'])
    const { views, refused } = await members.list()
    expect([views.length, refused.map(({ reason }) => reason)]).toEqual([1, ['condition_not_met']])
    for await (const page of members.each()) expect([page.views.length, page.refused.length]).toEqual([1, 1])
    expect(trail(records).map(({ type }) => type)).toEqual([
      'decision',
      'decision',
      'decision',
      'decision',
      'decision',
      'outcome',
    ])
    await expect(members.findById('m-2')).rejects.toMatchObject({ reason: 'condition_not_met' })
    expect(await members.findById('m-0')).toBeUndefined()
  })

  it('changes and removes only the rows that it loaded and judged, and only after the record', async () => {
    const { members, repository, records } = guarded()
    await members.rename('m-1', { name: 'Aiko Suzuki' }, 'by phone')
    expect(await members.remove('m-1')).toBe(1)
    expect(repository.done).toEqual([
      ['rename', 'm-1', { name: 'Aiko Suzuki' }, 'by phone'],
      ['remove', 'm-1'],
    ])
    expect(trail(records).map(({ action, effect }) => [action, effect])).toEqual([
      ['update', 'permit'],
      ['delete', 'permit'],
    ])
  })

  it('never touches a row that is not permitted, nor one that does not exist', async () => {
    const { members, repository, records } = guarded()
    for (const [write, reason] of [
      [members.rename('m-2', { name: 'x' }), 'condition_not_met'],
      [members.remove('m-2'), 'condition_not_met'],
      [members.rename('m-0', { name: 'x' }), 'row_invalid'],
      [members.remove('m-0'), 'row_invalid'],
      [members.rename('m-1', { tags: ['x'] } as never), 'role_not_permitted'],
      [members.rename('m-1', { name: '********' }), 'input_invalid'],
    ] as const)
      await expect(write).rejects.toMatchObject({ reason })
    expect(repository.done).toEqual([])
    expect(trail(records).every(({ effect }) => effect === 'deny')).toBe(true)
  })

  it('lets no row back through a write', async () => {
    const { members } = guarded()
    expect(await members.rename('m-1', { name: 'Aiko Suzuki' })).toBeUndefined()
  })

  it('creates what the gate gives, after it is recorded, and gives back an id but no row', async () => {
    const saved: unknown[] = []
    const repository = {
      insert: async (row: object) => {
        saved.push(row)
        return 't-8'
      },
    }
    const { gate, records } = at('clerk')
    const actor = { id: 'c-1', roles: ['clerk'], tenant: 'x' } as const
    const tickets = gate.guard('ticket', { insert: 'create' }, repository).for('support', { actor })
    expect(await tickets.insert(draft)).toBe('t-8')
    await expect(tickets.insert({ ...draft, state: 'closed' })).rejects.toMatchObject({
      reason: 'role_not_permitted',
    })
    expect(saved).toEqual([{ ...draft, state: 'new' }])
    expect(trail(records).map(({ effect }) => effect)).toEqual(['permit', 'deny'])
  })

  it('belongs to one purpose and one actor: another gets what is theirs', async () => {
    await expect(guarded(mailer).members.findById('m-1')).rejects.toMatchObject({
      reason: 'role_not_permitted',
    })
    expect((await guarded(mailer).members.list()).views).toEqual([])
  })

  it('keeps what fails in the repository as it is, and releases nothing', async () => {
    const { gate, records } = testGate({ policy: desk })
    const broken = { load: async (): Promise<typeof ticket> => Promise.reject(new Error('down')) }
    const tickets = gate.guard('ticket', { load: 'one' }, broken)
    const actor = { id: 'c-1', roles: ['clerk'] as const, tenant: 'x' }
    await expect(tickets.for('support', { actor }).load()).rejects.toThrow('down')
    expect(trail(records)).toEqual([])
  })
})

describe('a guard is refused where it is written', () => {
  it.each([
    ['a method that does not exist', { find: 'one' }],
    ['a kind that does not exist', { list: 'all' }],
    ['a property that is no method', { rows: 'many' }],
    ['an update with nothing to load the row by', { rename: 'update' }],
    ['a removal with nothing to load the row by', { remove: 'delete', list: 'many' }],
  ])('for %s', (_, kinds) => {
    const { gate } = testGate({ policy: shop })
    expect(() => gate.guard('member', kinds as never, new Members())).toThrow(/configuration is invalid/)
  })

  it('for a resource that the policy does not know', () => {
    const { gate } = testGate({ policy: shop })
    expect(() => gate.guard('membr' as 'member', {}, new Members())).toThrow(/configuration is invalid/)
  })
})
