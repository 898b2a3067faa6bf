import { describe, expect, it } from 'vitest'
import '../../src/testing/vitest.js'
import { expectAccess, sampleRow, sampleRows, testGate } from '../../src/testing/index.js'
import { Member, shop } from '../shop.js'

describe('matchers: types', () => {
  it('stand beside those of vitest', () => {
    expect(expectAccess(shop)).toPermit()
    expect(expectAccess(shop)).not.toDeny('consent_missing')
    expect(testGate({ policy: shop })).toHaveAudited({ purpose: 'support', resource: { type: 'member' } })
    // @ts-expect-error: there is no such reason
    expect(expectAccess(shop)).toDeny('consent_mising')
    // @ts-expect-error: a sight knows no such list
    expect(expectAccess(shop)).toReveal({ claer: [] })
    // @ts-expect-error: a record has no such key
    expect([]).toHaveAudited({ porpose: 'support' })
  })
})

describe('sampleRow: types', () => {
  it('gives a row of the schema', () => {
    const row = sampleRow(Member, { with: { repId: 'a-17' } })
    const name: string = row.name
    const rows: { readonly tags: string[] }[] = sampleRows(Member, 3, {
      with: (index) => ({ id: `${index}` }),
    })
    // @ts-expect-error: a member has no such property
    sampleRow(Member, { with: { nmae: 'x' } })
    // @ts-expect-error: nor of this type
    sampleRow(Member, { with: { name: 3 } })
    return [name, rows]
  })
})
