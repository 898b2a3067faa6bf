import { existsSync, readFileSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { toSql } from '../../examples/welearn/to-sql.js'
import {
  type Actor,
  definePolicy,
  isPurposeboundError,
  type RowOf,
  type Views,
  withheld,
} from '../../src/index.js'
import { expectAccess, testGate } from '../../src/testing/index.js'

// data that nobody here designed: a shop of music, with customers, those who look after them, and invoices
const FILE = '../shared/data/chinook/chinook_postgresql.sql'
const there = existsSync(FILE)
if (!there) console.warn(`SKIPPED: the policy over foreign data is not tested, because ${FILE} is not there`)

const Address = {
  address: z.string().nullable(),
  city: z.string().nullable(),
  state: z.string().nullable(),
  country: z.string().nullable(),
  postal_code: z.string().nullable(),
}
const Customer = z.object({
  customer_id: z.int(),
  first_name: z.string(),
  last_name: z.string(),
  company: z.string().nullable(),
  ...Address,
  phone: z.string().nullable(),
  fax: z.string().nullable(),
  email: z.email(),
  support_rep_id: z.int().nullable(),
})
const Employee = z.object({
  employee_id: z.int(),
  last_name: z.string(),
  first_name: z.string(),
  title: z.string().nullable(),
  reports_to: z.int().nullable(),
  birth_date: z.date().nullable(),
  hire_date: z.date().nullable(),
  ...Address,
  phone: z.string().nullable(),
  fax: z.string().nullable(),
  email: z.string().nullable(),
})
const Invoice = z.object({
  invoice_id: z.int(),
  customer_id: z.int(),
  invoice_date: z.date(),
  billing_country: z.string().nullable(),
  // numeric comes out of the driver as text
  total: z.string(),
  lines: z.array(z.object({ track_id: z.int(), name: z.string(), quantity: z.int() })),
  customer: Customer.optional(),
})

const policy = definePolicy({
  name: 'chinook',
  version: '1',
  populations: ['customer', 'employee'],
  categories: {
    identity: { mask: 'name' },
    contact: {},
    postal: { within: 'contact' },
    staff_file: {},
    purchases: {},
  },
  resources: {
    customer: {
      schema: Customer,
      id: 'customer_id',
      subject: { population: 'customer', at: 'customer_id' },
      fields: {
        customer_id: 'key',
        support_rep_id: 'key',
        first_name: 'identity',
        last_name: 'identity',
        company: 'identity',
        address: 'postal',
        city: 'postal',
        state: 'postal',
        country: 'postal',
        postal_code: { category: 'postal', mask: { op: 'mask', first: 2 } },
        phone: { category: 'contact', mask: 'phone' },
        fax: { category: 'contact', mask: 'phone' },
        email: { category: 'contact', mask: 'email' },
      },
    },
    employee: {
      schema: Employee,
      id: 'employee_id',
      subject: { population: 'employee', at: 'employee_id' },
      fields: {
        employee_id: 'key',
        reports_to: 'key',
        first_name: 'identity',
        last_name: 'identity',
        title: 'nonpersonal',
        birth_date: { category: 'staff_file', mask: 'birth_date' },
        hire_date: 'staff_file',
        address: 'staff_file',
        city: 'staff_file',
        state: 'staff_file',
        country: 'staff_file',
        postal_code: 'staff_file',
        phone: 'staff_file',
        fax: 'staff_file',
        email: 'contact',
      },
    },
    invoice: {
      schema: Invoice,
      id: 'invoice_id',
      subject: { population: 'customer', at: 'customer_id' },
      fields: {
        invoice_id: 'key',
        customer_id: 'key',
        invoice_date: 'purchases',
        billing_country: 'purchases',
        total: 'purchases',
        lines: 'purchases',
        customer: { resource: 'customer' },
      },
    },
  },
  purposes: {
    support: { title: 'Support', basis: 'contract', uses: ['identity', 'contact', 'purchases'], self: true },
    accounting: {
      title: 'Accounting',
      basis: 'legal_obligation',
      uses: ['purchases', 'customer.first_name', 'customer.last_name', 'customer.country'],
    },
    newsletter: { title: 'Newsletter', basis: 'consent', uses: ['customer.first_name', 'customer.email'] },
    staffing: {
      title: 'Staffing',
      basis: 'contract',
      uses: ['employee.first_name', 'employee.last_name', 'staff_file'],
    },
  },
  roles: {
    representative: {
      purposes: ['support'],
      sees: { identity: 'clear', contact: 'clear', purchases: 'clear' },
      where: { customer: { support_rep_id: { $actor: 'id' } }, invoice: 'all' },
    },
    accountant: {
      purposes: ['accounting'],
      sees: { identity: 'masked', postal: 'clear', purchases: 'clear' },
    },
    marketer: { purposes: ['newsletter'], sees: { identity: 'clear', contact: 'clear' } },
    manager: {
      purposes: ['staffing'],
      sees: { identity: 'clear', 'employee.birth_date': 'masked', staff_file: 'clear' },
      where: { employee: { $or: [{ reports_to: { $actor: 'id' } }, { employee_id: { $actor: 'id' } }] } },
    },
  },
})
type Chinook = typeof policy

const jane = { id: 3, roles: ['representative'] } as const satisfies Actor<Chinook>
const margaret = { id: 4, roles: ['representative'] } as const satisfies Actor<Chinook>
const accountant = { id: 'a-1', roles: ['accountant'] } as const satisfies Actor<Chinook>
const marketer = { id: 'newsletter', kind: 'service', roles: ['marketer'] } as const satisfies Actor<Chinook>
const manager = { id: 2, roles: ['manager'] } as const satisfies Actor<Chinook>

describe('the policy over a shop of music', () => {
  const expectSupport = expectAccess(policy).as('representative').for('support').on('customer')
  it('shows representatives what support needs', () => {
    expectSupport.toSee({ masked: [], hidden: [] })
    expectAccess(policy).as('accountant').for('support').on('customer').toBeDenied('role_not_permitted')
    expectAccess(policy)
      .as('accountant')
      .for('accounting')
      .on('customer')
      .toSee({ clear: ['country'], masked: ['first_name', 'last_name'] })
  })
})

describe.runIf(there)('a policy over data that nobody here designed', () => {
  let db: PGlite
  let customers: RowOf<Chinook, 'customer'>[]
  let employees: RowOf<Chinook, 'employee'>[]
  let invoices: RowOf<Chinook, 'invoice'>[]

  beforeAll(async () => {
    db = await PGlite.create()
    await db.exec(readFileSync(FILE, 'utf8'))
    customers = (await db.query<RowOf<Chinook, 'customer'>>('SELECT * FROM customer ORDER BY customer_id'))
      .rows
    employees = (await db.query<RowOf<Chinook, 'employee'>>('SELECT * FROM employee ORDER BY employee_id'))
      .rows
    invoices = (
      await db.query<RowOf<Chinook, 'invoice'>>(`
        SELECT i.invoice_id, i.customer_id, i.invoice_date, i.billing_country, i.total, to_jsonb(c) AS customer,
          (SELECT jsonb_agg(jsonb_build_object('track_id', t.track_id, 'name', t.name, 'quantity', l.quantity))
             FROM invoice_line l JOIN track t USING (track_id) WHERE l.invoice_id = i.invoice_id) AS lines
        FROM invoice i JOIN customer c USING (customer_id) ORDER BY i.invoice_id`)
    ).rows
  }, 60_000)
  afterAll(() => db.close())

  it('shows a representative the customers they look after, and no others', async () => {
    const { gate } = testGate({ policy })
    const mine = customers.filter((customer) => customer.support_rep_id === jane.id)
    const { views, refused } = await gate.for('support', { actor: jane }).readMany('customer', customers)
    expect(views).toEqual(mine)
    expect(refused).toHaveLength(customers.length - mine.length)
    expect(new Set(refused.map(({ reason }) => reason))).toEqual(new Set(['condition_not_met']))
    const theirs = await gate.for('support', { actor: margaret }).readMany('customer', customers)
    expect(theirs.views.map(({ support_rep_id }) => support_rep_id)).toEqual(
      theirs.views.map(() => margaret.id),
    )
  })

  it('does not take the number 3 for the text 3', async () => {
    const { gate } = testGate({ policy })
    const impostor = gate.for('support', { actor: { id: '3', roles: ['representative'] } })
    expect((await impostor.readMany('customer', customers)).views).toEqual([])
  })

  it('selects in the database what the gate would release, and the gate decides again', async () => {
    const { gate } = testGate({ policy })
    const access = gate.for('support', { actor: jane })
    const params: unknown[] = []
    const pushed = await access.query(access.plan('customer'), async (plan) => {
      const where = plan.kind === 'conditional' ? toSql(plan.where, params) : 'TRUE'
      const columns = [...Object.keys(plan.columns), ...plan.needs].join(', ')
      const sql = `SELECT ${columns} FROM customer WHERE ${where} ORDER BY customer_id`
      return (await db.query<RowOf<Chinook, 'customer'>>(sql, params)).rows
    })
    expect(params).toEqual([3])
    expect(pushed.views).toEqual((await access.readMany('customer', customers)).views)
    expect(pushed.refused).toEqual([])
  })

  it('gives the newsletter first names and addresses, of those who consented', async () => {
    const { gate } = testGate({ policy })
    const mail = gate.for('newsletter', { actor: marketer })
    expect((await mail.readMany('customer', customers)).views).toEqual([])
    for (const id of [1, 5, 9])
      await gate.consents.give({ subject: { id, population: 'customer' }, purposes: ['newsletter'] })
    // an employee with the same number is somebody else
    await gate.consents.give({ subject: { id: 2, population: 'employee' }, purposes: ['newsletter'] })
    const { views } = await mail.readMany('customer', customers)
    expect(views).toEqual(
      customers
        .filter(({ customer_id }) => [1, 5, 9].includes(customer_id))
        .map(({ customer_id, support_rep_id, first_name, email }) => ({
          customer_id,
          support_rep_id,
          first_name,
          email,
        })),
    )
  })

  it('streams all invoices to the accountant, with whom they are for as far as it is needed', async () => {
    const { gate, records } = testGate({ policy })
    const access = gate.for('accounting', { actor: accountant })
    const pages: Views<Chinook, 'accounting', 'invoice'>[] = []
    for await (const page of access.stream('invoice', invoices, { size: 100 })) pages.push(page)
    const views = pages.flatMap((page) => page.views)
    expect(views).toHaveLength(invoices.length)
    expect(views[0]).toMatchObject({ total: invoices[0]?.total, lines: invoices[0]?.lines })
    const { customer } = views[0] ?? {}
    expect(Object.keys(customer ?? {})).toEqual([
      'customer_id',
      'first_name',
      'last_name',
      'country',
      'support_rep_id',
    ])
    expect(customer?.first_name).not.toBe(invoices[0]?.customer?.first_name)
    expect(records.at(-1)).toMatchObject({
      type: 'outcome',
      outcome: { status: 'released', rows: invoices.length },
    })
    for (const { email } of customers) expect(JSON.stringify([views, records])).not.toContain(email)
  })

  it('hides the customer of an invoice from a representative of somebody else, and shows the invoice', async () => {
    const { gate } = testGate({ policy })
    const theirs = invoices.find(({ customer }) => customer?.support_rep_id === margaret.id)
    const view = await gate.for('support', { actor: jane }).read('invoice', theirs as never)
    expect(view.total).toBe(theirs?.total)
    expect(view.customer).toBeUndefined()
  })

  it('shows a manager those who report to them, with the year of birth', async () => {
    const { gate } = testGate({ policy })
    const { views } = await gate.for('staffing', { actor: manager }).readMany('employee', employees)
    expect(views.map(({ employee_id }) => employee_id)).toEqual([2, 3, 4, 5])
    for (const { birth_date } of views) expect(birth_date).toMatch(/^19\d\d$/)
    expect(withheld(views[0] as object)?.map(({ path }) => path)).toContain('birth_date')
  })

  it('shows customers themselves, and never the employee with the same number', async () => {
    const { gate } = testGate({ policy })
    const as = (population: 'customer' | 'employee') =>
      gate.for('support', {
        actor: { id: 'login', kind: 'person', roles: [], subject: { id: 1, population } },
      })
    const [first] = customers
    await expect(as('customer').read('customer', first as never)).resolves.toEqual(first)
    await expect(as('employee').read('customer', first as never)).rejects.toMatchObject({
      reason: 'role_not_permitted',
    })
  })

  it('says which column is of another type than the schema says', async () => {
    const { gate } = testGate({ policy })
    const access = gate.for('accounting', { actor: accountant })
    const wrong = { ...invoices[0], total: Number(invoices[0]?.total) }
    const error = await access.read('invoice', wrong as never).catch((error: unknown) => error)
    expect(isPurposeboundError(error) && [error.reason, error.rule]).toEqual([
      'row_invalid',
      '/resources/invoice/schema/total',
    ])
  })
})
