import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AuditRecord, type ConsentStore, personKey, type Redecided, replay } from '../../../src/index.js'
import { testGate } from '../../../src/testing/index.js'
import { accessOf, type Case, cases, consentsOf, likely, PATIENT, runs } from '../../laws/cases.js'
import { documents, policyOf } from '../../laws/policies.js'

/** What was asked under one policy, and a policy that has other sections in part. */
const changed = fc
  .tuple(
    fc.oneof(likely, cases),
    documents,
    fc.subarray(['roles', 'purposes', 'prohibitions'] as const, { minLength: 1, maxLength: 2 }),
  )
  .map(([each, theirs, sections]) => {
    const next = { ...each.document }
    for (const section of sections) Object.assign(next, { [section]: theirs[section] ?? [] })
    // what nobody asked about is no objection: see `replay`
    const calm = (said: Case['known']['usual']) =>
      said.filter(({ action }) => action !== 'object' && action !== 'restrict')
    const known = {
      ...each.known,
      usual: calm(each.known.usual),
      said: Object.fromEntries(Object.entries(each.known.said).map(([who, said]) => [who, calm(said)])),
    }
    return { each: { ...each, known }, next }
  })

describe('replay', PATIENT, () => {
  it('what it says of a decision is what the other policy decides; what it cannot know it leaves open', async () => {
    const seen = new Map<Redecided, number>()
    await fc.assert(
      fc.asyncProperty(changed, async ({ each, next }) => {
        const record = await recordOf(each)
        const { counts } = await replay([record], policyOf(next), { from: [policyOf(each.document)] })
        const [said] = (Object.keys(counts) as Redecided[]).filter((kind) => counts[kind] === 1)
        seen.set(said!, (seen.get(said!) ?? 0) + 1)
        const after = await recordOf(each, next)
        // a value of another type, in a field that was not shown before, is found when it is shown
        if (after.reason === 'row_invalid' && record.reason !== 'row_invalid') return
        if (said !== 'undetermined') expect(said).toBe(changeOf(record, after))
      }),
      runs(600),
    )
    for (const kind of ['same', 'newly_permitted', 'newly_denied', 'undetermined'] as const)
      expect(seen.get(kind), kind).toBeGreaterThan(3)
  })
})

/** What a gate records of the question under a policy, with what people had said when they saw the first one. */
async function recordOf({ document, question, known }: Case, under = document): Promise<AuditRecord> {
  const states = new Map(consentsOf(document, known).map((state) => [personKey(state.person), state]))
  const consents: ConsentStore = {
    name: 'known',
    lookup: (people) => people.map((person) => states.get(personKey(person)) ?? { person, purposes: {} }),
  }
  const { gate, records } = testGate({ policy: policyOf(under), now: known.now, consents })
  await accessOf(gate, question)
    .read(question.resource, question.row as object)
    .catch(() => {})
  return records.find(({ type }) => type === 'decision')!
}

/** The change as it is: between what a gate records under one policy and under the other. */
function changeOf(before: AuditRecord, after: AuditRecord): Redecided {
  if (before.effect !== after.effect) return after.effect === 'permit' ? 'newly_permitted' : 'newly_denied'
  if (after.effect === 'deny') return 'same'
  const paths = [before, after].flatMap(({ fields }) => [...fields!.clear, ...fields!.masked])
  const rank = ({ fields }: AuditRecord, path: string) =>
    fields!.clear.includes(path) ? 2 : fields!.masked.includes(path) ? 1 : 0
  if (paths.some((path) => rank(after, path) > rank(before, path))) return 'wider'
  return paths.some((path) => rank(after, path) < rank(before, path)) ? 'narrower' : 'same'
}
