import { matrix as matrixOf, matrixText } from '../../index.js'
import type { Answer, Given } from '../command.js'
import { Failure } from '../failure.js'
import { loadPolicy } from '../load-policy.js'
import { assertReadable } from '../readable.js'
import { readText } from '../text.js'

/** Everything that every role, or every person of a list, sees for every purpose. */
export async function matrix({ args: [named], options }: Given): Promise<Answer> {
  const { policy } = await loadPolicy(named, options)
  const people = options['people'] === undefined ? undefined : await readPeople(options['people'] as string)
  const whole = matrixOf(policy, people && { people: people as never })
  const [roles, purposes] = [options['role'], options['purpose']] as (readonly string[] | undefined)[]
  assertAmong('role', roles, people ? Object.keys(people) : Object.keys(policy.document.roles))
  assertAmong('purpose', purposes, Object.keys(policy.document.purposes))
  const entries = whole.entries.filter(
    ({ who, purpose }) =>
      (!roles || (who !== undefined && roles.includes(who))) && (!purposes || purposes.includes(purpose)),
  )
  const found = { ...whole, entries }
  return { yes: true, text: matrixText(found), data: found }
}

async function readPeople(file: string): Promise<{ readonly [name: string]: readonly string[] }> {
  assertReadable(file)
  const { data, spot } = await readText(file)
  const people = Object.entries(Object(data) as { readonly [name: string]: unknown })
  for (const [name, roles] of people)
    if (!Array.isArray(roles) || !roles.every((role) => typeof role === 'string'))
      throw new Failure({
        file,
        ...spot(`/${name}`),
        message: `\`${name}\` has no list of roles`,
        hint: 'a line for each person: `Hanako: [agent, mailer]`',
      })
  if (people.length === 0) throw new Failure({ file, message: 'this file names nobody' })
  return Object.fromEntries(people) as { readonly [name: string]: readonly string[] }
}

function assertAmong(kind: string, given: readonly string[] | undefined, known: readonly string[]): void {
  const stray = given?.find((name) => !known.includes(name))
  if (stray !== undefined)
    throw new Failure({ message: `there is no ${kind} \`${stray}\``, hint: `there are ${known.join(', ')}` })
}
