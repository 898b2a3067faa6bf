import { describe, expect, it } from 'vitest'
import { AccessDenied, decide, PurposeboundError } from '../../src/index.js'
import { memorySink } from '../../src/sinks/memory.js'
import {
  assertAudited,
  assertDenies,
  assertMatrix,
  assertPermits,
  assertReveals,
  assertSeesTheSame,
  expectAccess,
  testGate,
} from '../../src/testing/index.js'
import '../../src/testing/vitest.js'
import { agent, aiko, mailer, order, shop } from '../shop.js'

const support = expectAccess(shop).for('support').on('member')
const mail = expectAccess(shop).as('mailer').for('direct_mail').on('member')
const misuse = expect.objectContaining({ code: 'config_invalid' })

describe('toPermit', () => {
  it('takes an expectation, a decision, an explanation, a view', async () => {
    const access = testGate({ policy: shop }).gate.for('support', { actor: agent })
    expect(support.as('agent')).toPermit()
    expect(await access.decide('member', aiko)).toPermit()
    expect(await access.explain('member', aiko)).toPermit()
    await expect(access.read('member', aiko)).resolves.toPermit()
    expect(support.as('mailer')).not.toPermit()
  })

  it('says what was seen, and what decided', () => {
    expect(() => expect(support.as('mailer')).toPermit()).toThrow(
      'as mailer for support on member:\n  expected a permit, but it is denied by `role_not_permitted`, /roles/mailer/purposes',
    )
    expect(() => expect(support.as('agent')).not.toPermit()).toThrow(
      'as agent for support on member:\n  expected no permit, but it is permitted by /roles/agent',
    )
  })
})

describe('toDeny', () => {
  it('takes an expectation, a decision and what `read` threw', async () => {
    const access = testGate({ policy: shop }).gate.for('direct_mail', { actor: mailer })
    expect(mail.consents([])).toDeny('consent_missing')
    expect(
      decide(shop, { purpose: 'nothing', actor: agent, resource: 'member', row: aiko }, { now: 0 }),
    ).toDeny('purpose_unknown')
    await expect(access.read('member', aiko)).rejects.toDeny('consent_missing')
    expect(mail).not.toDeny()
    expect(mail.consents([])).not.toDeny('prohibited')
  })

  it('says by what it was denied instead', () => {
    expect(() => expect(mail.consents([])).toDeny('prohibited')).toThrow(
      'expected a denial by `prohibited`, but it is denied by `consent_missing`, /purposes/direct_mail/basis',
    )
    expect(() => expect(mail).toDeny()).toThrow('expected a denial, but it is permitted by /roles/mailer')
    expect(() => expect(mail.consents([])).not.toDeny('consent_missing')).toThrow('expected no denial by')
  })

  it('refuses a reason that there is not, whichever way it is asked', () => {
    expect(() => expect(mail).not.toDeny('consent_mising' as never)).toThrow(misuse)
    expect(() => expect(mail).toDeny('consent_mising' as never)).toThrow('did you mean `consent_missing`?')
  })
})

describe('toReveal', () => {
  const everything = {
    clear: ['id', 'tenant', 'repId', 'name', 'email', 'birthDate', 'tags[]'],
    masked: ['cardNumber', 'address.city', 'address.street'],
    hidden: [],
  }

  it('is exact in each list; of an expectation keys need not be listed', async () => {
    const access = testGate({ policy: shop }).gate.for('support', { actor: agent })
    expect(support.as('agent')).toReveal({ clear: ['name', 'email', 'birthDate', 'tags[]'] })
    expect(support.as('agent')).toReveal(everything)
    expect(await access.decide('member', aiko)).toReveal(everything)
    const { clear, masked } = everything
    // a list that is shown whole is one thing
    const seen = { clear: clear.map((path) => path.replace('[]', '')), masked }
    await expect(access.read('member', aiko)).resolves.toReveal(seen)
    expect(() => expect(support.as('agent')).toReveal({ clear: ['name'] })).toThrow('`email`: not expected')
  })

  it('looks into what is shown in part', async () => {
    const access = testGate({ policy: shop }).gate.for('support', { actor: agent })
    const view = await access.read('order', { ...order, buyer: aiko })
    expect(view).toReveal({ masked: ['buyer.cardNumber', 'buyer.address.city', 'buyer.address.street'] })
    expect(view).not.toReveal({ clear: ['buyer.cardNumber'] })
    expect(() => expect(view).toReveal({ clear: ['id'] })).toThrow('`buyer.name`: not expected, saw clear')
  })

  it('with `not` asks for each field by itself, and never passes for a field that there is not', () => {
    expect(support.as('agent')).not.toReveal({ clear: ['cardNumber'] })
    expect(() => expect(support.as('agent')).not.toReveal({ clear: ['cardNumber', 'name'] })).toThrow(
      '`name`: expected not clear, saw clear (by /roles/agent)',
    )
    expect(() => expect(support.as('agent')).not.toReveal({ clear: ['cardNumbr'] })).toThrow(
      '`cardNumbr` is no field of `member`, did you mean `cardNumber`?',
    )
    expect(() => expect(support.as('agent')).not.toReveal({})).toThrow(misuse)
  })

  it('says why nothing is revealed', () => {
    expect(() =>
      expect(new AccessDenied('consent_missing', '/purposes/x/basis')).toReveal({ clear: ['a'] }),
    ).toThrow('denied by `consent_missing`, /purposes/x/basis')
  })
})

describe('toSeeTheSameAs', () => {
  it('compares every field', () => {
    expect(support.as('agent')).toSeeTheSameAs(support.as('agent', 'trainee'))
    expect(support.as('agent')).not.toSeeTheSameAs(support.as('trainee'))
    expect(() => expect(support.as('agent')).toSeeTheSameAs(support.as('trainee'))).toThrow(
      '`name`: clear (by /roles/agent); the other: masked (`role_masked`, /roles/trainee/sees/identity)',
    )
    expect(() => expect(support.as('agent')).not.toSeeTheSameAs(support.as('agent'))).toThrow(
      'they see the same',
    )
  })
})

describe('toHaveAudited', () => {
  const tested = testGate({ policy: shop })
  const read = tested.gate.for('support', { actor: agent, justification: 'T-1' }).read('member', aiko)

  it('finds a record by a part of it', async () => {
    await read
    expect(tested).toHaveAudited({ purpose: 'support', effect: 'permit', resource: { type: 'member' } })
    expect(tested).toHaveAudited(
      { fields: { masked: ['cardNumber'] }, rules: ['/roles/agent'] },
      { times: 1 },
    )
    expect(tested.records).toHaveAudited({ justification: 'T-1' })
    expect(tested).not.toHaveAudited({ purpose: 'direct_mail' })
    expect(memorySink()).not.toHaveAudited({ effect: 'permit' })
  })

  it('says what comes closest', async () => {
    await read
    let message = ''
    try {
      expect(tested).toHaveAudited({
        purpose: 'direct_mail',
        effect: 'permit',
        fields: { clear: ['name', 'cardNumber'] },
      })
    } catch (error) {
      message = (error as Error).message
    }
    expect(message.split('\n')).toEqual([
      'the trail (2 records):',
      '  expected a record of {"purpose":"direct_mail","effect":"permit","fields":{"clear":["name","cardNumber"]}}, found 0',
      '  closest: decision permit for support on member, by /resources/member/fields/cardNumber/ceiling, /roles/agent, /roles/agent/sees/postal',
      '    `purpose`: expected "direct_mail", saw "support"',
      '    `fields.clear`: expected "cardNumber" among ["birthDate","email","id","name","repId","tags[]","tenant"]',
    ])
    expect(() => expect(tested).toHaveAudited({ effect: 'permit' }, { times: 2 })).toThrow('found 1')
    expect(() => expect(tested).not.toHaveAudited({ effect: 'permit' })).toThrow('expected no record')
  })

  it.each<readonly [what: string, run: () => unknown, message: string]>([
    [
      'a key',
      () => expect(tested).not.toHaveAudited({ porpose: 'x' } as never),
      'no `porpose`, did you mean `purpose`?',
    ],
    ['a purpose', () => expect(tested).not.toHaveAudited({ purpose: 'suport' }), 'did you mean `support`?'],
    [
      'a resource',
      () => expect(tested).not.toHaveAudited({ resource: { type: 'membr' } }),
      'did you mean `member`?',
    ],
    ['a reason', () => expect(tested).not.toHaveAudited({ reason: 'x' as never }), 'no reason `x`'],
    ['nothing', () => expect(tested).not.toHaveAudited({}), 'that says something'],
    ...(
      [
        [{ fields: { clear: ['nmae'] } }, 'no field `nmae`, did you mean `name`?'],
        [{ fields: { claer: ['name'] } }, 'has no `claer`, did you mean `clear`?'],
        [{ actor: { roles: ['agnt'] } }, 'no role `agnt`, did you mean `agent`?'],
        [{ actor: { onBehalfOf: { roles: ['agnt'] } } }, 'no role `agnt`'],
        [{ rules: ['/roles/agnt'] }, 'no role `agnt`'],
        [{ rules: ['/resources/member/fields/nmae'] }, 'no field `nmae`'],
        [{ rules: ['/rolls/agent'] }, 'no section `rolls`'],
        [{ rules: '/roles/agent' }, 'a list that names something'],
        [{ effect: 'permitt' }, 'no effect `permitt`, did you mean `permit`?'],
        [{ action: 'raed' }, 'no action `raed`, did you mean `read`?'],
        [{ type: 'decison' }, 'no type of record `decison`'],
        [{ basis: 'consnt' }, 'no basis `consnt`'],
        [{ rules: [] }, 'a list that names something'],
        [{ fields: {} }, 'says something'],
        [{ fields: { clear: [] } }, 'a list that names something'],
        [{ purpose: undefined }, '`purpose` is undefined'],
        [{ actor: { tenant: undefined } }, '`tenant` is undefined'],
      ] as const
    ).map(
      ([pattern, message]) =>
        [
          JSON.stringify(pattern),
          () => expect(tested).toHaveAudited(pattern as never, { times: 0 }),
          message,
        ] as const,
    ),
    [
      'an option',
      () => assertAudited(tested, { effect: 'permit' }, { time: 5 } as never),
      'no option `time`, did you mean `times`?',
    ],
    [
      'a number of times',
      () => expect(tested).toHaveAudited({ effect: 'permit' }, { times: undefined } as never),
      '`times` is a whole number',
    ],
    ['no trail', () => expect(3).not.toHaveAudited({ effect: 'deny' }), 'expected what has `records`'],
  ])('refuses what would pass for being misspelt: %s', (_, run, message) => {
    expect(run).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining(message) }),
    )
  })
})

describe('toMatchMatrix', () => {
  const approved = 'agent reads member for support\nagent sees member.name clear for support\n'
  const widened = approved.replace('clear', 'masked').replace('name', 'card')

  it('compares sentences: order, empty lines and line ends are nothing', () => {
    expect(approved).toMatchMatrix(approved)
    expect(approved).toMatchMatrix(`${approved.split('\n').reverse().join('\r\n')}\r\n`)
    expect(widened).not.toMatchMatrix(approved)
    assertMatrix(approved, approved)
  })

  it('says what is new, and what is no longer so', () => {
    const change =
      'the matrix:\n  no longer: agent sees member.name clear for support\n  new: agent sees member.card masked for support'
    expect(() => expect(widened).toMatchMatrix(approved)).toThrow(change)
    expect(() => assertMatrix(widened, approved)).toThrow(change)
    expect(() => expect(approved).not.toMatchMatrix(approved)).toThrow('expected a change')
    expect(() => expect(shop).not.toMatchMatrix(approved)).toThrow(misuse)
  })
})

it.each([3, null, 'x', Promise.resolve(), {}, { effect: 'maybe' }])('%j is nothing to judge', (received) => {
  expect(() => expect(received).not.toPermit()).toThrow(misuse)
})

it('an error that is no denial is thrown on', () => {
  const other = new PurposeboundError('config_invalid')
  expect(() => expect(other).not.toPermit()).toThrow(other)
})

it('as functions, for runners without matchers', () => {
  assertPermits(support.as('agent'))
  assertDenies(support.as('mailer'), 'role_not_permitted')
  assertReveals(support.as('agent'), { clear: ['name', 'email', 'birthDate', 'tags[]'] })
  assertSeesTheSame(support.as('agent'), support.as('agent'))
  expect(() => assertPermits(support.as('mailer'))).toThrow('expected a permit')
  expect(() => assertDenies(support.as('agent'))).toThrow('expected a denial')
  expect(() => assertReveals(support.as('agent'), { masked: [] })).toThrow('`cardNumber`: not expected')
  expect(() => assertSeesTheSame(support.as('agent'), support.as('trainee'))).toThrow('`name`: clear')
  expect(() => assertAudited([], { effect: 'deny' })).toThrow('the trail (0 records)')
})

describe('what compares nothing', () => {
  it.each<readonly [what: string, run: () => unknown]>([
    ['no field', () => expect(support.as('agent')).not.toReveal({ clear: [] })],
    [
      'itself',
      () => {
        const one = support.as('agent')
        expect(one).toSeeTheSameAs(one)
      },
    ],
    [
      'itself, as a function',
      () => {
        const one = support.as('agent')
        assertSeesTheSame(one, one)
      },
    ],
    [
      'itself, as a method',
      () => {
        const one = support.as('agent')
        one.toSeeTheSameAs(one)
      },
    ],
  ])('is refused: %s', (_, run) => {
    expect(run).toThrow(misuse)
  })
})
