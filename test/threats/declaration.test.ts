import { describe, expect, it } from 'vitest'
import { definePolicy, isPurposeboundError, type PolicyError, parsePolicy } from '../../src/index.js'
import { bomb, revoked, SECRET } from './hostile.js'
import { schemas, shop } from './shop.js'

type Data = { [key: string]: unknown }
const document = () =>
  JSON.parse(JSON.stringify(shop.document)) as { [part: string]: { [name: string]: Data } }
const issues = (data: unknown): readonly string[] => {
  try {
    parsePolicy(data as object, { schemas })
    return []
  } catch (error) {
    return (error as PolicyError).issues.map(({ path }) => path)
  }
}
/** The policy with another condition on the agent's customers. */
const where = (condition: unknown) => {
  const changed = document()
  ;(changed['roles']!['agent'] as Data)['where'] = { customer: condition }
  return changed
}

describe('what a policy may say', () => {
  it.each([
    ['an unset variable', { repId: undefined }],
    ['an unset operand', { repId: { $eq: undefined } }],
    ['an unset item', { repId: { $in: ['a', undefined] } }],
    ['nothing at all', {}],
    ['an empty test', { repId: {} }],
    ['an empty list of conditions', { $or: [] }],
    ['an empty condition in a list', { $and: [{}] }],
    ['NaN', { age: { $lt: Number.NaN } }],
    ['Infinity', { age: { $gt: Number.NEGATIVE_INFINITY } }],
    ['-0', { age: -0 }],
    ['a bigint', { age: 1n }],
    ['an invalid date', { born: { $gt: new Date(Number.NaN) } }],
    ['another type', { age: '47' }],
    ['a list for a scalar', { repId: ['a-1'] }],
    ['an object for a scalar', { repId: { $eq: { length: 3 } } }],
    ['an operator that is none', { repId: { $regex: '.*' } }],
    ['a mistyped operator', { repId: { $neq: 'a-1' } }],
    ['a mistyped compound', { $nor: [{ repId: 'a-1' }] }],
    ['an attribute that is none', { repid: 'a-1' }],
    ['an inherited attribute', { constructor: 'a-1' }],
    ['a path through an array', { 'cards[].label': 'x' }],
    ['an actor that cannot be reached', { repId: { $actor: 'roles' } }],
    ['an inherited actor attribute', { repId: { $actor: 'attributes.__proto__.x' } }],
    ['code', { repId: () => true }],
  ])('T11, T12: a condition with %s is a mistake in the policy and matches nothing', (_, condition) => {
    expect(issues(where(condition))).not.toEqual([])
  })

  it('T5: no name of a policy is one that every object inherits', () => {
    for (const part of ['purposes', 'roles', 'resources', 'categories']) {
      for (const name of ['constructor', 'toString', 'valueOf']) {
        const changed = document()
        changed[part]![name] = Object.values(changed[part]!)[0] as Data
        expect(issues(changed).length, `${part} ${name}`).toBeGreaterThan(0)
      }
      const json = JSON.stringify(shop.document).replace(
        `"${part}":{`,
        `"${part}":{"__proto__":{"title":"x"},`,
      )
      expect(() => parsePolicy(json, { schemas })).toThrow()
    }
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  it('T6: no purpose lies within itself, by whatever way', () => {
    const cyclic = document()
    cyclic['purposes']!['marketing']!['within'] = ['direct_mail']
    expect(issues(cyclic)).toEqual(['/purposes/direct_mail/within', '/purposes/marketing/within'])
    const alone = document()
    alone['purposes']!['support']!['within'] = ['support']
    expect(issues(alone)).toEqual(['/purposes/support/within'])
  })

  it.each<[string, () => unknown]>([
    ['nothing', () => undefined],
    ['a function', () => () => shop.document],
    ['a section that throws', () => bomb(document(), 'roles')],
    ['a part that throws', () => ({ ...document(), roles: bomb({}, 'agent') })],
    ['a list that throws', () => ({ ...document(), prohibitions: bomb([{}], '0') })],
    ['a section that was revoked', () => ({ ...document(), purposes: revoked({}) })],
    ['one that was revoked', () => revoked(document())],
    ['instances of a class', () => ({ ...document(), roles: new (class Roles {})() })],
    ['a Map', () => ({ ...document(), roles: new Map(Object.entries(shop.document.roles)) })],
    ['a cycle', () => cyclic()],
    ['a hundred levels', () => where(nested(100))],
    ['a hundred thousand levels', () => where(nested(100_000))],
  ])('T30, T35: %s in the place of a policy is an invalid one, told in a code', (_, make) => {
    for (const define of [
      () => definePolicy(make() as never),
      () => parsePolicy(make() as never, { schemas }),
    ]) {
      const error = thrownBy(define)
      expect(isPurposeboundError(error) && error.code).toBe('policy_invalid')
      expect(String((error as Error).stack)).not.toContain(SECRET)
    }
  })

  it('T30: what a policy was made from can change afterwards, and the policy does not', () => {
    const declared = document()
    const policy = parsePolicy(declared, { schemas })
    ;(declared['roles']!['clerk'] as Data)['sees'] = { identity: 'clear' }
    expect(policy.document).toEqual(shop.document)
    expect(policy.digest).toBe(shop.digest)
    expect(Object.isFrozen(policy.document.roles['clerk'])).toBe(true)
  })
})

function cyclic(): object {
  const roles: { [key: string]: unknown } = {}
  roles['agent'] = [roles]
  return { ...document(), roles }
}

function nested(levels: number): object {
  let condition: object = { repId: 'a-1' }
  for (let level = 0; level < levels; level++) condition = { $not: condition }
  return condition
}

function thrownBy(work: () => unknown): unknown {
  try {
    work()
    return undefined
  } catch (error) {
    return error
  }
}
