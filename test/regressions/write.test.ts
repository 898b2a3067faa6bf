import { definePolicy } from 'purposebound'
import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'

const Address = z.object({
  city: z.string().min(2),
  street: z.string().optional(),
  since: z.date().optional(),
  country: z.string().default('JP'),
})
const Member = z.object({
  id: z.string(),
  name: z.string(),
  address: Address.nullable().optional(),
  tags: z.array(z.string()).optional(),
  phones: z.array(z.object({ number: z.string(), label: z.string().default('home') })).optional(),
  contact: z.union([z.string(), z.object({ city: z.string() })]).optional(),
  plan: z.string().default('free'),
  score: z.number().default(7),
  secret: z.string().default('none'),
})
const base = {
  name: 'addresses',
  version: '1',
  categories: ['identity', 'place', 'street', 'money', 'secret'],
  resources: {
    member: {
      schema: Member,
      subject: 'id',
      fields: {
        id: 'key',
        name: 'identity',
        address: 'street',
        'address.city': 'place',
        tags: 'street',
        phones: 'street',
        'phones[].number': 'place',
        contact: 'street',
        'contact.city': 'place',
        plan: 'identity',
        score: 'money',
        secret: 'secret',
      },
    },
  },
  purposes: {
    support: { title: 'Support', basis: 'contract', uses: ['identity', 'place', 'street', 'secret'] },
  },
  roles: {
    mover: {
      purposes: ['support'],
      sees: { identity: 'clear', place: 'clear', street: 'clear' },
      may: ['read', 'create', 'update'],
      writes: ['identity', 'place'],
    },
    blind: {
      purposes: ['support'],
      sees: { identity: 'clear', place: 'clear', street: 'masked' },
      may: ['read', 'update'],
      writes: ['place'],
    },
    owner: {
      purposes: ['support'],
      sees: { identity: 'clear', place: 'clear' },
      may: ['read', 'update'],
      writes: ['place', 'street'],
    },
  },
} as const
const policy = definePolicy(base)
const address = { city: 'Kyoto', street: 'Shijo 1', since: new Date('2020-01-01'), country: 'US' }
const row = { id: 'm-1', name: 'Aiko', address, tags: ['gold'], phones: [{ number: '1', label: 'work' }] }
const denied = (role: string) => ({ reason: 'role_not_permitted', rule: `/roles/${role}/writes` })

function as(role: 'mover' | 'blind' | 'owner', policy_ = policy) {
  const { gate, records } = testGate({ policy: policy_ })
  const access = gate.for('support', { actor: { id: 'a', roles: [role] } })
  const update = (patch: object, before: object = row): Promise<object> =>
    access.update('member', before as typeof row, patch as never)
  const create = (input: object): Promise<object> => access.create('member', input as never)
  const written = () =>
    records.findLast(({ action }) => action === 'update' || action === 'create')?.fields?.clear
  return { update, create, written, records }
}

describe('a patch inside an object', () => {
  it('that leaves out what stands there would take it away, and must be allowed to', async () => {
    await expect(as('mover').update({ address: { city: 'Osaka' } })).rejects.toMatchObject(denied('mover'))
    await expect(as('mover').update({ address: { ...address, country: undefined } })).rejects.toMatchObject(
      denied('mover'),
    )
    const { update, written } = as('owner')
    await expect(update({ address: { city: 'Osaka' } })).resolves.toEqual({ address: { city: 'Osaka' } })
    expect(written()).toEqual(['address.city', 'address.country', 'address.since', 'address.street'])
  })

  it('may repeat what the actor is shown clear, which is then not written', async () => {
    const { update, written } = as('mover')
    const patch = { address: { ...address, city: 'Osaka' } }
    await expect(update(patch)).resolves.toEqual(patch)
    expect(written()).toEqual(['address.city'])
    await expect(as('mover').update({ address: { ...address, street: 'Gojo 2' } })).rejects.toMatchObject(
      denied('mover'),
    )
  })

  it('tells nobody whether they guessed what they are not shown', async () => {
    for (const street of [address.street, 'Gojo 2'])
      await expect(as('blind').update({ address: { ...address, street } })).rejects.toMatchObject(
        denied('blind'),
      )
  })

  it('never gets a default, where nothing stood or a list is written anew', async () => {
    const { update } = as('owner')
    for (const before of [
      { ...row, address: null },
      { id: 'm-1', name: 'Aiko' },
    ])
      await expect(update({ address: { city: 'Osaka' } }, before)).resolves.toEqual({
        address: { city: 'Osaka' },
      })
    await expect(update({ phones: [{ number: '2' }] })).resolves.toEqual({ phones: [{ number: '2' }] })
  })

  it('is checked by the whole schema of its property', async () => {
    await expect(as('owner').update({ address: { street: 'Gojo 2' } })).rejects.toMatchObject({
      code: 'input_invalid',
    })
    await expect(as('owner').update({ address: { city: 'x' } })).rejects.toMatchObject({
      message: 'the input is invalid: `address` too_small',
    })
  })

  it.each([
    ['an emptied list', { tags: [] }, row],
    ['a list that lacks a leaf of the old one', { phones: [{ number: '2' }] }, row],
    ['an object in place of a text', { contact: { city: 'Osaka' } }, { ...row, contact: 'Aiko' }],
  ])('or of a list counts for all that it takes away: %s', async (_, patch, before) => {
    await expect(as('mover').update(patch, before)).rejects.toMatchObject(denied('mover'))
    await expect(as('owner').update(patch, before)).resolves.toEqual(patch)
  })

  it('or of a list that takes nothing away needs no more than its own name', async () => {
    const { update, written } = as('mover')
    await expect(update({ phones: [{ number: '2' }] }, { ...row, phones: [] })).resolves.toEqual({
      phones: [{ number: '2' }],
    })
    expect(written()).toEqual(['phones[].number'])
  })
})

describe('a default on create', () => {
  it('is the word of the schema: it needs no grant, and is recorded with the rest', async () => {
    const { create, written } = as('mover')
    await expect(create({ id: 'm-2', name: 'Ken' })).resolves.toEqual({
      id: 'm-2',
      name: 'Ken',
      plan: 'free',
      score: 7,
      secret: 'none',
    })
    expect(written()).toEqual(['id', 'name', 'plan', 'score', 'secret'])
  })

  it('is no way to say what one may not say', async () => {
    await expect(as('mover').create({ id: 'm-2', name: 'Ken', score: 7 })).rejects.toMatchObject({
      reason: 'not_needed',
    })
  })

  it('of what is forbidden to everybody forbids the row', async () => {
    const strict = definePolicy({ ...base, prohibitions: [{ id: 'no-secrets', of: ['secret'] }] })
    const { create, records } = as('mover', strict as typeof policy)
    await expect(create({ id: 'm-2', name: 'Ken' })).rejects.toMatchObject({
      reason: 'prohibited',
      rule: '/prohibitions/no-secrets',
    })
    expect(records.at(-1)).toMatchObject({ action: 'create', effect: 'deny', reason: 'prohibited' })
  })
})
