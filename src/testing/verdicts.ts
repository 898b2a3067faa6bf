import type { Reason } from '../index.js'
import { assertReason, misuse } from './known.js'
import type { Seen } from './look.js'
import { because, contrasts, differences, type Sight, sightings } from './sight.js'

/** What is wrong with what was seen; nothing when it is as expected. `not` turns the expectation round. */
export interface Verdict {
  readonly title: string
  readonly problems: readonly string[]
}

export function permits(seen: Seen, not = false): Verdict {
  const permitted = seen.effect === 'permit'
  if (permitted !== not) return { title: seen.title, problems: [] }
  return wrong(seen, [
    not ? `expected no permit, but it is ${granted(seen)}` : `expected a permit, but it is ${denied(seen)}`,
  ])
}

export function denies(seen: Seen, reason: Reason | undefined, not = false): Verdict {
  assertReason(reason)
  const met = seen.effect === 'deny' && (reason === undefined || seen.reason === reason)
  if (met !== not) return { title: seen.title, problems: [] }
  const what = reason === undefined ? 'denial' : `denial by \`${reason}\``
  return wrong(seen, [
    `expected ${not ? 'no' : 'a'} ${what}, but it is ${seen.effect === 'permit' ? granted(seen) : denied(seen)}`,
  ])
}

export function reveals(seen: Seen, sight: Sight, not = false): Verdict {
  const problems = not ? sightings(seen, sight) : differences(seen, sight)
  return wrong(
    seen,
    problems.length === 0 || seen.effect === 'permit' ? problems : [...problems, denied(seen)],
  )
}

/** Two denials are no evidence: who sees nothing sees the same as anybody else who sees nothing. */
export function seesTheSame(one: Seen, other: Seen, not = false): Verdict {
  if (one === other) throw misuse('everybody sees the same as themselves: name another')
  const title = `${one.title}\n  against ${other.title}`
  if (one.effect === 'deny' && other.effect === 'deny')
    return {
      title,
      problems: [
        `neither sees anything, so nothing is compared: it is ${denied(one)}; the other is ${denied(other)}`,
        'expect each of them to be denied, and for which reason',
      ],
    }
  const problems = contrasts(one, other)
  if (!not) return { title, problems }
  return { title, problems: problems.length > 0 ? [] : ['expected a difference, but they see the same'] }
}

/** The message of a verdict: who was asked about, and every problem on a line of its own. */
export function messageOf({ title, problems }: Verdict): string {
  return problems.length === 0 ? `${title}: as expected` : `${title}:\n  ${problems.join('\n  ')}`
}

/** @throws Error with every problem */
export function assertGood(verdict: Verdict): void {
  if (verdict.problems.length > 0) throw new Error(messageOf(verdict))
}

function wrong({ title }: Seen, problems: readonly string[]): Verdict {
  return { title, problems }
}

function granted({ grants }: Seen): string {
  return grants.length === 0 ? 'permitted' : `permitted by ${grants.join(', ')}`
}

function denied({ reason, rule }: Seen): string {
  return `denied by ${because(reason, rule)}`
}
