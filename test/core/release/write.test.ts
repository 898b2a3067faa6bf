import { describe, expect, it } from 'vitest'
import { trail } from '../../trail.js'
import { at, draft, ticket } from './desk.js'

describe('every write', () => {
  it('that is refused is recorded as denied, with its reason and no value', async () => {
    const { writes, records } = at('clerk')
    const refused = [
      writes.create('ticket', { ...draft, nickname: 'Aiko' }),
      writes.update('ticket', ticket, { title: 'A' }),
      writes.update('ticket', { ...ticket, repId: 'c-2' }, { title: 'Aiko' }),
      writes.delete('ticket', { ...ticket, tenant: 'y' }),
    ]
    for (const each of refused) await expect(each).rejects.toThrow()
    expect(
      trail(records)
        .map(({ action, effect, reason }) => [action, effect, reason])
        .sort(),
    ).toEqual([
      ['create', 'deny', 'input_invalid'],
      ['delete', 'deny', 'tenant_mismatch'],
      ['update', 'deny', 'condition_not_met'],
      ['update', 'deny', 'input_invalid'],
    ])
    expect(JSON.stringify(records)).not.toMatch(/Aiko|p-1|t-7|c-1/)
  })

  it('by a role that may only read is denied, and so is one for a person who restricted the use', async () => {
    const reader = at('reader').writes
    for (const each of [
      reader.create('ticket', draft),
      reader.update('ticket', ticket, { title: 'Chair' }),
      reader.delete('ticket', ticket),
    ])
      await expect(each).rejects.toMatchObject({ reason: 'role_not_permitted', rule: '/roles/reader/may' })
    const { writes, gate } = at('clerk')
    await gate.consents.restrict({ subject: { id: 'p-1', tenant: 'x' }, purposes: ['support'] })
    for (const each of [
      writes.create('ticket', draft),
      writes.update('ticket', ticket, { title: 'Chair' }),
      writes.delete('ticket', ticket),
    ])
      await expect(each).rejects.toMatchObject({ reason: 'restricted' })
  })

  it('whose values its schema refuses says which field and why, and never the value', async () => {
    const { writes } = at('clerk')
    for (const each of [
      writes.create('ticket', { ...draft, title: 'Ω' }),
      writes.update('ticket', ticket, { title: 'Ω' }),
    ]) {
      const error = (await each.catch((thrown: unknown) => thrown)) as Error
      expect(error).toMatchObject({
        code: 'input_invalid',
        message: 'the input is invalid: `title` too_small',
      })
      expect(String(error.stack) + JSON.stringify(error)).not.toContain('Ω')
      expect(error.cause).toBeUndefined()
    }
  })
})

describe('create', () => {
  it('runs the schema, and gives what may be written', async () => {
    const { writes, records } = at('clerk')
    await expect(writes.create('ticket', draft)).resolves.toEqual({ ...draft, state: 'new' })
    expect(trail(records)).toMatchObject([
      { action: 'create', effect: 'permit', rules: ['/roles/clerk'], resource: { type: 'ticket' } },
    ])
    expect(trail(records)[0]?.fields?.clear).toEqual(['id', 'personId', 'repId', 'state', 'tenant', 'title'])
    expect(trail(records)[0]?.subjects?.refs).toHaveLength(1)
  })

  it('of a row that the actor could not reach is denied', async () => {
    const { writes } = at('clerk')
    for (const [wrong, reason] of [
      [{ tenant: 'y' }, 'tenant_mismatch'],
      [{ repId: 'c-2' }, 'condition_not_met'],
      [{ repId: null }, 'condition_not_met'],
      [{ personId: '' }, 'subject_missing'],
    ] as const)
      await expect(writes.create('ticket', { ...draft, ...wrong })).rejects.toMatchObject({ reason })
  })

  it.each([undefined, null, 'row', [draft], () => draft])('takes %o for no row', async (input) => {
    await expect(at('clerk').writes.create('ticket', input)).rejects.toMatchObject({
      reason: 'input_invalid',
    })
  })
})

describe('update', () => {
  it('gives the patch alone, and never a default of what it does not name', async () => {
    const { writes, records } = at('clerk')
    const patch = { title: 'Broken table', repId: 'c-1' }
    await expect(writes.update('ticket', ticket, patch)).resolves.toEqual(patch)
    expect(trail(records)).toMatchObject([
      { action: 'update', effect: 'permit', fields: { clear: ['repId', 'title'], masked: [], hidden: [] } },
    ])
  })

  it('judges the row as it is: nobody changes a row that they do not reach', async () => {
    const { writes } = at('clerk')
    for (const [row, reason] of [
      [{ ...ticket, repId: 'c-2' }, 'condition_not_met'],
      [{ ...ticket, tenant: 'y' }, 'tenant_mismatch'],
      [{ ...ticket, personId: null }, 'subject_missing'],
      [undefined, 'row_invalid'],
      [null, 'row_invalid'],
    ] as const)
      await expect(
        writes.update('ticket', row, { title: 'Chair', repId: 'c-1', tenant: 'x' }),
      ).rejects.toMatchObject({
        reason,
      })
  })

  it('judges the row as it would be: nobody moves one out of their reach, or to another tenant', async () => {
    const { writes } = at('clerk')
    for (const [patch, reason] of [
      [{ repId: 'c-2' }, 'condition_not_met'],
      [{ repId: null }, 'condition_not_met'],
      [{ tenant: 'y' }, 'tenant_mismatch'],
      [{ personId: '' }, 'subject_missing'],
    ] as const)
      await expect(writes.update('ticket', ticket, patch)).rejects.toMatchObject({ reason })
  })

  it('moves a row to another person only by a grant that names the key, and if neither restricts it', async () => {
    await expect(at('boss').writes.update('ticket', ticket, { personId: 'p-2' })).rejects.toMatchObject({
      reason: 'role_not_permitted',
      rule: '/roles/boss/writes',
    })
    for (const id of ['p-1', 'p-2']) {
      const { writes, gate } = at('clerk')
      await expect(writes.update('ticket', ticket, { personId: 'p-2' })).resolves.toEqual({ personId: 'p-2' })
      await gate.consents.restrict({ subject: { id, tenant: 'x' }, purposes: ['support'] })
      await expect(writes.update('ticket', ticket, { personId: 'p-2' })).rejects.toMatchObject({
        reason: 'restricted',
      })
    }
  })
})

describe('delete', () => {
  it('gives nothing, and is decided and recorded like any other access', async () => {
    const { writes, records } = at('clerk')
    await expect(writes.delete('ticket', ticket)).resolves.toBeUndefined()
    await expect(writes.delete('ticket', { ...ticket, repId: 'c-2' })).rejects.toMatchObject({
      reason: 'condition_not_met',
    })
    expect(
      trail(records).map(({ action, effect, resource }) => [action, effect, resource?.refs?.length]),
    ).toEqual([
      ['delete', 'permit', 1],
      ['delete', 'deny', 1],
    ])
    expect(trail(records)[0]?.fields).toEqual({ clear: [], masked: [], hidden: [] })
  })
})
