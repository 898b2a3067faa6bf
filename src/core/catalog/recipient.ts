import { checkCountry } from './country.js'
import type { PolicyDocument } from './document.js'
import { instantOf } from './instant.js'
import type { Issues } from './issues.js'
import { pointer } from './pointer.js'
import type { PurposeDef } from './purpose.js'
import { checkRecipient } from './recipient-rules.js'
import type { Targets } from './target.js'

/** A recipient as a policy writes it. */
export type RecipientDocument = NonNullable<PolicyDocument['recipients']>[string]
type Transfer = NonNullable<RecipientDocument['transfer']>

/** Whom data is provided to. */
export interface RecipientDef {
  readonly name: string
  /** Where it is declared. */
  readonly rule: string
  readonly kind: RecipientDocument['kind']
  /** The names that a consent may give it: its own, and its class. */
  readonly names: readonly string[]
  readonly declared: RecipientDocument
  /** In another country than the controller, or in one while the controller does not say its own. */
  readonly foreign: boolean
  readonly transfer?: { readonly basis: Transfer['basis']; readonly until?: number }
  readonly certification?: { readonly expires: number }
  /** The purposes of its instructions, of joint use or of a provision by law: exactly these. */
  readonly purposes?: ReadonlySet<string>
  /** The most that it gets: categories and fields. */
  readonly of?: ReadonlySet<string>
  /** When what is said of it must have been looked at again: ms since 1970, exclusive. */
  readonly review?: number
}

interface Known {
  readonly purposes: ReadonlyMap<string, PurposeDef>
  readonly targets: Targets
  readonly issues: Issues
}

export function buildRecipients(document: PolicyDocument, known: Known): ReadonlyMap<string, RecipientDef> {
  const { controller, recipients = {} } = document
  if (controller?.country !== undefined) checkCountry(controller.country, '/controller/country', known.issues)
  for (const [name, { class: named }] of Object.entries(recipients))
    if (named !== undefined && Object.hasOwn(recipients, named))
      known.issues.add(
        pointer('recipients', name, 'class'),
        `\`${named.slice(0, 80)}\` is a recipient: a class has a name of its own`,
      )
  return new Map(
    Object.entries(recipients).map(([name, declared]) => [
      name,
      define(name, declared, controller?.country, known),
    ]),
  )
}

function define(
  name: string,
  declared: RecipientDocument,
  home: string | undefined,
  { purposes, targets, issues }: Known,
): RecipientDef {
  const rule = pointer('recipients', name)
  const { kind, class: named, country, transfer, certification, of } = declared
  const time = (text: string | undefined, key: string): number | undefined => {
    const read = text === undefined ? undefined : instantOf(text)
    if (text !== undefined && read === undefined)
      issues.add(rule + key, 'a date is RFC 3339 text such as `2027-03-31`')
    return read
  }
  if (country !== undefined) checkCountry(country, `${rule}/country`, issues)
  for (const [index, purpose] of (declared.purposes ?? []).entries())
    if (!purposes.has(purpose))
      issues.unknown(`${rule}/purposes/${index}`, 'purpose', purpose, purposes.keys())
  for (const [index, target] of (of ?? []).entries())
    targets.checkPlace(target, `${rule}/of/${index}`, issues)
  const foreign = country !== undefined && country !== home
  checkRecipient(declared, { rule, foreign, purposes, issues })
  const until = time(transfer?.until, '/transfer/until')
  const expires = time(certification?.expires, '/certification/expires')
  const review = time(declared.review, '/review')
  return {
    name,
    rule,
    kind,
    names: named === undefined ? [name] : [name, named],
    declared,
    foreign,
    ...(transfer && { transfer: { basis: transfer.basis, ...(until !== undefined && { until }) } }),
    ...(expires !== undefined && { certification: { expires } }),
    ...(declared.purposes && { purposes: new Set(declared.purposes) }),
    ...(of && { of: new Set(of) }),
    ...(review !== undefined && { review }),
  }
}
