import { mkdirSync } from 'node:fs'
import { expect } from 'vitest'
import { lost, recovered, strange } from './judge.js'
import type { Orders, SubjectName } from './orders.js'
import { othersAgree } from './others-agree.js'
import type { Told } from './run-writer.js'

/** What a campaign counts. */
export interface Tally {
  runs: number
  /** Killed while the log was being opened. */
  opening: number
  released: number
  lost: number
  /** Tails that were torn. */
  torn: number
}

/** Looks at one log after each crash: everything that was ever released from it must be there. */
export function judged(folder: string, subject: SubjectName, tally: Tally) {
  mkdirSync(folder)
  const told: Told[] = []
  let torn = 0

  return async (
    orders: Orders,
    said: Told,
    { opening, last }: { opening: boolean; last: boolean },
  ): Promise<void> => {
    told.push(said)
    expect(strange(said)).toEqual([])
    expect(said.ended).toBe('SIGKILL')
    const found = await recovered(orders)
    const missing = lost(told, found)
    tally.runs += 1
    tally.opening += opening ? 1 : 0
    tally.released += said.released.length
    tally.lost += missing.length
    expect(missing, `${folder}, run ${told.length}`).toEqual([])
    expect(found.quarantined - torn, 'at most one torn tail a crash').toBeLessThanOrEqual(1)
    tally.torn += found.quarantined - torn
    torn = found.quarantined
    if (subject === 'journal' && last) await othersAgree(folder, found.records.length)
  }
}
