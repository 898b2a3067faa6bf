import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { isPurposeboundError, type PolicyError, parsePolicy as parseJson } from '../src/index.js'
import { parsePolicy } from '../src/yaml.js'
import { shop } from './shop.js'

const { schemas } = shop
const yaml = stringify(shop.document)
const issuesOf = (text: string) => {
  try {
    parsePolicy(text, { schemas })
  } catch (error) {
    if (isPurposeboundError(error)) return (error as PolicyError).issues
    throw error
  }
  return []
}

describe('a policy in YAML', () => {
  it('is the same policy as in JSON and in TypeScript, with the same digest', () => {
    const policy = parsePolicy(yaml, { schemas })
    expect(policy.digest).toBe(shop.digest)
    expect(policy.digest).toBe(parseJson(JSON.stringify(shop.document), { schemas }).digest)
    expect(policy.document).toEqual(shop.document)
  })

  it('may be JSON too', () => {
    expect(parsePolicy(JSON.stringify(shop.document), { schemas }).digest).toBe(shop.digest)
  })

  it('may share parts by an alias', () => {
    const shared = yaml
      .replace('audit:\n    title: Audit', 'audit:\n    title: &audit Audit')
      .replace('title: Research', 'title: *audit')
    expect(parsePolicy(shared, { schemas }).document.purposes['research']?.title).toBe('Audit')
  })

  it('keeps text text: a version, a country, a date', () => {
    const policy = parsePolicy(yaml.replace(/^version:.*$/m, 'version: "2026-11-01"'), { schemas })
    expect(policy.version).toBe('2026-11-01')
    expect(parsePolicy(yaml.replace(/^version:.*$/m, 'version: 2026-11-01'), { schemas }).version).toBe(
      '2026-11-01',
    )
    // YAML 1.1 would read `no` as false
    expect(
      parsePolicy(yaml.replace('title: Audit', 'title: no'), { schemas }).document.purposes['audit']?.title,
    ).toBe('no')
  })
})

describe('a policy in YAML is refused', () => {
  it('with the line of a syntax error', () => {
    expect(issuesOf('name: shop\ncategories: [a\n')).toEqual([
      { path: '', message: expect.stringMatching(/^YAML [A-Z_]+ at line \d+$/) },
    ])
  })

  it('for a key that stands twice: which one counts must not be a matter of luck', () => {
    expect(issuesOf(`${yaml}\nname: other\n`)).toMatchObject([
      { message: expect.stringContaining('DUPLICATE_KEY') },
    ])
  })

  it('with every problem at its path, as JSON is', () => {
    const wrong = yaml
      .replace('basis: contract', 'basis: contrat')
      .replace('within:\n      - marketing', 'within:\n      - markting')
    expect(issuesOf(wrong).map(({ path }) => path)).toEqual([
      '/purposes/direct_mail/within/0',
      '/purposes/support/basis',
    ])
  })

  it.each([
    ['nothing', ''],
    ['a list', '- name: shop'],
    ['a word', 'shop'],
    ['two documents', `${yaml}\n---\n${yaml}`],
    ['a merge key', yaml.replace('research:\n', 'research:\n    <<: {objectable: true}\n')],
    ['a tag of its own', yaml.replace('name: shop', 'name: !secret shop')],
    ['aliases that multiply', bomb()],
  ])('when it is %s', (_, text) => {
    expect(issuesOf(text)).not.toEqual([])
  })

  it('without a word of its text, which may hold anything', () => {
    const text = JSON.stringify(issuesOf('name: [hunter2\n  secret: "hunter2'))
    expect(text).not.toContain('hunter2')
  })
})

/** Nine lines that would be a thousand million words. */
function bomb(): string {
  const lines = Array.from({ length: 9 }, (_, i) => {
    const inner = Array(10)
      .fill(i === 0 ? 'lol' : `*a${i - 1}`)
      .join(', ')
    return `a${i}: &a${i} [${inner}]`
  })
  return lines.join('\n')
}
