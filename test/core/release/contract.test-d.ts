import { describe, expectTypeOf, it } from 'vitest'
import * as z from 'zod'
import type { Condition } from '../../../src/core/catalog/condition.js'
import type {
  DefinePolicy,
  Policy,
  PurposeName,
  RowOf,
  Within,
} from '../../../src/core/catalog/declaration.js'
import type { ConsentState } from '../../../src/core/decide/consent.js'
import type { Decision } from '../../../src/core/decide/decision.js'
import type { Explanation } from '../../../src/core/decide/explain.js'
import type { ColumnVisibility } from '../../../src/core/enforce/plan.js'
import type { View } from '../../../src/core/enforce/view-type.js'
import type { Access, Views } from '../../../src/core/release/access-contract.js'
import type { Gate, GateOptions } from '../../../src/core/release/contract.js'
import type { Refused } from '../../../src/core/release/release.js'

declare const definePolicy: DefinePolicy
declare function createGate<P extends Policy>(options: GateOptions<P>): Gate<P>

const Member = z.object({
  id: z.string(),
  repId: z.string(),
  name: z.string(),
  email: z.email(),
  cardNumber: z.string(),
})
const policy = definePolicy({
  name: 'welearn',
  version: '2026-11-01',
  populations: ['employee'],
  categories: ['identity', 'contact', 'payment'],
  resources: {
    member: {
      schema: Member,
      subject: 'id',
      fields: {
        id: 'key',
        repId: 'key',
        name: 'identity',
        email: 'contact',
        cardNumber: { category: 'payment', mask: 'card', ceiling: 'masked' },
      },
    },
    shelf: { schema: z.object({ id: z.number() }), subject: 'none', fields: { id: 'key' } },
  },
  purposes: {
    support: { title: 'Support', basis: 'contract', uses: ['identity', 'contact', 'payment'] },
    marketing: { title: 'Marketing', basis: 'consent', uses: [] },
    direct_mail: {
      title: 'Direct mail',
      basis: 'consent',
      within: ['marketing'],
      uses: ['member.name', 'member.email'],
    },
  },
  roles: {
    agent: { purposes: ['support'], sees: { identity: 'clear' } },
    mailer: { purposes: ['direct_mail'], sees: { contact: 'clear' } },
  },
})
type Declared = typeof policy
interface Welearn extends Declared {}
type Letter = View<Welearn, 'direct_mail', 'member'>

declare const row: RowOf<Welearn, 'member'>
declare const options: Omit<GateOptions<Welearn>, 'policy'>
const gate = createGate<Welearn>({ ...options, policy })
const actor = { id: 'a-17', roles: ['agent'] } as const
const support = gate.for('support', { actor })
const mail = gate.for('direct_mail', { actor })

describe('gate.for', () => {
  it('knows purposes and roles', () => {
    expectTypeOf(support).toEqualTypeOf<Access<Welearn, 'support'>>()
    expectTypeOf(
      createGate({ ...options, policy }).for('support', { actor }).purpose,
    ).toEqualTypeOf<'support'>()
    gate.for('support', {
      actor: {
        id: 7,
        roles: ['agent', 'mailer'],
        kind: 'service',
        tenant: 't-1',
        subject: { id: 'm-1', population: 'employee' },
        attributes: { region: ['jp', 'kr'] },
        onBehalfOf: { id: 'b', roles: [] },
      },
      justification: undefined,
      request: 'r-1',
      allowedPurposes: ['support'],
      ext: { ticket: 4711 },
    })
    // Argument of type '"suport"' is not assignable to parameter of type '"support" | "marketing" | "direct_mail"'.
    // @ts-expect-error
    gate.for('suport', { actor })
    // Type '"agnt"' is not assignable to type '"agent" | "mailer"'.
    // @ts-expect-error
    gate.for('support', { actor: { id: 'a', roles: ['agnt'] } })
    // Type '"persn"' is not assignable to type '"person" | "employee"'.
    // @ts-expect-error
    gate.for('support', { actor: { id: 'a', roles: [], subject: { id: 'm-1', population: 'persn' } } })
    // Type '"suport"' is not assignable to type '"support" | "marketing" | "direct_mail"'.
    // @ts-expect-error
    gate.for('support', { actor, allowedPurposes: ['suport'] })
    // Property 'actor' is missing in type '{}' but required in type 'Context<Welearn>'.
    // @ts-expect-error
    gate.for('support', {})
  })
})

describe('read, readMany, stream', () => {
  it('give views', async () => {
    expectTypeOf(await mail.read('member', row)).toEqualTypeOf<Letter>()
    expectTypeOf(await mail.readMany('member', [row])).toEqualTypeOf<
      Views<Welearn, 'direct_mail', 'member'>
    >()
    for await (const { views, refused } of mail.stream('member', [row], { size: 100 })) {
      expectTypeOf(views).toEqualTypeOf<readonly Letter[]>()
      expectTypeOf(refused).toEqualTypeOf<readonly Refused[]>()
    }
  })

  it('take rows with more columns or fewer, never with others', async () => {
    await mail.read('member', { ...row, extra: 1 })
    await mail.read('member', { id: 'm-1', repId: 'a-17', name: 'Aiko' })
    // Property 'repId' is missing in type '{ id: string; }' but required in type '{ readonly id: string; … }'.
    // @ts-expect-error
    await mail.read('member', { id: 'm-1' })
    // Type 'number' is not assignable to type 'string'.
    // @ts-expect-error
    await mail.read('member', { ...row, name: 7 })
    // Argument of type '"membr"' is not assignable to parameter of type '"member" | "shelf"'.
    // @ts-expect-error
    await mail.read('membr', row)
  })

  it('require what a purpose may show clear', async () => {
    const sure = await support.read('member', row, { require: ['email'] })
    expectTypeOf(sure.email).toEqualTypeOf<string>()
    const { views } = await support.readMany('member', [row], { require: ['name'] })
    expectTypeOf<(typeof views)[number]['name']>().toEqualTypeOf<string>()
    // Type '"cardNumber"' is not assignable to type '"id" | "repId" | "name" | "email"': its ceiling is `masked`.
    // @ts-expect-error
    await support.read('member', row, { require: ['cardNumber'] })
    // @ts-expect-error not used for this purpose
    await mail.read('member', row, { require: ['cardNumber'] })
  })

  it('a view goes only where its purpose is wanted', async () => {
    const send = (to: Letter) => void to
    const report = (on: View<Welearn, Within<Welearn, 'marketing'>, 'member'>) => void on
    send(await mail.read('member', row))
    report(await mail.read('member', row))
    // Types of property ''~bound'' are incompatible: Type '"support"' is not assignable to type '"direct_mail"'.
    // @ts-expect-error
    send(await support.read('member', row))
  })
})

describe('decide, explain, observe, plan, query', () => {
  it('answers at once when the consents are given', async () => {
    const consents: readonly ConsentState[] = []
    expectTypeOf(support.decide('member', row, { consents })).toEqualTypeOf<Decision>()
    expectTypeOf(support.decide('member', row, { consents, now: '2026-01-01' })).toEqualTypeOf<Decision>()
    expectTypeOf(support.decide('member', row)).toEqualTypeOf<Decision | Promise<Decision>>()
    expectTypeOf(support.decide('member', row, { now: 0 })).toEqualTypeOf<Decision | Promise<Decision>>()
    expectTypeOf(support.explain('member', row, { consents })).toEqualTypeOf<Explanation>()
    expectTypeOf(await support.explain('member', row)).toEqualTypeOf<Explanation>()
    expectTypeOf(await support.observe('member', row)).toEqualTypeOf<Decision>()
  })

  it('a plan says which of three it is, and is run for its own purpose', async () => {
    const plan = mail.plan('member')
    if (plan.kind === 'deny') expectTypeOf(plan.rule).toBeString()
    else expectTypeOf(plan.columns.email).toEqualTypeOf<readonly ColumnVisibility[] | undefined>()
    if (plan.kind === 'conditional') expectTypeOf(plan.where).toEqualTypeOf<Condition>()
    if (plan.kind !== 'deny') {
      // Property 'cardNumber' does not exist on type '{ readonly id?: …; readonly email?: …; }'.
      // @ts-expect-error
      plan.columns.cardNumber
    }
    const { views } = await mail.query(plan, async (plan) => {
      expectTypeOf(plan.kind).toEqualTypeOf<'allow' | 'conditional'>()
      return [row]
    })
    expectTypeOf(views).toEqualTypeOf<readonly Letter[]>()
    // @ts-expect-error Type '"direct_mail"' is not assignable to type '"support"'.
    await support.query(plan, () => [row])
  })
})

describe('create, update, delete', () => {
  it('take what the purpose uses', async () => {
    expectTypeOf(await support.create('member', row)).toEqualTypeOf<RowOf<Welearn, 'member'>>()
    expectTypeOf(await support.update('member', row, { name: 'Aiko' })).toEqualTypeOf<
      Partial<RowOf<Welearn, 'member'>>
    >()
    expectTypeOf(await support.delete('member', row)).toEqualTypeOf<void>()
    // Object literal may only specify known properties, and 'cardNumber' does not exist in type 'Partial<{ … }>'.
    // @ts-expect-error
    await mail.update('member', row, { cardNumber: '' })
    const view = await support.read('member', row)
    // Type 'Masked' is not assignable to type 'string': a masked value is never written back.
    // @ts-expect-error
    await support.update('member', row, { cardNumber: view.cardNumber! })
  })
})

describe('gate.guard', () => {
  const repository = {
    findById: async (_id: string): Promise<typeof row | null> => row,
    list: async (_page: number) => [row],
    async *each() {
      yield row
    },
    insert: async (_row: typeof row, _by: string) => 1,
    save: async (_id: string, _patch: Partial<typeof row>, _by: Date) => true,
    remove: async (_id: string) => {},
    count: async () => 1,
  }
  const kinds = {
    findById: 'one',
    list: 'many',
    each: 'stream',
    insert: 'create',
    save: 'update',
    remove: 'delete',
  } as const
  const letters = gate.guard('member', kinds, repository).for('direct_mail', { actor })

  it('gives the methods that are listed, with views', async () => {
    expectTypeOf(letters.findById).toEqualTypeOf<(_id: string) => Promise<Letter | null>>()
    expectTypeOf(letters.list).toEqualTypeOf<
      (_page: number) => Promise<Views<Welearn, 'direct_mail', 'member'>>
    >()
    for await (const { views } of letters.each()) expectTypeOf(views).toEqualTypeOf<readonly Letter[]>()
    expectTypeOf(
      await letters.insert({ id: '', repId: '', name: '', email: '' }, 'a-17'),
    ).toEqualTypeOf<number>()
    expectTypeOf(await letters.save('m-1', { name: 'Aiko' }, new Date())).toEqualTypeOf<boolean>()
    expectTypeOf(await letters.remove('m-1')).toEqualTypeOf<void>()
    // Property 'count' does not exist on type 'Guarded<…>'.
    // @ts-expect-error
    letters.count()
    // Object literal may only specify known properties, and 'cardNumber' does not exist in type 'Partial<{ … }>'.
    // @ts-expect-error
    letters.save('m-1', { cardNumber: '' }, new Date())
  })

  it('refuses a kind that a method is not', () => {
    // Type '"one"' is not assignable to type '"create" | "update" | "delete"'.
    // @ts-expect-error
    gate.guard('member', { count: 'one' }, repository)
    // Type '"one"' is not assignable to type '"create" | "update" | "delete" | "many" | "stream"'. Did you mean '"many"'?
    // @ts-expect-error
    gate.guard('member', { list: 'one' }, repository)
    // Type '"one"' is not assignable to type '"'findByID' does not exist in the repository"'.
    // @ts-expect-error
    gate.guard('member', { findByID: 'one' }, repository)
    // Type '"delete"' is not assignable to type '"'update' and 'delete' need a method of kind 'one' to load the row"'.
    // @ts-expect-error
    gate.guard('member', { list: 'many', remove: 'delete' }, repository)
    // @ts-expect-error the rows of a shelf are others
    gate.guard('shelf', { findById: 'one' }, repository)
  })
})

describe('gate.consents', () => {
  it('speaks of the purposes and populations of the policy', async () => {
    await gate.consents.give({
      subject: 'm-1',
      purposes: ['direct_mail'],
      expiresAt: new Date(),
      method: 'form',
    })
    await gate.consents.withdraw({
      subject: { id: 7n, population: 'employee', tenant: 't' },
      purposes: ['marketing'],
    })
    await gate.consents.import([{ action: 'give', at: '2020-01-01', subject: 'm-1', purposes: ['support'] }])
    const { purposes } = await gate.consents.state('m-1')
    expectTypeOf<keyof typeof purposes>().toEqualTypeOf<PurposeName<Welearn>>()
    if (purposes.direct_mail.status === 'ConsentGiven') purposes.direct_mail.expiresAt?.slice(0, 10)
    // Type '"direct_mial"' is not assignable to type '"support" | "marketing" | "direct_mail"'.
    // @ts-expect-error
    await gate.consents.give({ subject: 'm-1', purposes: ['direct_mial'] })
    // Type '"employe"' is not assignable to type '"person" | "employee"'.
    // @ts-expect-error
    await gate.consents.state({ id: 'm-1', population: 'employe' })
    // Object literal may only specify known properties, and 'expiresAt' does not exist in type 'Statement<Welearn>'.
    // @ts-expect-error
    await gate.consents.withdraw({ subject: 'm-1', purposes: [], expiresAt: 0 })
  })
})

describe('gate.subject', () => {
  it('knows the resources and rows of the policy', async () => {
    const row = { id: 'm-1', repId: 'a', name: 'A', email: 'a@example.com', cardNumber: '4' }
    const consents = {} as GateOptions<typeof policy>['consents']
    const audit = {} as GateOptions<typeof policy>['audit']
    const gate = createGate({
      policy,
      consents,
      audit,
      sources: {
        member: {
          of: ({ id }) => (id === 'm-1' ? row : [row]),
          correct: (_, patch, old) => {
            expectTypeOf(patch).toEqualTypeOf<Partial<RowOf<typeof policy, 'member'>>>()
            expectTypeOf(old.email).toEqualTypeOf<string>()
          },
        },
      },
    })
    // @ts-expect-error: no resource of the policy
    createGate({ policy, consents, audit, sources: { nobody: { of: () => [] } } })
    // @ts-expect-error: no row of it
    createGate({ policy, consents, audit, sources: { member: { of: () => [{ id: 7 }] } } })
    const subject = gate.subject('m-1', { purpose: 'support', actor: { id: 'a', roles: [] } })
    expectTypeOf(await subject.correct('member', { name: 'B' })).toEqualTypeOf<
      Partial<RowOf<typeof policy, 'member'>>
    >()
    // @ts-expect-error: no resource of the policy
    await subject.erase({ resources: ['nobody'] })
    // @ts-expect-error: no purpose of the policy
    await subject.restrict({ purposes: ['suport'] })
    // @ts-expect-error: no such format
    await subject.portability({ format: 'xml' })
    const access = gate.for('support', { actor: { id: 'a', roles: [] } })
    expectTypeOf((await access.contact('m-1', { channel: 'email' })).message).toEqualTypeOf<
      'transactional' | 'marketing'
    >()
    // @ts-expect-error: a message goes by a channel
    await access.contact('m-1', {})
  })
})

describe('a policy loaded at run time', () => {
  const loaded = createGate({ ...options, policy: {} as Policy })
  const access = loaded.for('anything', { actor: { id: 'a', roles: ['anyone'] } })

  it('takes any name and gives loose views', async () => {
    const view = await access.read('member', { id: 1 }, { require: ['email'] })
    expectTypeOf(view['email']).toEqualTypeOf<unknown>()
    const { views } = await access.readMany('member', [row])
    expectTypeOf(views[0]?.['name']).toEqualTypeOf<unknown>()
    const plan = access.plan('member')
    if (plan.kind !== 'deny')
      expectTypeOf(plan.columns['x']).toEqualTypeOf<readonly ColumnVisibility[] | undefined>()
    await access.query(plan, () => [{ id: 1 }])
    await access.update('member', row, { anything: 1 })
    await loaded.consents.give({ subject: 1, purposes: ['anything'] })
    const repository = { find: async (_id: string) => row, all: async () => [row] }
    const guarded = loaded
      .guard('member', { find: 'one', all: 'many' }, repository)
      .for('anything', { actor })
    expectTypeOf((await guarded.find('m-1'))['name']).toEqualTypeOf<unknown>()
  })

  it('adapters take any policy by a parameter', () => {
    const notice = (of: Policy) => of.name
    const mount = <P extends Policy>(of: Gate<P>, purpose: PurposeName<P>) => of.for(purpose, {} as never)
    notice(policy)
    expectTypeOf(mount(gate, 'support').purpose).toExtend<PurposeName<Welearn>>()
    gate.reload(policy)
    gate.reload({} as Policy)
  })
})

describe('access.disclose', () => {
  const giving = definePolicy({
    name: 'welearn',
    version: '1',
    categories: ['identity'],
    resources: {
      member: {
        schema: z.object({ id: z.string(), name: z.string() }),
        subject: 'id',
        fields: { id: 'key', name: 'identity' },
      },
    },
    purposes: { support: { title: 'Support', basis: 'contract', uses: ['identity'] } },
    roles: {},
    recipients: { insurer: { kind: 'third_party' } },
  })
  type Giving = typeof giving
  const access = createGate({} as GateOptions<Giving>).for('support', { actor: { id: 'a', roles: [] } })
  const row = { id: 'm-1', name: 'Aiko' }

  it('goes to a recipient of the policy, and gives views of the purpose', () => {
    const given = access.disclose('member', [row], { to: 'insurer' })
    expectTypeOf(given).toEqualTypeOf<Promise<Views<Giving, 'support', 'member'>>>()
    expectTypeOf(access.decide('member', row, { consents: [], to: 'insurer' })).toEqualTypeOf<Decision>()
    // Type '"insuror"' is not assignable to type '"insurer"'.
    // @ts-expect-error
    access.disclose('member', [row], { to: 'insuror' })
    // @ts-expect-error to somebody it goes
    access.disclose('member', [row], {})
    // @ts-expect-error
    access.decide('member', row, { to: 'insuror' })
    // @ts-expect-error
    access.explain('member', row, { to: 'insuror' })
  })
})
