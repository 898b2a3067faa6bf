import type { PolicyDocument } from './document.js'
import type { Issues } from './issues.js'
import type { PurposeDef } from './purpose.js'

type Declared = NonNullable<PolicyDocument['recipients']>[string]

interface Place {
  readonly rule: string
  readonly foreign: boolean
  readonly purposes: ReadonlyMap<string, PurposeDef>
  readonly issues: Issues
}

/** What the law asks of a recipient of each kind, as far as a declaration can answer it. */
export function checkRecipient(declared: Declared, place: Place): void {
  const { rule, issues } = place
  const { kind, certification, purposes, responsible } = declared
  // APPI 25, GDPR 28: who works for the controller is chosen with care, and works on instructions
  if (kind === 'entrustee' && !certification)
    issues.add(`${rule}/certification`, 'an entrustee is certified: `{ name, expires }`')
  if (kind === 'entrustee' && !purposes)
    issues.add(`${rule}/purposes`, 'an entrustee works on instructions: name the `purposes` of them')
  // APPI 27(5)(3): people are told what is used together, for which purposes, and who answers for it
  if (kind === 'joint_user' && !purposes)
    issues.add(`${rule}/purposes`, 'joint use has `purposes` that people are told of: name them')
  if (kind === 'joint_user' && !responsible)
    issues.add(`${rule}/responsible`, 'joint use has somebody `responsible`: `{ name, address }`')
  if (kind !== 'joint_user' && responsible)
    issues.add(`${rule}/responsible`, 'only joint use has somebody `responsible` of its own')
  for (const [index, name] of (purposes ?? []).entries()) {
    const purpose = place.purposes.get(name)
    // APPI 41(6) and article 5 (9) of the privacy policy
    if (purpose?.pseudonymous)
      issues.add(`${rule}/purposes/${index}`, `\`${name}\` is pseudonymous: its data goes to nobody`)
    if (purpose?.incidental)
      issues.add(`${rule}/purposes/${index}`, `\`${name}\` is incidental: its data goes to nobody`)
  }
  checkTransfer(declared, place)
}

function checkTransfer({ country, transfer, review }: Declared, { rule, foreign, issues }: Place): void {
  if (!transfer) {
    if (foreign)
      issues.add(
        `${rule}/transfer`,
        `data goes to \`${country}\`, another country: say on which \`basis\` (and the \`country\` of the controller)`,
      )
    return
  }
  if (country === undefined) issues.add(`${rule}/country`, 'a transfer goes to a `country`: name it')
  else if (!foreign)
    issues.add(`${rule}/transfer`, `\`${country}\` is the country of the controller: nothing is transferred`)
  if ((transfer.basis === 'derogation') !== (transfer.derogation !== undefined))
    issues.add(
      `${rule}/transfer/derogation`,
      'the basis `derogation`, and no other, names its `derogation`: `gdpr_49_1_b` to `gdpr_49_1_g`',
    )
  // APPI 28(3) and enforcement rule 18: looked at again, regularly
  if (transfer.basis === 'equivalent_measures' && review === undefined)
    issues.add(`${rule}/review`, 'equivalent measures are looked at regularly: say when next, as `review`')
}
