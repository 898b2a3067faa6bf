import { type AuditRecord, coverage as covered, type Exercised } from '../../index.js'
import type { Answer, Given } from '../command.js'
import { Failure } from '../failure.js'
import { loadPolicy } from '../load-policy.js'
import { withRecords } from '../records.js'
import { runTables } from '../tables.js'
import type { Terminal } from '../terminal.js'

/** Which grants and prohibitions no table of expectations, or no record, exercised. */
export async function coverage({ args: [named, ...tables], options, terminal }: Given): Promise<Answer> {
  const { colour } = terminal
  const least = options['failBelow'] === undefined ? 0 : percentIn(options['failBelow'] as string)
  const { policy } = await loadPolicy(named, options)
  const log = options['log'] as string | undefined
  const seen =
    log === undefined
      ? (await runTables(policy, tables.flat())).flatMap(({ exercised }) => exercised)
      : await withRecords(log, [policy], (records) => exercisedIn(records, terminal))
  terminal.done()
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

/** Those that exercised the same are one: a log may be large. */
async function exercisedIn(records: AsyncIterable<AuditRecord>, terminal: Terminal): Promise<Exercised[]> {
  const known = new Map<string, Exercised>()
  const seen: Exercised[] = []
  let read = 0
  for await (const { purpose, rules = [] } of records) {
    if (++read % 10_000 === 0) terminal.progress(`${read.toLocaleString('en')} records`)
    if (rules.length === 0) continue
    const key = JSON.stringify([purpose, rules])
    const made = known.get(key) ?? { ...(purpose !== undefined && { purpose }), rules }
    known.set(key, made)
    seen.push(made)
  }
  return seen
}
