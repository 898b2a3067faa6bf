import { ACTIONS, type Policy, PurposeboundError, REASONS, suggest } from '../index.js'
import type { Case } from './case.js'

const KINDS = {
  role: 'roles',
  purpose: 'purposes',
  resource: 'resources',
  recipient: 'recipients',
} as const

/** Refuses names that the policy does not know: a misspelt one would be denied whatever the policy says. @throws PurposeboundError `config_invalid` */
export function assertKnown({ document }: Policy, kind: keyof typeof KINDS, names: readonly string[]): void {
  const known = Object.keys(document[KINDS[kind]] ?? {})
  for (const name of names)
    if (!known.includes(name))
      throw misuse(`the policy knows no ${kind} \`${String(name).slice(0, 80)}\`${hint(String(name), known)}`)
}

/** Refuses an action that there is not. @throws PurposeboundError `config_invalid` */
export function assertAction(action: string): void {
  assertAmong('action', String(action))
}

/** Refuses a value that is not among those that there are. @throws PurposeboundError `config_invalid` */
export function assertAmong(what: string, value: unknown, known: readonly string[] = ACTIONS): void {
  if (value === undefined || known.includes(value as string)) return
  throw misuse(`there is no ${what} \`${String(value).slice(0, 80)}\`${hint(String(value), known)}`)
}

/** Refuses a reason that no decision has. @throws PurposeboundError `config_invalid` */
export function assertReason(reason: string | undefined): void {
  if (reason !== undefined && !Object.hasOwn(REASONS, reason))
    throw misuse(
      `there is no reason \`${String(reason).slice(0, 80)}\`${hint(String(reason), Object.keys(REASONS))}`,
    )
}

/** Refuses an expectation that does not say what is asked. @throws PurposeboundError `config_invalid` */
export function assertWhole({ purpose, resource }: Case): void {
  if (purpose === undefined) throw misuse('an expectation needs `for(purpose)`')
  if (resource === undefined) throw misuse('an expectation needs `on(resource)`')
}

/** The name that was probably meant, as the end of a message; empty where none is close. */
export function hint(name: string, among: readonly string[]): string {
  const meant = suggest(name, among)
  return meant === undefined ? '' : `, did you mean \`${meant}\`?`
}

export function misuse(detail: string): PurposeboundError {
  return new PurposeboundError('config_invalid', detail)
}
