import { describe, expect, it } from 'vitest'
import { base, type Said, said, schemas, withField, without, withPurpose, withRole } from './changed.js'
import { issuesOf } from './issues-of.js'

// everything wrong with a policy is said at once, each thing once, and nothing that only follows from another

describe('inside a form of several, all that is wrong is said', () => {
  it.each<[string, object, Said]>([
    [
      'a grant',
      withRole({ purposes: ['suport'], sees: { identty: 'claer' }, may: ['red'] }),
      {
        '/roles/agent/may/0': 'read',
        '/roles/agent/purposes/0': 'support',
        '/roles/agent/sees/identty': ['clear', 'identity'],
      },
    ],
    [
      'a grant of a list',
      withRole([
        { purposes: ['suport'], sees: {}, whre: {} },
        { purposes: 7, sees: { 'row.nme': 'clear' } },
      ]),
      {
        '/roles/agent/0/purposes/0': 'support',
        '/roles/agent/0/whre': 'where',
        '/roles/agent/1/purposes': undefined,
        '/roles/agent/1/sees/row.nme': 'row.name',
      },
    ],
    [
      'a use',
      withPurpose({ uses: [{ of: 'identty', at: 'hiden' }, 7, 'contct'] }),
      {
        '/purposes/support/uses/0/at': undefined,
        '/purposes/support/uses/0/of': 'identity',
        '/purposes/support/uses/1': undefined,
        '/purposes/support/uses/2': 'contact',
      },
    ],
    [
      'a field',
      withField({ category: 'identty', ceiling: 'maskd', mask: 'crad', subjct: 'id' }),
      {
        '/resources/row/fields/name/category': 'identity',
        '/resources/row/fields/name/ceiling': 'masked',
        '/resources/row/fields/name/mask': 'card',
        '/resources/row/fields/name/subjct': 'subject',
      },
    ],
    [
      'self',
      withPurpose({ self: { sees: { identty: 'clear' }, may: ['red'] } }),
      { '/purposes/support/self/may/0': 'read', '/purposes/support/self/sees/identty': 'identity' },
    ],
  ])('%s', (_, document, expected) => {
    expect(said(document)).toEqual(expected)
  })
})

describe('what follows from a problem is no other problem', () => {
  it.each<[string, object, readonly string[]]>([
    [
      'a ceiling that is none',
      withField({ category: 'identity', ceiling: 'maskd' }),
      ['/resources/row/fields/name/ceiling'],
    ],
    ['a field that is none', withField(7), ['/resources/row/fields/name']],
    ['no categories', without('categories'), ['/categories']],
    ['no resources', without('resources'), ['/resources']],
    ['no purposes', without('purposes'), ['/purposes']],
    [
      'no subject',
      { ...base, resources: { row: { fields: base.resources.row.fields } } },
      ['/resources/row/subject'],
    ],
    ['a resource that is none', { ...base, resources: { row: 7 } }, ['/resources/row']],
    ['a purpose that is none', { ...base, purposes: { support: 7 } }, ['/purposes/support']],
    [
      'a purpose of a bad name',
      { ...base, purposes: { Support: base.purposes.support } },
      ['/purposes/Support', '/roles/agent/purposes/0'],
    ],
    ['an unset value', withPurpose({ uses: [undefined] }), ['/purposes/support/uses/0']],
    [
      'a use of self by default',
      withPurpose({ uses: ['identty'], self: true }),
      ['/purposes/support/uses/0'],
    ],
    [
      'a field that is not classified, in a condition',
      {
        ...base,
        resources: { row: { subject: 'id', fields: { id: 'key', at: 'nonpersonal', owner: 'contact' } } },
        roles: { agent: { purposes: ['support'], sees: {}, where: { row: { name: 'x' } } } },
      },
      ['/resources/row/fields/name'],
    ],
    [
      'an entry over several leaves',
      {
        ...base,
        resources: { row: { subject: 'id', fields: { ...base.resources.row.fields, owner: 'contct' } } },
      },
      ['/resources/row/fields/owner'],
    ],
  ])('%s', (_, document, paths) => {
    expect(issuesOf(document, schemas).map(({ path }) => path)).toEqual(paths)
  })

  it('a resource without a schema says so, what is wrong with its words, and nothing of its paths', () => {
    const document = {
      ...base,
      resources: { ...base.resources, other: { subject: 'x', tenant: 'y', fields: { z: 'identty' } } },
      roles: { agent: { purposes: ['support'], sees: { 'other.z': 'clear' }, where: { other: { q: 1 } } } },
    }
    expect(issuesOf(document, schemas).map(({ path }) => path)).toEqual([
      '/resources/other/fields/z',
      '/resources/other/schema',
    ])
  })
})
