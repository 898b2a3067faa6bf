import type { PurposeDef } from '../catalog/purpose.js'
import { gives } from '../catalog/right.js'
import { recordUntilDone } from './consent-record.js'
import { assertPermitted, beginPerson, permitOf, standOf } from './person-operation.js'
import { notGiven } from './right-given.js'
import { type Asked, invalid, optionsOf } from './subject-parts.js'

/**
 * Restricts the use of the person's data for purposes, or objects to it: decided here, said as any consent is, so it
 * takes effect first and is recorded after.
 *
 * @returns the token of what was said
 */
export async function narrow(
  { engine, person, intent, consents }: Asked,
  right: 'restriction' | 'objection',
  given: unknown,
): Promise<string> {
  const { purposes: named } = optionsOf(given, ['purposes'])
  const { catalog } = engine.snapshot
  if (!Array.isArray(named) || named.length === 0)
    throw invalid('`purposes` is a list of purposes, at least one')
  const purposes = Array.from(named as readonly unknown[], (name) => {
    const purpose = typeof name === 'string' ? catalog.purposes.get(name) : undefined
    if (!purpose) throw invalid('`purposes` names a purpose that the policy does not know')
    return purpose
  })
  const operation = await beginPerson(engine, person, intent, 'update')
  const stand = await standOf(operation)
  await assertPermitted(operation, stand)
  // what is said of a purpose covers those below it, and binds those that it can
  const family = ({ family: names }: PurposeDef) => names.flatMap((each) => catalog.purposes.get(each) ?? [])
  const refused = purposes.find((each) => !family(each).some((one) => gives(right, one, catalog.document)))
  if (refused)
    await notGiven(
      operation,
      right,
      refused,
      refused.basis === 'consent' ? '; a consent is taken back instead (GDPR Art. 7(3))' : '',
    )
  const say = right === 'restriction' ? consents.restrict : consents.object
  const { actor } = intent
  const token = await say({
    subject: person,
    purposes: purposes.map(({ name }) => name),
    actor: typeof actor === 'string' ? undefined : actor,
  })
  // it holds whether or not the trail is up
  await recordUntilDone(engine, operation.snapshot, [permitOf(operation, stand)])
  return token
}
