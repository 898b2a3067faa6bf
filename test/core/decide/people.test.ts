import { type ConsentStore, type Person, parsePolicy } from 'purposebound'
import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { denial } from './verdict.js'

const Row = z.object({
  id: z.int(),
  owner: z.union([z.string(), z.int()]).nullish(),
  meta: z.object({ by: z.string() }).optional(),
  guests: z.array(z.object({ id: z.string() })).optional(),
  seats: z.record(z.string(), z.object({ who: z.string() })).optional(),
  note: z.string(),
})

describe('the people of a row', () => {
  it.each([
    ['at a path', 'owner', { owner: 'p-1' }, ['p-1']],
    ['at a path within', 'meta.by', { meta: { by: 'p-1' } }, ['p-1']],
    ['of another population', { population: 'member', at: 'owner' }, { owner: 7 }, ['member 7']],
    ['of a list', 'guests[].id', { guests: [{ id: 'p-1' }, { id: 'p-2' }] }, ['p-1', 'p-2']],
    ['of a record', 'seats.*.who', { seats: { a: { who: 'p-1' }, b: { who: 'p-2' } } }, ['p-1', 'p-2']],
    [
      'of several places',
      ['owner', { population: 'member', at: 'meta.by' }],
      { owner: 'p-1', meta: { by: 'p-1' } },
      ['p-1', 'member p-1'],
    ],
  ])('are those %s', async (_, subject, row, people) => {
    expect(await asked(subject, row)).toEqual(people)
  })

  it.each([
    ['undefined', 'owner', {}],
    ['null', 'owner', { owner: null }],
    ['empty', 'owner', { owner: '' }],
    ['below something that is missing', 'meta.by', {}],
    ['an empty list', 'guests[].id', { guests: [] }],
    ['a list that is missing', 'guests[].id', {}],
    ['one of a list without an id', 'guests[].id', { guests: [{ id: 'p-1' }, { id: '' }] }],
    ['one of several places', ['owner', 'meta.by'], { owner: 'p-1' }],
  ])('missing deny the row: %s', (_, subject, row) => {
    expect(reason(subject, row)).toEqual(['subject_missing', '/resources/row/subject'])
  })

  it.each([
    ['a list for an id', 'owner', { owner: ['p-1'] }],
    ['an object for an id', 'owner', { owner: { id: 'p-1' } }],
    ['NaN', 'owner', { owner: Number.NaN }],
    ['a truth', 'owner', { owner: true }],
    ['a number where the schema has text', 'meta.by', { meta: { by: 1 } }],
    ['one of a list of another type', 'guests[].id', { guests: [{ id: 'p-1' }, { id: 7 }] }],
  ])('of another type make the row invalid: %s', (_, subject, row) => {
    expect(reason(subject, row)?.[0]).toBe('row_invalid')
  })

  it('whose state the store gives for somebody else are not known', async () => {
    const store: ConsentStore = {
      name: 'liar',
      lookup: (people) => people.map(() => ({ person: { population: 'person', id: 'p-2' }, purposes: {} })),
    }
    const { gate } = testGate({ policy: about('owner'), consents: store })
    const read = gate.for('support', { actor: clerk }).read('row', { ...base, owner: 'p-1' } as never)
    await expect(read).rejects.toMatchObject({ reason: 'consent_unavailable' })
  })

  it('are asked about once each and in order, of all the rows of a list at once', async () => {
    const lookups: (readonly Person[])[] = []
    const store: ConsentStore = {
      name: 'spy',
      lookup(people) {
        lookups.push(people)
        return people.map((person) => ({ person, purposes: {} }))
      },
    }
    const { gate } = testGate({ policy: about('owner'), consents: store })
    const rows = ['p-2', 'p-1', 'p-3'].map((owner) => ({ ...base, owner }))
    await gate.for('support', { actor: clerk }).readMany('row', rows as never)
    expect(lookups.map((people) => people.map(({ id }) => id))).toEqual([['p-2', 'p-1', 'p-3']])
  })
})

const base = { id: 1, note: 'x' }
const clerk = { id: 'c', roles: ['clerk'] }

function about(subject: unknown) {
  const fields = { note: 'identity', id: 'key', owner: 'key', meta: 'key', guests: 'key', seats: 'key' }
  return parsePolicy(
    {
      name: 'people',
      version: '1',
      populations: ['member'],
      categories: ['identity'],
      resources: { row: { subject, fields } },
      purposes: { support: { title: 'Support', basis: 'contract', uses: ['identity'] } },
      roles: { clerk: { purposes: ['support'], sees: { identity: 'clear' } } },
    },
    { schemas: { row: Row } },
  )
}

function reason(subject: unknown, row: object) {
  return denial(about(subject), {
    purpose: 'support',
    actor: clerk,
    resource: 'row',
    row: { ...base, ...row },
  })
}

/** Whom a read of the row asks about. */
async function asked(subject: unknown, row: object): Promise<string[]> {
  const people: Person[] = []
  const store: ConsentStore = {
    name: 'spy',
    lookup(asked) {
      people.push(...asked)
      return asked.map((person) => ({ person, purposes: {} }))
    },
  }
  const { gate } = testGate({ policy: about(subject), consents: store })
  await gate.for('support', { actor: clerk }).read('row', { ...base, ...row } as never)
  return people.map(({ population, id }) => (population === 'person' ? String(id) : `${population} ${id}`))
}
