import type { PolicyDocument } from './document.js'
import type { Issues } from './issues.js'
import { pointer } from './pointer.js'

/**
 * What a policy can say and nothing keeps yet: refused, since a promise that is not kept is worse than none
 * (docs/decisions/0003). Whoever builds the layer of a key deletes its line.
 */
export const NOT_YET = ['message'] as const

type Key = (typeof NOT_YET)[number]

/** Reports each of `keys`, wherever it stands. */
export function refuseNotYet({ purposes }: PolicyDocument, keys: readonly Key[], issues: Issues): void {
  const refuse = (key: Key, there: unknown, ...path: (string | number)[]): void => {
    if (there !== undefined && keys.includes(key))
      issues.add(pointer(...path, key), `\`${key}\` is not enforced by this version`)
  }
  for (const [name, purpose] of Object.entries(purposes))
    for (const key of ['message'] as const) refuse(key, purpose[key], 'purposes', name)
}
