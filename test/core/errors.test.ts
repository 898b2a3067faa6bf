import { readFileSync } from 'node:fs'
import { ERRORS, isPurposeboundError, PurposeboundError, REASONS, type Reason } from 'purposebound'
import { describe, expect, it } from 'vitest'

const codes = Object.keys(REASONS) as Reason[]
const page = readFileSync('docs/errors.md', 'utf8')

describe('reasons', () => {
  it.each(codes)('`%s` has a family, and the page of errors says the same one', (code) => {
    const { family, en, ja } = REASONS[code]
    expect(['not_permitted', 'forbidden', 'unconfigured']).toContain(family)
    const row = page.split('\n').find((line) => line.startsWith(`| \`${code}\` |`) && line.includes(en))
    expect(row?.split(' | ').slice(2, 5)).toEqual([`\`${family}\``, en, ja])
  })

  it('what a person said is forbidden; what they have not said is not permitted; what is not known is neither', () => {
    expect(inFamily('forbidden')).toEqual([
      'tenant_mismatch',
      'prohibited',
      'consent_refused',
      'consent_withdrawn',
      'objected',
      'restricted',
      'retention_expired',
      'held',
      'pseudonymous',
      'ceiling_hidden',
      'ceiling_masked',
    ])
    expect(inFamily('not_permitted')).toEqual(
      expect.arrayContaining(['consent_missing', 'consent_expired', 'role_not_permitted', 'not_needed']),
    )
    expect(inFamily('unconfigured')).toEqual(
      expect.arrayContaining(['input_invalid', 'row_invalid', 'consent_unavailable', 'audit_unavailable']),
    )
  })

  it('stand in the order of their layers, each with words in both languages', () => {
    const layers = codes.map((code) => REASONS[code].layer)
    expect(layers).toEqual(layers.toSorted((a, b) => a - b))
    expect(codes.map((code) => REASONS[code].order)).toEqual(codes.map((_, index) => index))
    for (const { en, ja } of [...Object.values(REASONS), ...Object.values(ERRORS)]) {
      expect(en).toMatch(/^[a-z][ -~]+[^.]$/)
      expect(ja).toMatch(/^[^ -~].*[^。]$/)
    }
  })

  it('cannot be changed', () => {
    expect([REASONS, ...Object.values(REASONS), ERRORS].every(Object.isFrozen)).toBe(true)
  })
})

describe('isPurposeboundError', () => {
  it('knows an error by its mark, whichever copy made it, and nothing else', () => {
    const own = new PurposeboundError('gate_closed')
    const copy = Object.defineProperty(new Error('x'), Symbol.for('purposebound/error/1'), { value: true })
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    expect(
      [own, copy, Object.create(own), new Error('x'), { code: 'gate_closed' }, proxy, null, 'x'].map(
        isPurposeboundError,
      ),
    ).toEqual([true, true, ...Array<boolean>(6).fill(false)])
  })
})

function inFamily(family: string): Reason[] {
  return codes.filter((code) => REASONS[code].family === family)
}
