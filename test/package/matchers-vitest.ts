// what a stranger writes with the matchers, checked against the declarations in the tarball
import 'purposebound/testing/vitest'
import { type Judged, type Recorded, testGate } from 'purposebound/testing'
import { expect } from 'vitest'

export function check(judged: Judged, recorded: Recorded, later: Promise<object>): Promise<void>[] {
  expect(judged).toPermit()
  expect(judged).not.toReveal({ clear: ['card'] })
  expect(judged).toSeeTheSameAs(judged)
  expect(recorded).toHaveAudited({ purpose: 'support', fields: { clear: ['name'] } }, { times: 1 })
  // @ts-expect-error: there is no such reason
  expect(judged).toDeny('consent_mising')
  // @ts-expect-error: a record has no such key
  expect(recorded).toHaveAudited({ porpose: 'support' })
  return [expect(later).rejects.toDeny('consent_missing'), expect(later).resolves.toReveal({ clear: [] })]
}
export { testGate }
