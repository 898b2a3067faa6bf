import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { definePolicy, isPurposeboundError, type PolicyIssue, parsePolicy } from '../../../src/index.js'
import { parsePolicy as parseYaml } from '../../../src/yaml.js'
import { Member, Order, shop } from '../../shop.js'

const Row = z.object({ id: z.string(), name: z.string(), joined: z.date(), age: z.number() })
const base = {
  name: 'p',
  version: '1',
  categories: ['identity'],
  resources: {
    row: { subject: 'id', fields: { id: 'key', name: 'identity', joined: 'nonpersonal', age: 'identity' } },
  },
  purposes: { support: { title: 'Support', basis: 'contract', uses: ['identity'] } },
  roles: { agent: { purposes: ['support'], sees: { identity: 'clear' } } },
}

describe('definePolicy', () => {
  it('says everything that is wrong at once, each with its path and the closest name', () => {
    const issues = issuesOf({
      ...base,
      version: 3,
      purposes: { support: { title: 'Support', basis: 'contrct', uses: ['identty'] } },
      roles: { agent: { purposes: ['suport'], sees: {}, where: { row: { nmae: 'x' } } } },
    })
    expect(issues).toEqual([
      expect.objectContaining({ path: '/purposes/support/basis', suggestion: 'contract' }),
      expect.objectContaining({ path: '/purposes/support/uses/0', suggestion: 'identity' }),
      expect.objectContaining({ path: '/roles/agent/purposes/0', suggestion: 'support' }),
      expect.objectContaining({ path: '/roles/agent/where/row/nmae', suggestion: 'name' }),
      expect.objectContaining({ path: '/version' }),
    ])
  })

  it.each([
    ['an unknown key', { ...base, rols: {} }, '/rols'],
    [
      'a leaf that is not classified',
      withFields({ id: 'key', name: 'identity', joined: 'nonpersonal' }),
      '/resources/row/fields/age',
    ],
    [
      'a path that is not in the schema',
      withFields({ ...base.resources.row.fields, phone: 'identity' }),
      '/resources/row/fields/phone',
    ],
    [
      'a key field with a mask',
      withFields({ ...base.resources.row.fields, id: { category: 'key', mask: 'card' } }),
      '/resources/row/fields/id',
    ],
    [
      'a name that every object inherits',
      { ...base, purposes: { constructor: base.purposes.support } },
      '/purposes/constructor',
    ],
    ['a name of another form', { ...base, roles: { 'Big-Agent': base.roles.agent } }, '/roles/Big-Agent'],
    ['what this version does not enforce', withPurpose({ retention: 'P1Y' }), '/purposes/support/retention'],
    ['a purpose within itself', withPurpose({ within: ['support'] }), '/purposes/support/within'],
    ['an incidental purpose on its own', withPurpose({ incidental: true }), '/purposes/support/within'],
    ['a category that is built in', { ...base, categories: ['identity', 'key'] }, '/categories/1'],
    [
      'an operator that does not exist',
      withPurpose({ masks: { identity: 'crad' } }),
      '/purposes/support/masks/identity',
    ],
    ['an instant without a zone', withGrant({ until: '2026-01-01T00:00' }), '/roles/agent/until'],
    ['a day that does not exist', withGrant({ until: '2026-02-30' }), '/roles/agent/until'],
    [
      'a personal field of nobody',
      { ...base, resources: { row: { ...base.resources.row, subject: 'none' } } },
      '/resources/row/fields/name',
    ],
  ])('refuses %s', (_, document, path) => {
    expect(issuesOf(document).map((issue) => issue.path)).toContain(path)
  })

  it.each([
    ['undefined in a template', { name: undefined }],
    ['NaN', { age: { $lt: Number.NaN } }],
    ['minus zero', { age: -0 }],
    ['infinity', { age: { $lte: Number.POSITIVE_INFINITY } }],
    ['an invalid date', { joined: { $gt: new Date(Number.NaN) } }],
    ['a bigint', { age: 1n }],
    ['another type', { age: '18' }],
    ['an unknown operator', { age: { $gtee: 18 } }],
    ['an operator that is no condition', { $where: 'true' }],
    ['an empty condition', {}],
    ['an empty list of conditions', { $or: [] }],
    ['null among values', { name: { $in: ['a', null] } }],
    ['an unknown path of the actor', { name: { $actor: 'idd' } }],
    ['an actor reference with more in it', { name: { $actor: 'id', $ne: 'x' } }],
  ])('refuses a condition with %s', (_, condition) => {
    expect(issuesOf(withGrant({ where: { row: condition } }))).not.toEqual([])
  })

  it('freezes the document and leaves the schemas as they are', () => {
    expect(Object.isFrozen(shop.document.roles)).toBe(true)
    expect(Object.isFrozen(Member)).toBe(false)
    expect(Member.parse({ ...VALID_MEMBER })).toEqual(VALID_MEMBER)
  })

  it('does not change what it was given', () => {
    const given = structuredClone(base)
    definePolicy({ ...given, resources: { row: { ...given.resources.row, schema: Row } } } as never)
    expect(given).toEqual(base)
  })
})

describe('the digest', () => {
  const schemas = { row: Row }
  const json = JSON.stringify(base)
  const digest = parsePolicy(json, { schemas }).digest

  it('is the same from TypeScript, JSON, YAML and another order of keys', () => {
    const declared = definePolicy({
      ...base,
      resources: { row: { ...base.resources.row, schema: Row } },
    } as never)
    const reversed = Object.fromEntries(Object.entries(base).reverse())
    const yaml = `name: p\nversion: '1'\ncategories: [identity]\nresources:\n  row:\n    subject: id\n    fields: { id: key, name: identity, joined: nonpersonal, age: identity }\npurposes:\n  support: { title: Support, basis: contract, uses: [identity] }\nroles:\n  agent: { purposes: [support], sees: { identity: clear } }\n`
    expect([
      declared.digest,
      parsePolicy(reversed, { schemas }).digest,
      parseYaml(yaml, { schemas }).digest,
    ]).toEqual([digest, digest, digest])
  })

  it('changes with the document, and with the types of the schema', () => {
    const other = Row.extend({ age: z.string() })
    expect(parsePolicy({ ...base, version: '2' }, { schemas }).digest).not.toBe(digest)
    expect(parsePolicy(json, { schemas: { row: other } }).digest).not.toBe(digest)
  })
})

describe('parsePolicy', () => {
  it.each([
    ['text that is no JSON', () => parsePolicy('{', { schemas: {} })],
    ['a schema that is missing', () => parsePolicy(base, { schemas: {} })],
    ['YAML with a key twice', () => parseYaml('name: a\nname: b', { schemas: {} })],
    [
      'YAML with an infinity in a rule',
      () =>
        parseYaml(
          `${JSON.stringify(withGrant({ where: { row: { age: { $eq: 1 } } } })).replace('"$eq":1', '"$eq":.inf')}`,
          { schemas: { row: Row } },
        ),
    ],
    [
      'an alias bomb',
      () =>
        parseYaml(
          `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]`,
          { schemas: {} },
        ),
    ],
  ])('refuses %s', (_, parse) => {
    expect(codeOf(parse)).toBe('policy_invalid')
  })

  it('reads what was written as TypeScript', () => {
    expect(
      parsePolicy(JSON.stringify(shop.document), { schemas: { member: Member, order: Order } }).digest,
    ).toBe(shop.digest)
  })
})

const VALID_MEMBER = {
  id: 'm',
  tenant: 't',
  repId: null,
  name: 'n',
  email: 'a@b.co',
  cardNumber: '1',
  tags: [],
}

function withFields(fields: object) {
  return { ...base, resources: { row: { ...base.resources.row, fields } } }
}

function withPurpose(more: object) {
  return { ...base, purposes: { support: { ...base.purposes.support, ...more } } }
}

function withGrant(more: object) {
  return { ...base, roles: { agent: { ...base.roles.agent, ...more } } }
}

function issuesOf(document: object): readonly PolicyIssue[] {
  try {
    parsePolicy(document, { schemas: { row: Row } })
    return []
  } catch (error) {
    if (isPurposeboundError(error) && error.issues) return error.issues
    throw error
  }
}

function codeOf(act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    return isPurposeboundError(error) ? error.code : error
  }
}
