import { isPurposeboundError, reportPage, type SubjectReport } from '../../../index.js'
import type { Answer, Given } from '../../command.js'
import { Failure } from '../../failure.js'
import { type LoadedGate, loadGate } from '../../load-gate.js'
import { printable } from '../../printable.js'
import { spanOf } from '../../trail/options.js'

/** Everything that is held about one person: the gate decides, and records. */
export async function report({ args: [id = ''], options }: Given): Promise<Answer> {
  const { lang } = options
  if (lang !== 'en' && lang !== 'ja') throw new Failure({ message: '`--lang` is `en` or `ja`' })
  const span = spanOf(options)
  const person = personOf(id, options)
  const gate = await loadGate(String(options['gate']))
  assertKnown(gate, options)
  try {
    const { tenant, justification } = options
    const actor = { id: options['actor'], roles: options['as'], ...(tenant !== undefined && { tenant }) }
    const made = (await gate
      .subject(person, {
        purpose: options['for'],
        actor,
        ...(justification !== undefined && { justification }),
      })
      .report(span)) as SubjectReport
    return { yes: true, text: options['html'] ? reportPage(made, { lang }) : textOf(made), data: made }
  } catch (error) {
    if (!isPurposeboundError(error) || error.reason === undefined) throw error
    const { reason, rule, message } = error
    return { yes: false, text: `${message}\n`, data: { denied: reason, rule } }
  } finally {
    await gate.close()
  }
}

function personOf(text: string, { population, tenant, number }: Given['options']): object {
  const id = number ? Number(text) : text
  if (typeof id === 'number' && !Number.isSafeInteger(id))
    throw new Failure({ message: '`--number` is for an id that is a whole number' })
  return { id, population, ...(tenant !== undefined && { tenant }) }
}

/** A name that there is not would be denied, and tell nobody which. */
function assertKnown({ policy: { document } }: LoadedGate, options: Given['options']): void {
  const known = (kind: string, names: readonly string[], all: object): void => {
    const stray = names.find((name) => !Object.hasOwn(all, name))
    if (stray !== undefined)
      throw new Failure({
        message: `there is no ${kind} \`${stray}\``,
        hint: `there are ${Object.keys(all).join(', ')}`,
      })
  }
  known('purpose', [String(options['for'])], document.purposes)
  known('role', options['as'] as readonly string[], document.roles)
}

function textOf({ person, held, purposes, used, provided }: SubjectReport): string {
  const lines = [
    `held about ${person.id}:`,
    ...held.flatMap(({ resource, connected, rows, refused }) =>
      connected
        ? [
            `  ${resource}: ${rows.length} rows`,
            ...rows.map(({ data }) => `    ${JSON.stringify(data)}`),
            ...refused.map(({ reason, rows: count }) => `    not shown: ${count} (${reason})`),
          ]
        : [`  ${resource}: not connected`],
    ),
    'what for:',
    ...purposes.map(
      ({ purpose, basis, fields, rights, consent }) =>
        `  ${purpose} (${basis}${consent ? `, ${consent.status}` : ''}): ${fields.join(' ')}; may ask for ${rights.join(' ')}`,
    ),
    'who used it:',
    ...used.map(
      ({
        purpose = 'no purpose',
        action = 'access',
        resource = '',
        kind = '',
        roles,
        permitted,
        denied,
        first,
        last,
      }) =>
        `  ${[action, resource].filter(Boolean).join(' ')} for ${purpose} by ${kind} (${roles.join(', ')}): ${permitted} times, ${denied} refused, ${first} to ${last}`,
    ),
    'to whom it went:',
    ...provided.map(
      ({ time, recipient, purpose = '' }) => `  ${time}  ${recipient.kind} ${recipient.id} for ${purpose}`,
    ),
  ]
  return lines.map((line) => `${printable(line)}\n`).join('')
}
