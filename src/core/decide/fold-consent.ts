import { PurposeboundError } from '../errors.js'
import type { ConsentEntry, ConsentEvent, ConsentState } from './consent.js'

const NOTHING: ConsentEntry = Object.freeze({})

/**
 * The purposes of a state after one more event: pure, and the same for every store.
 *
 * A no stays until the purpose that it was named at, or this very purpose, is given again.
 * @throws PurposeboundError `input_invalid` for an action that is none: what nobody understands may be a no.
 */
export function foldConsent(
  purposes: ConsentState['purposes'],
  event: ConsentEvent,
): ConsentState['purposes'] {
  const next: Record<string, ConsentEntry> = { ...purposes }
  for (const said of event.purposes) {
    // an event may name a purpose twice: by itself, and by a purpose above it
    const before = (Object.hasOwn(next, said.purpose) && next[said.purpose]) || NOTHING
    next[said.purpose] = freeze(foldEntry(before, said, event, isRenewal(purposes, said.purpose, event)))
  }
  return Object.freeze(next)
}

function foldEntry(
  before: ConsentEntry,
  said: ConsentEvent['purposes'][number],
  event: ConsentEvent,
  renewed: boolean,
): ConsentEntry {
  const { purpose, via, terms } = said
  const keep = (at: string): boolean => purpose !== via && at !== via
  switch (event.action) {
    case 'give':
    case 'renew': {
      const { stopped: _, stoppedRecipients: __, ...rest } = before
      const stopped = before.stopped?.filter((stop) => keep(stop.via)) ?? []
      const { recipients } = event
      const others =
        before.stoppedRecipients?.filter((stop) => keep(stop.via) || !recipients?.includes(stop.recipient)) ??
        []
      const given = {
        via,
        ...(terms !== undefined && { terms }),
        ...(event.expiresAt !== undefined && { expiresAt: event.expiresAt }),
        ...(event.version !== undefined && { version: event.version }),
        ...(renewed && { renewed }),
        ...(recipients && recipients.length > 0 && { recipients: [...recipients] }),
      }
      return {
        ...rest,
        given,
        ...(stopped.length > 0 && { stopped }),
        ...(others.length > 0 && { stoppedRecipients: others }),
      }
    }
    case 'withdraw':
    case 'refuse': {
      // a no to no recipient would be none: it is taken for one to the whole purpose
      if (event.onlyRecipients?.length) return withoutRecipients(before, event.onlyRecipients, via)
      const status = event.action === 'withdraw' ? 'ConsentWithdrawn' : 'ConsentRefused'
      const others = before.stopped?.filter((stop) => stop.via !== via) ?? []
      return { ...before, stopped: [...others, { status, via }] }
    }
    case 'object':
      return { ...before, objected: [...new Set([...(before.objected ?? []), via])] }
    case 'restrict':
      return { ...before, restricted: [...new Set([...(before.restricted ?? []), via])] }
    case 'lift': {
      const { objected: _, restricted: __, ...rest } = before
      const objected = before.objected?.filter(keep) ?? []
      const restricted = before.restricted?.filter(keep) ?? []
      return {
        ...rest,
        ...(objected.length > 0 && { objected }),
        ...(restricted.length > 0 && { restricted }),
      }
    }
    case 'announce': {
      const { effectiveAt } = event
      if (effectiveAt === undefined)
        throw new PurposeboundError('input_invalid', 'an announcement says from when on it holds')
      const others = before.announced?.filter((each) => each.terms !== (terms ?? 1)) ?? []
      const announced = [...others, { terms: terms ?? 1, effectiveAt }]
      return { ...before, announced: announced.sort((a, b) => a.terms - b.terms) }
    }
    default:
      throw new PurposeboundError('input_invalid', 'a consent event has an action that is none')
  }
}

/** A no to some recipients alone. */
function withoutRecipients(before: ConsentEntry, named: readonly string[], via: string): ConsentEntry {
  const known = before.stoppedRecipients ?? []
  const more = [...new Set(named)].filter(
    (recipient) => !known.some((stop) => stop.recipient === recipient && stop.via === via),
  )
  return { ...before, stoppedRecipients: [...known, ...more.map((recipient) => ({ recipient, via }))] }
}

/** Only a yes that was there can be renewed, expired or not; after none, or one that was taken back, it is a first yes (DPV). */
function isRenewal(purposes: ConsentState['purposes'], purpose: string, { action }: ConsentEvent): boolean {
  const before = Object.hasOwn(purposes, purpose) ? purposes[purpose] : undefined
  return action === 'renew' && before?.given !== undefined && before.stopped === undefined
}

/** Frozen through and through: a store may share one entry among many people. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const part of Object.values(value)) freeze(part)
  return Object.freeze(value)
}
