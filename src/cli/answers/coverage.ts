import { coverage as covered, type Exercised } from '../../index.js'
import type { Answer, Given } from '../command.js'
import { Failure } from '../failure.js'
import { loadPolicy } from '../load-policy.js'
import { readRecords } from '../records.js'
import { runTables } from '../tables.js'

/** Which grants and prohibitions no table of expectations, or no record, exercised. */
export async function coverage({
  args: [named, ...tables],
  options,
  terminal: { colour },
}: Given): Promise<Answer> {
  const least = options['failBelow'] === undefined ? 0 : percentIn(options['failBelow'] as string)
  const { policy } = await loadPolicy(named, options)
  const log = options['log'] as string | undefined
  const seen: Exercised[] = []
  if (log === undefined)
    for (const report of await runTables(policy, tables.flat())) seen.push(...report.exercised)
  else for await (const { purpose, rules } of readRecords(log, [policy])) keep(seen, purpose, rules)
  const found = covered(policy, seen)
  const share = found.total === 0 ? 100 : Math.floor((100 * found.exercised) / found.total)
  const listed = [
    ...found.grants.map(({ rule, purpose, times }) => ({ what: `${rule} for ${purpose}`, times })),
    ...found.prohibitions.map(({ rule, times }) => ({ what: rule, times })),
  ].filter(({ times }) => times === 0 || options['all'] === true)
  const lines = listed.map(({ what, times }) =>
    times === 0 ? `${colour('yellow', 'never:')} ${what}\n` : `${String(times).padStart(5)}x ${what}\n`,
  )
  return {
    yes: share >= least,
    text: `${lines.join('')}${colour('bold', `${found.exercised} of ${found.total} exercised (${share} %)`)}\n`,
    data: { ...found, share },
  }
}

/** @throws Failure */
function percentIn(text: string): number {
  const percent = text.trim() === '' ? Number.NaN : Number(text)
  if (percent >= 0 && percent <= 100) return percent
  throw new Failure({ message: '`--fail-below` is a number from 0 to 100', hint: 'as in --fail-below 90' })
}

/** Records that exercised the same count as one list with others: a log may be large. */
function keep(seen: Exercised[], purpose: string | undefined, rules: readonly string[] | undefined): void {
  if (rules && rules.length > 0) seen.push({ ...(purpose !== undefined && { purpose }), rules })
}
