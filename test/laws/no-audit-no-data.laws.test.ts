import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AuditRecord, AuditSink } from '../../src/index.js'
import { accessOf, type Case, gateOf, PATIENT, permits, runs } from './cases.js'

const DEADLINE_MS = 50

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

describe('no audit, no data', PATIENT, () => {
  it('no audit, no data: nothing that releases resolves before its records are acknowledged', async () => {
    await fc.assert(
      fc.asyncProperty(permits, operation, async (each, name) => {
        const sink = heldSink()
        const log: string[] = []
        const done = run(each, sink, name).then(() => log.push('released'))
        await sink.until(1)
        // whatever else may be waiting has had its turn
        await settle()
        expect(log).toEqual([])
        log.push('acknowledged')
        sink.release()
        await done
        expect(log).toEqual(['acknowledged', 'released'])
        expect(sink.kept.some(({ type, effect }) => type === 'decision' && effect === 'permit')).toBe(true)
      }),
      runs(60),
    )
  })

  it('no audit, no data: a sink that throws, rejects, hangs or answers something else releases nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        permits,
        operation,
        fc.constantFrom(...Object.keys(FAULTS)),
        async (each, name, fault) => {
          const sink: AuditSink = { name: fault, durability: 'disk', write: FAULTS[fault] as never }
          const answer = run(each, sink, name).then(
            () => 'released',
            (error) => error.reason,
          )
          await vi.advanceTimersByTimeAsync(DEADLINE_MS + 1)
          expect(await answer).toBe('audit_unavailable')
        },
      ),
      runs(100),
    )
  })

  it('no audit, no data: of several sinks each that is required must acknowledge, and no other holds anything up', async () => {
    await fc.assert(
      fc.asyncProperty(
        permits,
        operation,
        fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 4 }),
        async (each, name, sinks) => {
          fc.pre(sinks.some(([required]) => required))
          const made = sinks.map(([required, works], index) => ({
            sink: {
              name: `s${index}`,
              durability: 'disk' as const,
              write: works ? () => {} : FAULTS['hangs']!,
            } as AuditSink,
            required,
          }))
          const answer = run(each, made, name).then(
            () => 'released',
            (error) => error.reason,
          )
          await vi.advanceTimersByTimeAsync(DEADLINE_MS + 1)
          const acknowledged = sinks.every(([required, works]) => works || !required)
          expect(await answer).toBe(acknowledged ? 'released' : 'audit_unavailable')
        },
      ),
      runs(60),
    )
  })

  it('no audit, no data: what is released names, in its records, each field that a view shows', async () => {
    await fc.assert(
      fc.asyncProperty(permits, async (each) => {
        const { gate, records } = recorded(each)
        const view = await accessOf(gate, each.question).read(
          each.question.resource,
          each.question.row as object,
        )
        const own = records().filter(({ resource }) => resource?.type === each.question.resource)
        const shown = own.flatMap(({ fields }) => [...(fields?.clear ?? []), ...(fields?.masked ?? [])])
        for (const key of Object.keys(view).filter((key) => key !== 'buyer'))
          expect(
            shown.some((path) => path === key || path.startsWith(`${key}.`) || path.startsWith(`${key}[`)),
            key,
          ).toBe(true)
      }),
      runs(60),
    )
  })
})

const OPERATIONS = ['read', 'readMany', 'stream', 'query'] as const
const operation = fc.constantFrom(...OPERATIONS)

const FAULTS: { readonly [name: string]: () => unknown } = {
  throws: () => {
    throw new Error('boom')
  },
  rejects: () => Promise.reject(new Error('boom')),
  hangs: () => new Promise(() => {}),
  'says no': () => false,
}

type Sinks = Extract<NonNullable<Parameters<typeof gateOf>[1]>['audit'], { sinks: unknown }>['sinks']

/** Runs one operation on the row of a case, to the end of what it releases. */
async function run(
  each: Case,
  audit: AuditSink | Sinks,
  name: (typeof OPERATIONS)[number],
): Promise<unknown> {
  const sinks = Array.isArray(audit) ? audit : [audit as AuditSink]
  const { gate } = gateOf(each, { audit: { sinks, deadlineMs: DEADLINE_MS }, keys: KEYS })
  const { question } = each
  const [access, row] = [accessOf(gate, question), question.row as object]
  if (name === 'read') return access.read(question.resource, row)
  if (name === 'readMany') return access.readMany(question.resource, [row])
  if (name === 'query') return access.query(access.plan(question.resource), () => [row])
  for await (const page of access.stream(question.resource, [row])) return page
  return undefined
}

const KEYS = { current: 'k1', k1: new Uint8Array(32).fill(7) }

function recorded(each: Case) {
  const kept: AuditRecord[] = []
  const sink: AuditSink = { name: 'kept', durability: 'disk', write: (records) => void kept.push(...records) }
  return { ...gateOf(each, { audit: sink, keys: KEYS }), records: () => kept }
}

/** A sink that acknowledges nothing until it is told to. */
function heldSink() {
  const kept: AuditRecord[] = []
  let open: () => void = () => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  let arrived: () => void = () => {}
  const first = new Promise<void>((resolve) => {
    arrived = resolve
  })
  const sink: AuditSink = {
    name: 'held',
    durability: 'disk',
    async write(records) {
      kept.push(...records)
      arrived()
      await gate
    },
  }
  return { ...sink, kept, release: () => open(), until: (_: number) => first }
}

/** Lets everything run that waits for nothing but its turn. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve()
}
