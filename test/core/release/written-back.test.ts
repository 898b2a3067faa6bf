import { definePolicy } from 'purposebound'
import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'

const Person = z.object({
  id: z.string(),
  name: z.string(),
  home: z.string(),
  born: z.string(),
  phones: z.array(z.string()).optional(),
})
const policy = definePolicy({
  name: 'form',
  version: '1',
  categories: ['identity', 'postal', 'contact'],
  resources: {
    person: {
      schema: Person,
      subject: 'id',
      fields: {
        id: 'key',
        name: 'identity',
        home: { category: 'postal', mask: { op: 'address', to: 'prefecture' } },
        born: { category: 'identity', mask: 'birth_date' },
        phones: { category: 'contact', mask: { op: 'mask', last: 4 } },
      },
    },
  },
  purposes: { change: { title: 'Changes', basis: 'contract', uses: ['identity', 'postal', 'contact'] } },
  roles: {
    clerk: {
      purposes: ['change'],
      sees: { 'person.name': 'clear', identity: 'masked', postal: 'masked', contact: 'masked' },
      may: ['read', 'update'],
      writes: ['identity', 'postal', 'contact'],
    },
  },
})
const row = {
  id: 'p-1',
  name: '京都府',
  home: '京都府京都市中京区1-2',
  born: '1991-05-01',
  phones: ['090-1234-5678'],
}
const access = () => testGate({ policy }).gate.for('change', { actor: { id: 'c-1', roles: ['clerk'] } })

describe('what a view shows in place of a value', () => {
  it('is never written back, whatever it looks like', async () => {
    const shown = await access().read('person', row)
    expect(shown).toMatchObject({ home: '京都府', born: '1991' })
    for (const key of ['home', 'born', 'phones'] as const)
      await expect(access().update('person', row, { [key]: shown[key] } as never)).rejects.toMatchObject({
        reason: 'input_invalid',
      })
  })

  it('spoils the whole patch that it stands in', async () => {
    await expect(access().update('person', row, { name: 'Ken', home: '京都府' })).rejects.toMatchObject({
      reason: 'input_invalid',
    })
  })

  it('may be the value of another field that is shown clear, or another value of its own', async () => {
    await expect(access().update('person', row, { name: '京都府' })).resolves.toEqual({ name: '京都府' })
    await expect(access().update('person', row, { home: '大阪府大阪市北区3' })).resolves.toEqual({
      home: '大阪府大阪市北区3',
    })
  })

  it.each(['********', '************4242', 'a********@example.com', '090******78'])(
    'is not written to a new value either where it can be nothing else: %s',
    async (mask) => {
      for (const patch of [{ name: mask }, { phones: ['090-0000-0000', mask] }])
        await expect(access().update('person', row, patch)).rejects.toMatchObject({ reason: 'input_invalid' })
    },
  )
})
