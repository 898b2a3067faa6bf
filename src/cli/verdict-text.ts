import type { BadLog, GoodLog, LogVerdict } from '../audit/index.js'
import { spotText } from './failure.js'
import { printable } from './printable.js'
import type { Terminal } from './terminal.js'

/** What a verification found out, for people. */
export function verdictText(verdict: LogVerdict, colour: Terminal['colour']): string {
  const strangers = verdict.strangers.map(
    (name) => `${colour('yellow', 'odd:')} no journal has put \`${printable(name)}\` there: not looked at\n`,
  )
  return [...(verdict.ok ? good(verdict, colour) : bad(verdict, colour)), ...strangers].join('')
}

function good(verdict: GoodLog, colour: Terminal['colour']): string[] {
  const { log, size, segments, integrity, unsigned, pruned } = verdict
  const odd = (text: string) => `${colour('yellow', 'odd:')} ${text}\n`
  const by =
    integrity === 'signed' ? (unsigned === 0 ? ', signed to the last' : '') : ', chained and not signed'
  const lines = [
    `${colour('green', 'whole:')} ${records(size)} of ${log} in ${count(segments, 'segment')}${by}\n`,
  ]
  if (verdict.extends !== undefined)
    lines.push(`  extends the checkpoint of ${records(verdict.extends)} that was kept elsewhere\n`)
  if (integrity === 'chain')
    lines.push(odd('nobody vouches for a log without a signer: who can write it can make it anew'))
  else if (unsigned > 0) lines.push(odd(`nobody vouches for the last ${records(unsigned)} yet`))
  if (pruned)
    lines.push(
      odd(
        `retention has deleted the first ${records(pruned.records)} in ${count(pruned.segments, 'segment')}: hashes intact`,
      ),
    )
  return lines
}

function bad({ problem, good }: BadLog, colour: Terminal['colour']): string[] {
  const { code, message, file, line, byte, seq, through } = problem
  const spot = spotText({
    ...(file !== undefined && { file: printable(file) }),
    ...(line !== undefined && { line }),
  })
  const which =
    seq === undefined
      ? []
      : [through === undefined || through <= seq ? `record ${seq}` : `records ${seq} to ${through}`]
  const place = [...which, ...(byte === undefined ? [] : [`byte ${byte}`])].join(', ')
  return [
    `${colour('red', 'broken:')} ${colour('bold', spot)}${printable(message)} (${code})\n`,
    ...(place === '' ? [] : [`  ${place}\n`]),
    `  the ${records(good)} before it ${good === 1 ? 'holds' : 'hold'} together\n`,
  ]
}

function records(number: number): string {
  return count(number, 'record')
}

function count(number: number, what: string): string {
  return `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`
}
