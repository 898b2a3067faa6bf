import { endOf } from '../../catalog/period.js'
import { pointer } from '../../catalog/pointer.js'
import { basisOfAll, type ConsentLookup } from '../basis.js'
import { deny, type Finding } from '../finding.js'
import type { LedgerAsk } from '../ledger.js'
import { reasons } from './basis.js'

/** Who is to get a message, by what, and when they got others, ms since 1970; undefined where that is not known. */
export interface Sending {
  readonly channel: string
  readonly sent: readonly number[] | undefined
}

/**
 * 8. May a message reach this person: a purpose that sends any, consent to it and to the channel, not too many, not at
 * night? What people said of the purpose binds here the persons themselves too. (article 10, APPI 41(8))
 */
export function message(
  { purpose, person, catalog: { messages } }: LedgerAsk,
  now: number,
  consents: ConsentLookup | undefined,
  { channel, sent }: Sending,
): readonly Finding[] {
  // denied already, whatever else is missing
  if (purpose.pseudonymous) return []
  if (!purpose.message) return [deny('message_undeclared', pointer('purposes', purpose.name, 'message'))]
  const known = consents ?? (() => 'unavailable' as const)
  const basis = reasons(basisOfAll(purpose, [person], now, known), purpose.name)
  if (purpose.message === 'transactional') return basis
  return [...basis, ...agreed(), ...counted(), ...quiet()]

  function agreed(): Finding[] {
    const agreement = messages.channels.get(channel)
    if (!agreement) return [deny('channel_unknown', '/messages/channels')]
    return basisOfAll(agreement, [person], now, known) === 0
      ? []
      : [deny('channel_not_consented', pointer('messages', 'channels', channel))]
  }

  function counted(): Finding[] {
    return messages.most.flatMap(({ count, period, rule }) => {
      if (!sent) return [deny('messages_uncounted', rule)]
      // a message of a time that cannot be told, or that is yet to come, counts
      const lately = sent.filter((time) => !(endOf(time, period) <= now)).length
      return lately < count ? [] : [deny('messages_exhausted', rule)]
    })
  }

  function quiet(): Finding[] {
    return messages.quiet?.holds(now) ? [deny('quiet_hours', messages.quiet.rule)] : []
  }
}
