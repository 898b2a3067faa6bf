import { memorySink } from 'purposebound/sinks/memory'
import { memoryHolds } from 'purposebound/stores/memory'
import { describe, expect, it } from 'vitest'
import { aiko, me } from '../../shop.js'
import { trail } from '../../trail.js'
import { buyer, buyerSelf, rightsDesk, self } from './rights-desk.js'

const nobody = { id: 'x', roles: ['trainee'], tenant: 't-1' }

describe('correcting', () => {
  it('decides, checks by the schema, records, and lets the source write', async () => {
    const { about, members, records } = rightsDesk()
    const written = await about().correct('member', { name: 'Aiko Suzuki' })
    expect(written).toEqual({ name: 'Aiko Suzuki' })
    expect(Object.isFrozen(written)).toBe(true)
    expect(members.get('m-1')).toMatchObject({ name: 'Aiko Suzuki', email: aiko.email })
    expect(trail(records)).toMatchObject([
      { action: 'update', effect: 'permit', resource: { type: 'member' }, fields: { clear: ['name'] } },
    ])
    await about(me, self).correct('member', { email: 'a@example.com' })
    expect(members.get('m-1')).toMatchObject({ email: 'a@example.com' })
  })

  it.each<[string, object, object]>([
    ['what the schema refuses', { email: 'aiko' }, { code: 'input_invalid' }],
    ['a masked value', { cardNumber: '************4242' }, { reason: 'input_invalid' }],
    ['a field that nobody may write', { tags: [] }, { reason: 'role_not_permitted' }],
    ['a field that there is not', { nickname: 'A' }, { reason: 'input_invalid' }],
    ['whose row it is', { id: 'm-2' }, { reason: 'role_not_permitted' }],
  ])('refuses %s, and writes nothing', async (_, patch, error) => {
    const { about, members, records } = rightsDesk()
    const before = structuredClone(members.get('m-1'))
    await expect(about().correct('member', patch)).rejects.toMatchObject(error)
    expect(members.get('m-1')).toEqual(before)
    expect(trail(records)).toMatchObject([{ action: 'update', effect: 'deny' }])
  })

  it('asks no source for whom no row may be corrected', async () => {
    let asked = 0
    const { about } = rightsDesk({ sources: { member: { of: () => void asked++, correct: () => {} } } })
    await expect(about(me, nobody).correct('member', { name: 'X' })).rejects.toMatchObject({
      reason: 'role_not_permitted',
    })
    expect(asked).toBe(0)
  })

  it('says which source cannot, that it failed, and which row is meant where there are several', async () => {
    const { about, orders } = rightsDesk()
    await expect(about(buyer, buyerSelf).correct('order', { total: 1 })).rejects.toMatchObject({
      code: 'source_missing',
    })
    const rows = [...orders.values()].slice(0, 2)
    const written: unknown[] = []
    const of = () => rows
    const both = rightsDesk({
      sources: { order: { of, correct: (...given: unknown[]) => void written.push(...given) } },
      change: ({ purposes, roles }) => {
        const more = { writes: ['behaviour', 'contact', 'order.giftTo.personId'] }
        purposes['rights'] = { ...purposes['rights'], self: { may: ['update', 'read'], ...more } }
        roles['officer'] = { ...roles['officer'], ...more }
      },
    })
    await expect(both.about(buyer, buyerSelf).correct('order', { total: 1 })).rejects.toMatchObject({
      code: 'input_invalid',
    })
    await both.about(buyer, buyerSelf).correct('order', { total: 1 }, { id: 7 })
    expect(written).toEqual([buyer, { total: 1 }, rows[0]])
    await expect(
      both
        .about(buyer, { id: 'dpo', roles: ['officer'] })
        .correct('order', { giftTo: { personId: 'm-2', phone: '1' } } as never, { id: 8 }),
    ).rejects.toMatchObject({ reason: 'input_invalid' })
    await expect(
      both.about(buyer, buyerSelf).correct('order', { total: 1 }, { id: 99 }),
    ).rejects.toMatchObject({
      reason: 'row_invalid',
    })
    const failing = rightsDesk({
      sources: { member: { of: () => aiko, correct: () => Promise.reject(new Error('Aiko')) } },
    })
    await expect(failing.about().correct('member', { name: 'X' })).rejects.toMatchObject({
      code: 'source_failed',
      message: expect.not.stringContaining('Aiko'),
    })
    expect(trail(failing.records).at(-1)).toMatchObject({ type: 'outcome', outcome: { status: 'error' } })
  })
})

describe('erasing', () => {
  it('asks the source, asks again, and says what is gone', async () => {
    const { about, members, records } = rightsDesk()
    const done = await about().erase()
    expect(done).toEqual({ at: '2026-01-01T00:00:00.000Z', erased: [{ resource: 'member', rows: 1 }] })
    expect([...members.keys()]).toEqual(['m-2'])
    expect(
      trail(records).map(({ type, effect, resource, outcome }) => [
        type,
        effect,
        resource?.type,
        outcome?.code,
      ]),
    ).toEqual([
      ['decision', 'permit', undefined, undefined],
      ['decision', 'permit', 'member', undefined],
      ['outcome', undefined, 'member', undefined],
    ])
    expect(trail(records).at(-1)?.outcome).toEqual({ status: 'erased', rows: 1 })
    expect(JSON.stringify(records)).not.toMatch(/Aiko|m-1/)
  })

  it('is open to the person, with all that is in their rows', async () => {
    const { about, orders } = rightsDesk()
    expect(await about(buyer, buyerSelf).erase()).toMatchObject({ erased: [{ resource: 'order', rows: 2 }] })
    expect([...orders.keys()]).toEqual([9])
  })

  it.each(['legal_obligation', 'public_task'])(
    'is refused while a purpose on %s uses it, naming the article',
    async (basis) => {
      const { about, members, records } = rightsDesk({
        change: ({ purposes }) => {
          purposes['tax'] = { title: 'Tax', basis, uses: ['identity'] }
        },
      })
      await expect(about().erase()).rejects.toMatchObject({
        code: 'access_denied',
        reason: 'right_not_given',
        rule: '/purposes/tax/basis',
        message: expect.stringContaining('GDPR Art. 17(3)(b)'),
      })
      expect(members.size).toBe(2)
      expect(trail(records)).toMatchObject([{ action: 'delete', effect: 'deny', reason: 'right_not_given' }])
    },
  )

  const two = (member: object, order: object) => ({
    member: { of: ({ id }: { id: string }) => ({ id }), ...member },
    order: { of: () => [], ...order },
  })
  const untenanted = (document: { resources: { [name: string]: { [key: string]: unknown } } }) => {
    delete document.resources['member']!['tenant']
  }

  it('without a source for one resource fails before anything is erased', async () => {
    for (const missing of [undefined, { of: () => [] }]) {
      const { tables, members } = rightsDesk()
      const sources = { member: tables.member, ...(missing && { order: missing }) }
      const desk = rightsDesk({ change: untenanted, sources })
      await expect(desk.about(buyer, officer0).erase()).rejects.toMatchObject({
        code: 'source_missing',
        message: expect.stringContaining('`order`'),
      })
      expect(members.size).toBe(2)
      expect(trail(desk.records).at(-1)).toMatchObject({
        type: 'outcome',
        outcome: { code: 'source_missing' },
      })
    }
  })

  const officer0 = { id: 'dpo', roles: ['officer'] }

  it('under a legal hold erases nothing, nor where the store of holds fails', async () => {
    const holds = memoryHolds()
    const lost = { name: 'lost', lookup: () => Promise.reject(new Error('down')) }
    for (const store of [holds, lost]) {
      const desk = rightsDesk({ change: untenanted, holds: store })
      if (store === holds)
        await desk.gate.holds.place({ person: buyer, actor: officer0, justification: 'case 7' } as never)
      await expect(desk.about(buyer, officer0).erase()).rejects.toMatchObject({ reason: 'held' })
      expect([desk.members.size, desk.orders.size]).toEqual([2, 3])
      expect(trail(desk.records).at(-1)).toMatchObject({ effect: 'deny', reason: 'held' })
    }
  })

  it('is asked once more before the first row goes', async () => {
    let asked = 0
    const hold = { id: 'h-1', person: buyer, placedAt: 0 }
    const late = {
      name: 'late',
      lookup: (people: readonly unknown[]) => people.map(() => (asked++ > 0 ? [hold] : [])),
    }
    const desk = rightsDesk({ change: untenanted, holds: late })
    await expect(desk.about(buyer, officer0).erase()).rejects.toMatchObject({ reason: 'held' })
    expect([desk.members.size, desk.orders.size]).toEqual([2, 3])
    expect(trail(desk.records).slice(-2)).toMatchObject([
      { type: 'outcome', outcome: { status: 'aborted', rows: 0, code: 'held' } },
      { type: 'outcome', outcome: { status: 'aborted', rows: 0, code: 'held' } },
    ])
  })

  it('where one row may not go, none goes', async () => {
    const { tables, members, orders } = rightsDesk()
    const desk = rightsDesk({
      change: (document) => {
        untenanted(document)
        document.prohibitions.push({ id: 'keep-orders', of: ['behaviour'], actions: ['delete'] })
        document.roles['officer'] = [document.roles['officer']] as never
      },
      sources: {
        member: tables.member,
        order: { ...tables.order, of: () => [{ id: 7, memberId: 'm-2', total: 1, giftTo: null }] },
      },
    })
    await expect(desk.about(buyer, officer0).erase()).rejects.toMatchObject({ code: 'source_failed' })
    expect([members.size, orders.size]).toEqual([2, 3])
  })

  it('T72: one that stops half-way says what is gone, what failed, and what was not begun; never that it is done', async () => {
    const { tables, members } = rightsDesk()
    const fails: [string, object][] = [
      ['throws', { erase: () => Promise.reject(new Error('m-1')) }],
      ['hangs', { erase: () => new Promise(() => {}) }],
      ['says done and is not', { erase: () => 'done' }],
    ]
    for (const [how, broken] of fails) {
      members.set('m-1', { ...aiko })
      const desk = rightsDesk({
        change: untenanted,
        sources: { member: tables.member, order: { ...tables.order, ...broken } },
      })
      const error = await desk
        .about(buyer, officer0)
        .erase({ timeoutMs: 30 })
        .catch((caught: unknown) => caught)
      expect(error, how).toMatchObject({
        code: 'erase_incomplete',
        erased: ['member'],
        failed: 'order',
        left: [],
      })
      expect((error as Error).message).not.toContain('m-1')
      expect(
        trail(desk.records)
          .filter(({ type }) => type === 'outcome')
          .map(({ resource, outcome }) => [resource?.type, outcome?.status, outcome?.code]),
      ).toEqual([
        ['member', 'erased', undefined],
        ['order', 'error', 'source_failed'],
      ])
      // the other way round nothing of the second is touched
      members.set('m-1', { ...aiko })
      const reverse = rightsDesk({
        change: untenanted,
        sources: { order: { ...tables.order, ...broken }, member: tables.member },
      })
      await expect(reverse.about(buyer, officer0).erase({ timeoutMs: 30 })).rejects.toMatchObject({
        erased: [],
        failed: 'order',
        left: ['member'],
      })
      expect(members.has('m-1')).toBe(true)
    }
  })

  it('leaves a row that several people share to all of them', async () => {
    const desk = rightsDesk({
      change: (document) => {
        untenanted(document)
        document.resources['order'] = {
          ...document.resources['order'],
          subject: [
            { population: 'member', at: 'memberId' },
            { population: 'member', at: 'giftTo.personId' },
          ],
        }
      },
      sources: two(
        {},
        {
          of: () => [{ id: 8, memberId: 'm-1', total: 1, giftTo: { personId: 'm-2', phone: '1' } }],
          erase: () => {},
        },
      ),
    })
    await expect(desk.about(buyer, officer0).erase({ resources: ['order'] })).rejects.toMatchObject({
      reason: 'right_not_given',
      rule: '/resources/order/subject',
    })
  })

  it('is not begun where it cannot be recorded', async () => {
    const sink = memorySink()
    const { about, members } = rightsDesk({
      audit: { ...sink, write: () => Promise.reject(new Error('x')) },
    })
    await expect(about().erase()).rejects.toMatchObject({ reason: 'audit_unavailable' })
    expect(members.has('m-1')).toBe(true)
  })

  it('is refused to who may not, for resources that there are not, and with options that nobody knows', async () => {
    const { about } = rightsDesk()
    await expect(about(me, nobody).erase()).rejects.toMatchObject({ reason: 'role_not_permitted' })
    for (const options of [
      { resources: ['order'] },
      { resources: [] },
      { resource: 'member' },
      { timeoutMs: -1 },
      7,
    ])
      await expect(about().erase(options as never)).rejects.toMatchObject({ code: 'input_invalid' })
  })
})

describe('restricting and objecting', () => {
  it('take effect at once, with who did it, and for what reason', async () => {
    const { gate, about, records } = rightsDesk()
    const token = await about().restrict({ purposes: ['support'] })
    expect(token).toMatch(/^\S+$/)
    expect((await gate.consents.state(me)).purposes.support.restricted).toBe(true)
    expect(trail(records)).toMatchObject([
      { type: 'consent', purpose: 'support', consent: { event: 'restrict' }, actor: { roles: ['officer'] } },
      { type: 'decision', action: 'update', purpose: 'rights', effect: 'permit', rules: ['/roles/officer'] },
    ])
    await about(me, self).restrict({ purposes: ['direct_mail'] })
    expect((await gate.consents.state(me)).purposes.direct_mail.restricted).toBe(true)
  })

  it('hold even where the trail is down', async () => {
    const sink = memorySink()
    const { gate, about } = rightsDesk({ audit: { ...sink, write: () => Promise.reject(new Error('x')) } })
    await about().restrict({ purposes: ['support'] })
    expect((await gate.consents.state(me)).purposes.support.restricted).toBe(true)
  })

  it('an objection is for what the basis opens to one: else it is refused, naming the article', async () => {
    const { gate, about, records } = rightsDesk({
      change: ({ purposes }) => {
        purposes['improvement'] = { title: 'Improving', basis: 'legitimate_interests', uses: ['behaviour'] }
      },
    })
    await about().object({ purposes: ['improvement' as never] })
    for (const [purpose, words] of [
      ['support', /GDPR Art\. 21\(1\)/],
      ['direct_mail', /taken back instead \(GDPR Art\. 7\(3\)\)/],
    ] as const)
      await expect(about().object({ purposes: [purpose] })).rejects.toMatchObject({
        reason: 'right_not_given',
        message: expect.stringMatching(words),
      })
    expect((await gate.consents.state(me)).purposes.support.objected).toBeUndefined()
    expect(trail(records).at(-1)).toMatchObject({ effect: 'deny', reason: 'right_not_given' })
  })

  it('are refused to who may not, and for purposes that there are not', async () => {
    const { gate, about } = rightsDesk()
    await expect(about(me, nobody).restrict({ purposes: ['support'] })).rejects.toMatchObject({
      reason: 'role_not_permitted',
    })
    for (const options of [
      {},
      { purposes: [] },
      { purposes: ['suport'] },
      { purposes: ['support'], until: 1 },
    ])
      await expect(about().restrict(options as never)).rejects.toMatchObject({ code: 'input_invalid' })
    expect((await gate.consents.history(me)).length).toBe(0)
  })
})

describe('taking data along', () => {
  it('gives what rests on consent or contract, as JSON or CSV', async () => {
    const { about, records } = rightsDesk()
    const json = await about().portability({ format: 'json' })
    expect(json).toMatchObject({ format: 'json', mediaType: 'application/json', leftOut: [] })
    expect(JSON.parse(json.files[0]!.text)).toEqual([
      {
        id: 'm-1',
        name: 'Aiko Sato',
        email: 'aiko@example.com',
        birthDate: '1991-05-01T00:00:00.000Z',
        cardNumber: '************4242',
        address: { city: 'Kyoto', street: 'Shijo 1' },
        tags: ['gold'],
      },
    ])
    expect(trail(records).map(({ action, effect, resource }) => [action, effect, resource?.type])).toEqual([
      ['export', 'permit', undefined],
      ['export', 'permit', 'member'],
    ])
    const csv = await about(me, self).portability({ format: 'csv' })
    expect(csv.files[0]).toMatchObject({ name: 'member.csv', rows: 1 })
    expect(csv.files[0]!.text).toBe(
      'id,tenant,repId,name,email,birthDate,cardNumber,address.city,address.street,tags\r\n' +
        'm-1,,,Aiko Sato,aiko@example.com,1991-05-01T00:00:00.000Z,************4242,Kyoto,Shijo 1,"[""gold""]"\r\n',
    )
  })

  it('leaves out what rests on anything else, and is refused where nothing is left', async () => {
    const narrow = rightsDesk({
      change: ({ purposes }) => {
        purposes['support'] = { ...purposes['support'], basis: 'legitimate_interests' }
      },
    })
    const { files } = await narrow.about().portability({ format: 'json' })
    expect(JSON.parse(files[0]!.text)).toEqual([{ id: 'm-1', name: 'Aiko Sato', email: 'aiko@example.com' }])
    const none = rightsDesk({
      change: ({ purposes }) => {
        for (const name of ['support', 'direct_mail'])
          purposes[name] = { ...purposes[name], basis: 'legitimate_interests' }
      },
    })
    await expect(none.about().portability({ format: 'json' })).rejects.toMatchObject({
      reason: 'right_not_given',
      message: expect.stringContaining('GDPR Art. 20(1)(a)'),
    })
  })

  it('says what is not connected, and refuses other formats and people', async () => {
    expect(await rightsDesk({ sources: {} }).about().portability({ format: 'csv' })).toMatchObject({
      files: [],
      leftOut: [{ resource: 'member', why: 'not connected' }],
    })
    await expect(
      rightsDesk()
        .about()
        .portability({ format: 'xml' as never }),
    ).rejects.toMatchObject({
      code: 'input_invalid',
    })
    await expect(rightsDesk().about(me, nobody).portability({ format: 'csv' })).rejects.toMatchObject({
      reason: 'role_not_permitted',
    })
  })
})
