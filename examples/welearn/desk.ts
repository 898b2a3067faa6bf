import type { PGlite } from '@electric-sql/pglite'
import type { Gate } from 'purposebound'
import { memberRepository } from './members.js'
import type { Welearn } from './policy.js'
import { heading, type Print, showRefusal, showView } from './show.js'
import { staff } from './staff.js'

/** One member, seen by everybody who works at WeLearn, each for what they are there for. */
export async function showDesk(print: Print, gate: Gate<Welearn>, db: PGlite, id: string): Promise<void> {
  heading(print, 'One member, as each role sees them for each purpose')
  const members = gate.guard('member', { findById: 'one', list: 'many' }, memberRepository(db))
  const ticket = { justification: 'INC-4711: cannot log in' }
  const asks = [
    ['verifier for identity_verification', members.for('identity_verification', { actor: staff.verifier })],
    ['agent for support, who looks after this member', members.for('support', { actor: staff.agent })],
    ['agent for support, a colleague', members.for('support', { actor: staff.colleague })],
    ['notifier for service_notice', members.for('service_notice', { actor: staff.notifier })],
    ['marketer for direct_mail', members.for('direct_mail', { actor: staff.marketer })],
    ['marketer for support', members.for('support', { actor: staff.marketer })],
    ['analyst for usage_analysis', members.for('usage_analysis', { actor: staff.analyst })],
    ['analyst for market_research', members.for('market_research', { actor: staff.analyst })],
    [
      'maintainer for maintenance, with a ticket',
      members.for('maintenance', { actor: staff.maintainer, ...ticket }),
    ],
    ['maintainer for maintenance, without one', members.for('maintenance', { actor: staff.maintainer })],
  ] as const
  for (const [who, desk] of asks) {
    await desk.findById(id).then(
      (view) => view && showView(print, who, view),
      (error: unknown) => showRefusal(print, who, error),
    )
  }
}
