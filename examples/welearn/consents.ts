import type { Gate } from 'purposebound'
import type { MemberRow } from './members.js'
import type { Welearn } from './policy.js'
import { heading, type Print, showRefusal, showView } from './show.js'
import { staff } from './staff.js'

/** Consent is given and taken back, and the very next read knows. */
export async function showConsents(print: Print, gate: Gate<Welearn>, member: MemberRow): Promise<void> {
  heading(print, 'Direct mail, only with prior consent (article 10)')
  const mail = gate.for('direct_mail', { actor: staff.marketer })
  const subject = member.id
  const read = (when: string) =>
    mail.read('member', member).then(
      (view) => showView(print, when, view),
      (error: unknown) => showRefusal(print, when, error),
    )
  await read('before the member has said anything')

  const { en, ja, changes } = await mail.explain('member', member)
  print(`    en  ${en}`)
  print(`    ja  ${ja}`)
  for (const change of changes) print(`    ->  ${change.en} / ${change.ja}`)

  await gate.consents.give({ subject, purposes: ['marketing'], method: 'form', version: '2026-11' })
  await read('after consent to the family `marketing`')
  await gate.consents.withdraw({ subject, purposes: ['direct_mail'] })
  await read('after withdrawing it for direct mail')
  const { purposes } = await gate.consents.state(subject)
  for (const purpose of ['marketing', 'direct_mail', 'market_research', 'questionnaire'] as const)
    print(`    ${purpose.padEnd(18)}${purposes[purpose].status}`)
}
