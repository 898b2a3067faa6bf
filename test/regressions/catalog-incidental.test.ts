import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { issuesOf } from './issues-of.js'

// an incidental purpose is held to the fields that its parents use, not to the words in which they say so

const schemas = {
  member: z.object({ id: z.string(), name: z.string(), kana: z.string(), email: z.string() }),
}

describe('an incidental purpose', () => {
  it.each<[string, readonly Use[], readonly Use[]]>([
    ['what its parent uses, by the same word', ['identity'], ['identity']],
    ['one field of a category', ['identity'], ['member.name']],
    ['a category field by field', ['member.name', 'member.kana'], ['identity']],
    ['a category within another', ['person'], ['identity', 'contact']],
    ['the same, masked', ['identity'], [{ of: 'identity', at: 'masked' }]],
    ['masked what is masked', [{ of: 'person', at: 'masked' }], [{ of: 'member.email', at: 'masked' }]],
    ['nothing', ['identity'], []],
  ])('may use %s', (_, above, uses) => {
    expect(problems({ parent: above }, uses)).toEqual([])
  })

  it.each<[string, readonly Use[], readonly Use[], string]>([
    ['another category', ['identity'], ['contact'], 'none uses `member.email`'],
    ['a field more than its parents', ['member.name'], ['identity'], 'none uses `member.kana`'],
    [
      'clear what is masked',
      [{ of: 'identity', at: 'masked' }],
      ['identity'],
      'none uses `member.name` more than masked',
    ],
    [
      'clear what is masked nearer',
      ['person', { of: 'member.email', at: 'masked' }],
      ['contact'],
      'none uses `member.email` more than masked',
    ],
  ])('must not use %s', (_, above, uses, said) => {
    expect(problems({ parent: above }, uses)).toEqual([
      ['/purposes/child/uses/0', `an incidental purpose uses only what its parents use, and ${said}`],
    ])
  })

  it('may take from each of its parents, and from no purpose above those', () => {
    expect(problems({ one: ['identity'], two: ['contact'] }, ['person'])).toEqual([])
    const above = { parent: purpose(['identity'], { within: ['top'] }), top: purpose(['person']) }
    expect(said(above, purpose(['contact'], { within: ['parent'], incidental: true }))).toHaveLength(1)
  })

  it('shows keys no more clearly than its parents', () => {
    const child = (more: object) => purpose(['identity'], { within: ['parent'], incidental: true, ...more })
    const parent = purpose(['identity'], { pseudonymous: true })
    expect(said({ parent }, child({})).map(([path]) => path)).toEqual(['/purposes/child/pseudonymous'])
    expect(said({ parent }, child({ pseudonymous: true }))).toEqual([])
  })

  it('is judged by no parent that does not exist', () => {
    const child = purpose(['contact'], { within: ['gone'], incidental: true })
    expect(said({}, child).map(([path]) => path)).toEqual(['/purposes/child/within/0'])
  })
})

type Use = string | { readonly of: string; readonly at: 'masked' | 'clear' }

function problems(parents: { readonly [name: string]: readonly Use[] }, uses: readonly Use[]) {
  const all = Object.fromEntries(Object.entries(parents).map(([name, uses]) => [name, purpose(uses)]))
  return said(all, purpose(uses, { within: Object.keys(parents), incidental: true }))
}

function said(parents: object, child: object): [path: string, message: string][] {
  const document = {
    name: 'p',
    version: '1',
    categories: { person: {}, identity: { within: 'person' }, contact: { within: 'person' } },
    resources: {
      member: { subject: 'id', fields: { id: 'key', name: 'identity', kana: 'identity', email: 'contact' } },
    },
    purposes: { ...parents, child },
    roles: {},
  }
  return issuesOf(document, schemas).map(({ path, message }) => [path, message])
}

function purpose(uses: readonly Use[], more: object = {}) {
  return { title: 'T', basis: 'contract', uses, ...more }
}
