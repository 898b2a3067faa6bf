import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundle } from './bundle.js'
import { CALLS, ERRORS, type Fault, withoutStrace } from './strace.js'
import { type Case, callsOf, type Outcome, strike } from './strike.js'

/** `npm run test:faults` tries every call with every error at many places, `FAULTS=write,statx` those calls; else a few of each. */
const ASKED = process.env['FAULTS']
const LONG = ASKED !== undefined
const LANES = LONG ? 8 : 4
const missing = withoutStrace()
if (missing !== undefined) console.warn(`SKIPPED: faults of system calls. ${missing}`)

let writer: string
let root: string
beforeAll(async () => {
  writer = await bundle('writer')
  root = mkdtempSync(join(tmpdir(), 'purposebound-calls-'))
}, 60_000)
afterAll(() => rmSync(root, { recursive: true, force: true }))

const FILE_CALLS = ['openat', 'write', 'fdatasync', 'fsync', 'close', 'statx']
/** What a log cannot be written without: a campaign that never meets one of these has tested nothing. */
const CERTAIN = ['openat', 'write', 'fdatasync', 'fsync', 'close', 'rename', 'statx']

describe.skipIf(missing !== undefined)(
  'T51, T52: system calls that fail',
  { timeout: LONG ? 3_600_000 : 120_000 },
  () => {
    it('law: the campaign knows every call that a journal makes in its folder', async () => {
      const unknown = (await callsOf(writer, mkdtempSync(join(root, 'log-')))).filter(
        (call) => !CALLS.includes(call),
      )
      expect(unknown).toEqual([])
    })

    it('law: one that fails once costs denials, and no record, and heals', async () => {
      const faults = LONG
        ? everyOf(CALLS, ERRORS, ['1', '2', '3', '4', '5', '6', '8', '11'])
        : everyOf(CERTAIN, ['EIO'], ['3']).concat(everyOf(['write', 'fdatasync'], ['ENOSPC', 'EINTR'], ['2']))
      const outcomes = await campaign(faults, 'once')
      expect(outcomes.filter(({ healed }) => !healed)).toEqual([])
      for (const call of LONG && ASKED !== 'all' ? [] : CERTAIN)
        expect(
          outcomes.some(({ fault, injected }) => fault.call === call && injected > 0),
          call,
        ).toBe(true)
    })

    it('law: one that fails from now on denies everything, and costs no record', async () => {
      // the system itself begins anew what was interrupted: for ever, if it always is
      const errors = ERRORS.filter((error) => error !== 'EINTR')
      await campaign(
        LONG
          ? everyOf(CALLS, errors, ['1+', '4+'])
          : everyOf(['write', 'fdatasync', 'openat'], ['EROFS'], ['3+']),
        'for ever',
      )
    })

    it('law: a process killed at any call has lost nothing that it released', async () => {
      const places = LONG ? Array.from({ length: 12 }, (_, i) => String(i + 1)) : ['3']
      const faults = (LONG ? CALLS : CERTAIN).flatMap((call) =>
        places.map((when): Fault => ({ call, what: 'signal=KILL', when })),
      )
      await campaign(faults, 'killed')
    })
  },
)

async function campaign(faults: readonly Fault[], name: string): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  const all = faults.flatMap((fault): Case[] => [
    { fault, subject: 'journal', torn: false },
    { fault, subject: 'journal', torn: true },
    ...(FILE_CALLS.includes(fault.call) ? [{ fault, subject: 'file', torn: false } as const] : []),
  ])
  // in the short form every other one: each subject, and each fault at two of them
  const left = all.filter(({ fault }, i) =>
    LONG ? ASKED === 'all' || ASKED.split(',').includes(fault.call) : i % 2 === 0,
  )
  const began = performance.now()
  const lane = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      if (LONG && left.length % 100 === 0) console.log(`${name}: ${left.length} to go`)
      outcomes.push(await strike(writer, mkdtempSync(join(root, 'log-')), next))
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((all, each) => all + of(each), 0)
  const struck = outcomes.filter(({ injected }) => injected > 0).length
  console.log(
    `${name}: ${outcomes.length} runs, ${struck} struck, ${sum((o) => o.released)} released, ` +
      `${sum((o) => o.denied)} denied, ${sum((o) => o.lost)} lost, ${Math.round((performance.now() - began) / 1000)} s`,
  )
  return outcomes
}

function everyOf(calls: readonly string[], errors: readonly string[], whens: readonly string[]): Fault[] {
  return calls.flatMap((call) =>
    errors.flatMap((error) => whens.map((when) => ({ call, what: `error=${error}`, when }))),
  )
}
