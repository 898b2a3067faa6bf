import { describe, expect, it } from 'vitest'
import { isPurposeboundError, type PolicyIssue, parsePolicy } from '../../src/index.js'
import { parsePolicy as parseYaml } from '../../src/yaml.js'
import { shop } from '../shop.js'

const { schemas } = shop
const json = JSON.stringify(shop.document)

function issuesOf(parse: () => unknown): readonly PolicyIssue[] {
  try {
    parse()
  } catch (error) {
    if (isPurposeboundError(error) && error.issues) return error.issues
    throw error
  }
  return []
}

describe('a policy in JSON', () => {
  it('is refused where a key stands twice, with the place of each', () => {
    const twice = json
      .replace('"name":"shop"', '"name":"shop","name":"other"')
      .replace('"basis":"contract"', '"basis":"consent","basi\\u0073":"contract"')
      .replace('"prohibitions":[{', '"prohibitions":[{"id":"a/b"},{"of":[],"of":[],"a~/b":1,"a~/b":2,')
    expect(issuesOf(() => parsePolicy(twice, { schemas }))).toEqual(
      ['/name', '/purposes/support/basis', '/prohibitions/1/of', '/prohibitions/1/a~0~1b'].map((path) => ({
        path,
        message: 'this key stands twice',
      })),
    )
  })

  it('may hold the same key in two objects, and the same word as key and text, whatever its texts hold', () => {
    const titled = json.replace('"Marketing"', '"{\\"title\\":\\"x\\",\\"title\\": \\\\\\\\"')
    expect(parsePolicy(titled, { schemas }).document.purposes['marketing']?.title).toContain('"title":"x"')
    expect(parsePolicy(JSON.stringify(shop.document, undefined, 2), { schemas }).digest).toBe(shop.digest)
  })
})

describe('a schema for a resource that the policy does not have', () => {
  it('is a slip of the pen, and refused with the name that was meant', () => {
    const { member, order } = schemas
    for (const parse of [parsePolicy, parseYaml]) {
      expect(issuesOf(() => parse(json, { schemas: { member, order, ordre: order } as never }))).toEqual([
        { path: '/resources/ordre/schema', message: 'unknown resource `ordre`', suggestion: 'order' },
      ])
      expect(issuesOf(() => parse(json, { schemas: { member, ordr: order } as never }))).toEqual([
        { path: '/resources/order/schema', message: 'no schema was given' },
        { path: '/resources/ordr/schema', message: 'unknown resource `ordr`', suggestion: 'order' },
      ])
    }
  })

  it('is not looked for where nobody knows which resources there are', () => {
    const broken = json.replace(/"resources":\{/, '"resources":7,"x":{')
    expect(issuesOf(() => parsePolicy(broken, { schemas })).map(({ path }) => path)).toEqual([
      '/resources',
      '/x',
    ])
  })
})

describe('a policy that is read without what it needs is refused in so many words', () => {
  it.each([
    ['no options', undefined],
    ['null', null],
    ['no schemas', {}],
    ['schemas that are null', { schemas: null }],
    ['schemas that are a list', { schemas: [] }],
    ['a text', 'schemas'],
  ])('%s', (_, options) => {
    for (const parse of [parsePolicy, parseYaml])
      expect(issuesOf(() => parse(json, options as never))).toMatchObject([
        { path: '', message: '`parsePolicy` takes `{ schemas }`, one for each resource' },
      ])
  })

  it.each([undefined, null, 7, ['S3CR3T'], { name: 'S3CR3T' }])('%o in place of YAML', (text) => {
    const issues = issuesOf(() => parseYaml(text as never, { schemas }))
    expect(issues).toEqual([{ path: '', message: 'a policy in YAML is a text' }])
  })

  it.each([undefined, null, 7, '7', '[]', 'null'])('%o in place of JSON', (text) => {
    expect(issuesOf(() => parsePolicy(text as never, { schemas }))).not.toEqual([])
  })
})
