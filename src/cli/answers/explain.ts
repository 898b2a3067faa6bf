import { readFileSync } from 'node:fs'
import { type Decision, decideAtBest, type Policy, REASONS, type Reason, suggest } from '../../index.js'
import type { Answer, Given } from '../command.js'
import { explainRow } from '../explain-row.js'
import { Failure } from '../failure.js'
import { loadPolicy } from '../load-policy.js'
import { assertReadable } from '../readable.js'

/** What a role sees for a purpose, at most or of one row, and why not more. */
export async function explain({ args: [named], options, terminal: { colour } }: Given): Promise<Answer> {
  const asked = options as unknown as Asked
  if (asked.lang !== 'en' && asked.lang !== 'ja') throw new Failure({ message: '`--lang` is `en` or `ja`' })
  const { policy } = await loadPolicy(named, options)
  assertNamed(policy, asked)
  const found =
    asked.row === undefined
      ? {
          decision: decideAtBest(policy, { roles: asked.as, purpose: asked.for, resource: asked.on }),
          changes: {},
        }
      : explainRow(policy, { ...asked, row: readRow(asked.row) })
  const { effect, reason, rule, fields } = found.decision
  if (asked.field !== undefined && !Object.hasOwn(fields, asked.field))
    throw new Failure({
      message: `there is no field \`${asked.field}\``,
      hint: `there are ${Object.keys(fields).join(', ')}`,
    })
  // of a row that is denied every field says the same
  const shown = Object.entries(fields).filter(([path]) =>
    asked.field === undefined ? effect === 'permit' : path === asked.field,
  )
  const who = `${asked.as.join(', ') || 'nobody in particular'} for ${asked.for} on ${asked.on}`
  const head =
    effect === 'permit'
      ? `${colour('green', 'permitted:')} ${who}\n`
      : `${colour('red', 'denied:')} ${who}: ${because(reason, rule, asked.lang)}\n`
  const lines = shown.map(([path, field]) => {
    const why = field.reason === undefined ? '' : `  ${because(field.reason, field.rule, asked.lang)}`
    return `  ${field.outcome.padEnd(6)}  ${path}${why}\n${(found.changes[path] ?? []).map((each) => `          ${colour('dim', each)}\n`).join('')}`
  })
  const advice = (found.changes[''] ?? []).map((each) => `  ${colour('dim', each)}\n`)
  return {
    yes: answers(found.decision, asked.field),
    text: [head, ...advice, ...lines].join(''),
    data: found,
  }
}

interface Asked {
  readonly for: string
  readonly on: string
  readonly as: readonly string[]
  readonly row?: string
  readonly actor?: string
  readonly consents?: readonly string[]
  readonly field?: string
  readonly lang: 'en' | 'ja'
}

/** Whether it is permitted; asked about a field, whether that is shown at all. */
function answers({ effect, fields }: Decision, field: string | undefined): boolean {
  return field === undefined ? effect === 'permit' : fields[field]?.outcome !== 'hidden'
}

function because(reason: Reason = 'evaluation_error', rule = '', lang: 'en' | 'ja' = 'en'): string {
  return `${REASONS[reason][lang]} (${reason}${rule === '' ? '' : `, ${rule}`})`
}

function assertNamed({ document }: Policy, { for: purpose, on, as }: Asked): void {
  const check = (kind: string, name: string, known: object) => {
    const meant = suggest(name, Object.keys(known))
    if (!Object.hasOwn(known, name))
      throw new Failure({
        message: `the policy knows no ${kind} \`${name}\``,
        hint:
          meant === undefined ? `it knows ${Object.keys(known).join(', ')}` : `did you mean \`${meant}\`?`,
      })
  }
  check('purpose', purpose, document.purposes)
  check('resource', on, document.resources)
  for (const role of as) check('role', role, document.roles)
}

function readRow(file: string): object {
  assertReadable(file)
  try {
    const row: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof row === 'object' && row !== null) return row
  } catch {
    // said below
  }
  throw new Failure({ file, message: 'this is no row', hint: 'a row is one JSON object' })
}
