import type { Person } from '../catalog/person.js'
import { personKey } from '../catalog/person.js'
import { message } from '../decide/layers/message.js'
import type { LedgerAsk } from '../decide/ledger.js'
import { PurposeboundError } from '../errors.js'
import { findUses } from '../record/find.js'
import { said, timeText } from '../record/scribe.js'
import { reading, toSubject } from './consent-event.js'
import { assertOpen, type Engine, nowOf } from './engine.js'
import { flush } from './flush.js'
import type { Intent } from './operation.js'
import { assertPermitted, beginPerson, type PersonOperation, permit, standOf } from './person-operation.js'

/** That a message may be sent, now. */
export interface Contact {
  readonly channel: string
  readonly message: 'transactional' | 'marketing'
  /** RFC 3339 UTC: when that was decided. */
  readonly at: string
}

const CHANNEL = /^[a-z][A-Za-z0-9_]{0,63}$/

/** Whose turn it is, at each gate: of two messages to one person the second knows of the first. */
const turns = new WeakMap<Engine, Map<string, Promise<unknown>>>()

/** Decides whether one person may be sent one message, and records it; what is sent is the caller's. */
export async function contact(
  engine: Engine,
  intent: Intent,
  to: unknown,
  options: unknown,
): Promise<Contact> {
  assertOpen(engine)
  const { catalog } = engine.snapshot
  const person = toSubject(catalog, to)
  const channel = channelIn(options)
  const known = catalog.messages.channels.has(channel)
  const base = known ? { ext: { ...said(intent).ext, channel } } : {}
  return inTurn(engine, person, async () =>
    decide(await beginPerson(engine, person, intent, 'contact', base), channel),
  )
}

async function decide(operation: PersonOperation, channel: string): Promise<Contact> {
  const { engine, ask } = operation
  const layer =
    (sent: readonly number[] | undefined) =>
    (...asked: readonly [LedgerAsk, number, Parameters<typeof message>[2]]) =>
      message(...asked, { channel, sent })
  // nobody makes a sink work by asking for what is denied anyway
  await assertPermitted(operation, await standOf(operation, layer([])))
  const sent = countsFor(operation) ? await sentTo(operation) : []
  const stand = await standOf(operation, layer(sent))
  await assertPermitted(operation, stand)
  await permit(operation, stand, layer(sent))
  return Object.freeze({
    channel,
    message: ask.purpose.message as Contact['message'],
    at: timeText(nowOf(engine)),
  })
}

function countsFor({ ask: { purpose, catalog } }: PersonOperation): boolean {
  return purpose.message === 'marketing' && catalog.messages.most.length > 0
}

/** When the person was sent marketing, as the ledger tells; undefined where it may not know of every time. */
async function sentTo({ engine, ask, names }: PersonOperation): Promise<readonly number[] | undefined> {
  const { ledger, dispatch, deadlineMs } = engine
  const { messages, purposes } = ask.catalog
  if (!ledger || 'error' in names || dispatch.config.delivery === 'best_effort') return undefined
  const since = nowOf(engine) - Math.max(...messages.most.map(({ longestMs }) => longestMs))
  if (Number.isNaN(since)) return undefined
  try {
    const { submitted } = dispatch.stats()
    await flush(engine, ledger)
    const { delivered, lost } = dispatch.stats()
    if (delivered + lost < submitted) return undefined
    const uses = await findUses(ledger, { subjects: names.refs, since }, deadlineMs)
    return uses
      .filter(
        ({ action, effect, type }) => type === 'decision' && action === 'contact' && effect === 'permit',
      )
      .filter(({ purpose = '' }) => purposes.get(purpose)?.message === 'marketing')
      .map(({ time }) => Date.parse(time))
  } catch {
    return undefined
  }
}

async function inTurn<T>(engine: Engine, person: Person, work: () => Promise<T>): Promise<T> {
  const mine = turns.get(engine) ?? new Map<string, Promise<unknown>>()
  turns.set(engine, mine)
  const key = personKey(person)
  const turn = (mine.get(key) ?? Promise.resolve()).then(work, work)
  mine.set(key, turn)
  try {
    return await turn
  } finally {
    if (mine.get(key) === turn) mine.delete(key)
  }
}

/** @throws PurposeboundError `input_invalid` */
function channelIn(options: unknown): string {
  return reading(() => {
    const { channel } = Object(options) as { readonly channel?: unknown }
    const stray = Object.keys(Object(options)).some((key) => key !== 'channel')
    if (stray || typeof channel !== 'string' || !CHANNEL.test(channel))
      throw new PurposeboundError('input_invalid', '`contact` takes a person, and `{ channel }` by its name')
    return channel
  })
}
