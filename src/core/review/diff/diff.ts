import type { Catalog } from '../../catalog/catalog.js'
import type { Policy } from '../../catalog/declaration.js'
import { catalogOf } from '../../catalog/policy.js'
import type { PurposeDef } from '../../catalog/purpose.js'
import type { ResourceDef } from '../../catalog/resource.js'
import { Witnesses } from '../witness.js'
import { Party } from './beyond.js'
import { type Numbers, PurposeGrounds, resourceGround } from './ground.js'
import { PairGrounds } from './pair-ground.js'
import { type ChangeVerdict, worst } from './policy-change.js'
import { namesOf, type Parties, type PurposeDiff, purposeDiff } from './purpose-diff.js'
import { type RecipientDiff, recipientDiffs } from './recipient-diff.js'
import { type Wording, wordingOf } from './wording.js'

/** Two policies compared by what they permit. */
export interface PolicyDiff {
  readonly from: { readonly name: string; readonly version: string; readonly digest: string }
  readonly to: { readonly name: string; readonly version: string; readonly digest: string }
  /** The worst of all purposes and recipients. */
  readonly verdict: ChangeVerdict
  /** Whether the new policy may be put in force as it is, once what it asks for has been done. */
  readonly ready: boolean
  /** The purposes that differ, in the order of the new policy; what is gone stands last. */
  readonly purposes: readonly PurposeDiff[]
  /** The recipients that differ. */
  readonly recipients: readonly RecipientDiff[]
  /** Texts that differ: whether other words mean another thing is for a person to judge. */
  readonly wording: readonly Wording[]
}

/**
 * What a new policy permits that the old one does not, and the other way round, purpose by purpose: never by its text, so
 * that another order or spelling is `same`, and what cannot be compared is never taken for less.
 *
 * Each purpose is `same`, `narrower`, `wider_within` the house, `wider_related` (announce it first), `wider_new` (ask
 * again) or `undetermined`. It says in English and Japanese what to announce and whom to ask; how many people that is,
 * says `affected`. (Articles 3 and 6; APPI 17(2), GDPR 6(4).)
 *
 * @example
 * ```ts
 * const diff = diffPolicies(policy, next)
 * diff.purposes.map(({ purpose, verdict, duty }) => [purpose, verdict, duty]) // [['support', 'wider_related', 'announce']]
 * if (!diff.ready) console.log(diff.purposes.flatMap(({ missing }) => missing.map(({ en }) => en)))
 * ```
 */
export function diffPolicies(old: Policy, next: Policy): PolicyDiff {
  const [was, is] = [catalogOf(old), catalogOf(next)]
  const purposes = differing(was, is).filter(({ changes }) => changes.length > 0)
  const recipients = recipientDiffs(was, is)
  return Object.freeze({
    from: nameOf(old),
    to: nameOf(next),
    verdict: worst([...purposes, ...recipients].map(({ verdict }) => verdict)),
    ready:
      purposes.every(({ missing }) => missing.length === 0) &&
      recipients.every(({ duty }) => duty !== 'review'),
    purposes: Object.freeze(purposes),
    recipients: Object.freeze(recipients),
    wording: Object.freeze(wordingOf(was.document, is.document)),
  })
}

/** What rests on the same ground is not compared any further: of a thousand purposes few change. */
function differing(was: Catalog, is: Catalog): PurposeDiff[] {
  const parties: Parties = { old: new Party(was), new: new Party(is), witnesses: new Witnesses() }
  const numbers: Numbers = new Map()
  const grounds = { old: new PurposeGrounds(was, numbers), new: new PurposeGrounds(is, numbers) }
  const before = new Map([...was.resources].map(([name, each]) => [name, resourceGround(each)]))
  const after = new Map([...is.resources].map(([name, each]) => [name, resourceGround(each)]))
  const all = { old: [...was.resources.values()], new: [...is.resources.values()] }
  const changed = {
    old: all.old.filter(({ name }) => before.get(name) !== after.get(name)),
    new: all.new.filter(({ name }) => before.get(name) !== after.get(name)),
  }
  const untouched = changed.old.length + changed.new.length === 0
  const pairs = {
    old: new PairGrounds(was, numbers, (name) => parties.old.serving(name)),
    new: new PairGrounds(is, numbers, (name) => parties.new.serving(name)),
  }
  return namesOf(was, is).flatMap((name) => {
    const [mine, theirs] = [was.purposes.get(name), is.purposes.get(name)]
    const alike = mine && theirs && grounds.old.of(mine) === grounds.new.of(theirs)
    if (alike && untouched) return []
    return [purposeDiff(name, parties, alike || !mine || !theirs ? changed : touched(mine, theirs))]
  })

  function touched(mine: PurposeDef, theirs: PurposeDef): typeof changed {
    const differs = ({ name }: ResourceDef): boolean => {
      const [old, now] = [was.resources.get(name), is.resources.get(name)]
      if (!old || !now || before.get(name) !== after.get(name)) return true
      return pairs.old.of(mine, old) !== pairs.new.of(theirs, now)
    }
    return { old: all.old.filter(differs), new: all.new.filter(differs) }
  }
}

function nameOf({ name, version, digest }: Policy) {
  return Object.freeze({ name, version, digest })
}
