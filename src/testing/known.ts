import { type Policy, PurposeboundError, suggest } from '../index.js'
import type { Case } from './look.js'

const KINDS = { role: 'roles', purpose: 'purposes', resource: 'resources' } as const

/** Refuses names that the policy does not know: a misspelt one would be denied whatever the policy says. @throws PurposeboundError `config_invalid` */
export function assertKnown({ document }: Policy, kind: keyof typeof KINDS, names: readonly string[]): void {
  const known = Object.keys(document[KINDS[kind]])
  for (const name of names) {
    if (known.includes(name)) continue
    const meant = suggest(String(name), known)
    throw misuse(
      `the policy knows no ${kind} \`${String(name).slice(0, 80)}\`${meant === undefined ? '' : `, did you mean \`${meant}\`?`}`,
    )
  }
}

/** Refuses an expectation that does not say what is asked. @throws PurposeboundError `config_invalid` */
export function assertWhole({ purpose, resource }: Case): void {
  if (purpose === undefined) throw misuse('an expectation needs `for(purpose)`')
  if (resource === undefined) throw misuse('an expectation needs `on(resource)`')
}

export function misuse(detail: string): PurposeboundError {
  return new PurposeboundError('config_invalid', detail)
}
