import type { AuditRecord, RecordedActor } from '../index.js'
import { printable } from './printable.js'
import type { Terminal } from './terminal.js'

/** A record on one line: time, what was decided, who, and about how many people. */
export function recordText(record: AuditRecord, colour: Terminal['colour']): string {
  const { time, type, effect, reason, actor, subjects, refused, mode } = record
  const people = subjects?.refs?.length ?? 0
  const parts = [
    colour('dim', shown(time)),
    ...(type === 'decision' ? [] : [shown(type)]),
    ...(effect === undefined ? [] : [colour(effect === 'deny' ? 'red' : 'green', shown(effect))]),
    ...(mode === undefined ? [] : [shown(mode)]),
    ...whatOf(record),
    ...(reason === undefined ? [] : [colour('yellow', shown(reason))]),
    ...(actor === undefined ? [] : [`by ${whoOf(actor)}`]),
    ...(people === 0 ? [] : [`about ${people === 1 ? '1 person' : `${people} people`}`]),
    ...(refused === undefined ? [] : [`${shown(refused)} refused`]),
  ]
  return `${parts.join('  ')}\n`
}

function whatOf(record: AuditRecord): string[] {
  const { action, resource, recipient, purpose, gap, recovery, outcome, sink, signal } = record
  const what = [
    ...(action === undefined ? [] : [shown(action)]),
    ...(resource === undefined ? [] : [shown(resource.type)]),
    ...(recipient === undefined ? [] : [`to ${shown(recipient.id)}`]),
    ...(purpose === undefined ? [] : [`for ${shown(purpose)}`]),
  ].join(' ')
  return [
    ...(what === '' ? [] : [what]),
    ...(gap === undefined ? [] : [`${shown(gap.lost)} lost: ${shown(gap.cause)}`]),
    ...(recovery === undefined ? [] : [`${shown(recovery.discardedBytes)} torn bytes moved aside`]),
    ...(outcome === undefined ? [] : [`${shown(outcome.status)}, ${shown(outcome.rows)} rows`]),
    ...(sink === undefined ? [] : [`${shown(sink.name)} ${shown(sink.state)}`]),
    ...(signal === undefined ? [] : [shown(signal.kind)]),
  ]
}

function whoOf({ ref, roles, onBehalfOf }: RecordedActor): string {
  const who = `${shown(ref)} (${roles?.map(shown).join(', ') || 'no role'})`
  return onBehalfOf === undefined ? who : `${who} for ${whoOf(onBehalfOf)}`
}

/** What a record says is whatever somebody has written there. */
function shown(value: unknown): string {
  return printable(typeof value === 'object' ? JSON.stringify(value) : String(value))
}
