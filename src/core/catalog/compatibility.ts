import type { COMPATIBILITY } from './change-document.js'
import type { PolicyDocument } from './document.js'
import { instantOf } from './instant.js'
import type { Issues } from './issues.js'
import { pointer } from './pointer.js'
import type { Title } from './title.js'

/** That a purpose grew out of another, and why that is compatible (APPI 17(2), GDPR 6(4)). */
export interface CompatibilityDef {
  /** The purpose that data was collected for: of this policy, or of an earlier one. */
  readonly purpose: string
  readonly reasons: { readonly [R in (typeof COMPATIBILITY)[number]]: Title }
  /** Milliseconds since 1970. */
  readonly announced?: number
  /** From when on: milliseconds since 1970. */
  readonly effective?: number
  readonly rule: string
}

type Purposes = PolicyDocument['purposes']

/** Reads `compatibleWith`; what is wrong with it becomes issues. */
export function readCompatibility(
  name: string,
  declared: Purposes,
  issues: Issues,
): readonly CompatibilityDef[] {
  const seen = new Set<string>()
  return (declared[name]?.compatibleWith ?? []).map((each, index) => {
    const rule = pointer('purposes', name, 'compatibleWith', index)
    const { purpose, reasons } = each
    const old = Object.hasOwn(declared, purpose) ? declared[purpose] : undefined
    if (!/^[a-z][A-Za-z0-9_]{0,63}$/.test(purpose))
      issues.add(`${rule}/purpose`, 'a name is `[a-z][A-Za-z0-9_]*`, at most 64 characters')
    if (seen.has(purpose)) issues.add(`${rule}/purpose`, `\`${purpose.slice(0, 80)}\` stands twice`)
    seen.add(purpose)
    // GDPR 6(4) begins with it: where the processing is not based on consent
    if (old?.basis === 'consent')
      issues.add(
        `${rule}/purpose`,
        `what people consented to for \`${purpose}\` is asked for again: nothing is compatible with consent`,
      )
    const [announced, effective] = (['announced', 'effective'] as const).map((key) => {
      const read = each[key] === undefined ? undefined : instantOf(each[key])
      if (each[key] !== undefined && read === undefined)
        issues.add(`${rule}/${key}`, 'a date is RFC 3339 text such as `2027-03-31`')
      return read
    })
    if (announced !== undefined && effective !== undefined && announced > effective)
      issues.add(`${rule}/announced`, 'a change is announced before it takes effect')
    return {
      purpose,
      reasons,
      rule,
      ...(announced !== undefined && { announced }),
      ...(effective !== undefined && { effective }),
    }
  })
}
