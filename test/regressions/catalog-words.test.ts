import { describe, expect, it } from 'vitest'
import { base, said, schemas, without, withPurpose, withRole, withRowKey } from './changed.js'
import { issuesOf } from './issues-of.js'

describe('each problem in our own words', () => {
  it.each<[string, object, string, string]>([
    [
      'no categories',
      without('categories'),
      '/categories',
      'expected a list of names, or `{ name: category }`',
    ],
    [
      'no subject',
      { ...base, resources: { row: { fields: base.resources.row.fields } } },
      '/resources/row/subject',
      "expected a path, `{ population, at }`, a list of these, or `'none'`",
    ],
    [
      'an empty list of subjects',
      { ...base, resources: { row: { ...base.resources.row, subject: [] } } },
      '/resources/row/subject',
      'expected a list of at least 1',
    ],
    ['an empty text', { ...base, version: '' }, '/version', 'expected a text of at least 1 character'],
    [
      'a text too long',
      { ...base, version: 'x'.repeat(1001) },
      '/version',
      'expected a text of at most 1000 characters',
    ],
    [
      'terms below one',
      withPurpose({ terms: 0 }),
      '/purposes/support/terms',
      'expected a whole number, at least 1',
    ],
    ['half a term', withPurpose({ terms: 1.5 }), '/purposes/support/terms', 'expected a whole number'],
    [
      'a title that is none',
      withPurpose({ title: 7 }),
      '/purposes/support/title',
      'expected a text, or `{ en, ja }`',
    ],
    [
      'a reserved name',
      { ...base, purposes: { ...base.purposes, constructor: base.purposes.support } },
      '/purposes/constructor',
      '`constructor` is reserved: every object has it',
    ],
    [
      'a category twice',
      { ...base, categories: ['identity', 'contact', 'identity'] },
      '/categories/2',
      '`identity` stands twice',
    ],
    [
      'a population twice',
      { ...base, populations: ['member', 'member'] },
      '/populations/1',
      '`member` stands twice',
    ],
    [
      'a tenant at a date',
      withRowKey({ tenant: 'at' }),
      '/resources/row/tenant',
      '`at` cannot be the `tenant` of a row: a tenant is a string or an integer',
    ],
    [
      'an id at a date',
      withRowKey({ id: 'at' }),
      '/resources/row/id',
      "`at` cannot be the `id` of a row: a row's key is a string, an integer or a bigint",
    ],
    [
      'a use of a key',
      withPurpose({ uses: ['row.id'] }),
      '/purposes/support/uses/0',
      '`row.id` is `key`, shown with every permitted row: nothing is asked about it here',
    ],
    [
      'a mask of a nonpersonal field',
      withPurpose({ masks: { 'row.at': 'redact' } }),
      '/purposes/support/masks/row.at',
      '`row.at` is `nonpersonal`, shown with every permitted row: nothing is asked about it here',
    ],
    [
      'a key to be hidden',
      withRole({ purposes: ['support'], sees: { 'row.id': 'hidden' } }),
      '/roles/agent/sees/row.id',
      '`row.id` is `key`, shown with every permitted row: nothing is asked about it here',
    ],
  ])('%s', (_, document, path, message) => {
    expect(issuesOf(document, schemas)).toEqual([{ path, message }])
  })

  it('keys may be written and forbidden, and a time may be a date', () => {
    const grant = { purposes: ['support'], sees: { identity: 'clear' }, writes: ['row.at'] }
    const document = { ...withRowKey({ collectedAt: 'at' }), roles: { agent: grant } }
    expect(
      issuesOf({ ...document, prohibitions: [{ id: 'no', of: ['row.id', 'row.at'] }] }, schemas),
    ).toEqual([])
  })

  it('a suggestion is a key that may stand there', () => {
    expect(said({ ...base, prohibitions: [{ id: 'no', where: {} }] })).toEqual({
      '/prohibitions/0/where': undefined,
    })
    expect(said({ ...base, prohibitions: [{ id: 'no', purposs: [] }] })).toEqual({
      '/prohibitions/0/purposs': 'purposes',
    })
    expect(said(withRole({ purposes: [], sees: {}, wher: {} }))).toEqual({ '/roles/agent/wher': 'where' })
  })
})
