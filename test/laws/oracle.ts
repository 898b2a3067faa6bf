import type { PolicyDocument } from '../../src/index.js'
import { at, attributesOf, isTrue } from './oracle-condition.js'
import { upwards } from './oracle-consent.js'
import { ofExposure, ofNecessity, ofSelf } from './oracle-fields.js'
import { grantsOf } from './oracle-grants.js'
import { ceiling, inOrder } from './oracle-meet.js'
import { isSame, isWrong, ofPerson, peopleAt } from './oracle-people.js'
import { lateness, latenessFor } from './oracle-period.js'
import { fieldsOf, isPersonal, nestedIn, pathsOf, placesOf } from './oracle-policy.js'
import {
  type Actor,
  type Answer,
  deny,
  type Finding,
  type Known,
  type Person,
  type Question,
} from './oracle-question.js'
import { LEAVES } from './schemas.js'

// The decision once more, the slow and obvious way: from the words of the design, over the policy document.
// It shares no code with src, knows no plan and no cache, and is what `decide` and `compile` are compared with.

export function oracle(document: PolicyDocument, question: Question, known: Known): Answer {
  const findings = ofRow(document, question, known)
  const row = findings.filter(({ field }) => field === undefined)
  const fields = pathsOf(document, question.resource, question.row).map((path) => {
    const about = findings.filter(({ field }) => field === undefined || field === path)
    // where a row is denied because nothing is left of it, each field that is hidden anyway keeps its own reasons
    const own = about.filter(({ reason }) => reason !== 'nothing_visible')
    const why = ceiling(own) === 'hidden' ? own : about
    return [path, { outcome: ceiling(why), why: inOrder(why) }] as const
  })
  return { effect: row.length > 0 ? 'deny' : 'permit', why: inOrder(row), fields: Object.fromEntries(fields) }
}

function ofPurpose({ purposes }: PolicyDocument, question: Question): Finding[] {
  const { purpose, justification = '', allowedPurposes } = question
  const found: Finding[] = []
  if (allowedPurposes && !allowedPurposes.includes(purpose))
    found.push(deny(1, 'purpose_not_allowed_here', `/purposes/${purpose}`))
  if (purposes[purpose]!.requires && justification.trim() === '')
    found.push(deny(1, 'justification_required', `/purposes/${purpose}/requires`))
  return found
}

/** What all who act say of one row and of the rows in it. */
function ofRow(document: PolicyDocument, question: Question, known: Known): Finding[] {
  const { purpose, resource, row, action = 'read' } = question
  const found = ofPurpose(document, question)
  for (const actor of chain(question.actor)) found.push(...ofActor(document, { ...question, actor }, known))
  const personal = fieldsOf(document, resource).filter(isPersonal)
  const isHidden = (path: string) => found.some((each) => each.field === path && each.ceiling === 'hidden')
  if (
    !isDenied(found) &&
    action === 'read' &&
    personal.length > 0 &&
    document.purposes[purpose]!.uses.length > 0
  )
    if (personal.every(({ path }) => isHidden(path)))
      found.push(deny(11, 'nothing_visible', `/resources/${resource}/fields`))

  for (const [path, inner] of nestedIn(document, resource)) {
    const value = at(row, path)
    if (value === undefined || value === null) continue
    // in a row that is denied no other row is decided on: its reasons are theirs
    if (isDenied(found)) continue
    const below = ofRow(document, { ...question, resource: inner, row: value }, known)
    for (const each of pathsOf(document, inner, value))
      for (const finding of below)
        if (finding.field === undefined || finding.field === each)
          found.push({ ...finding, field: `${path}.${each}` })
  }
  return found
}

/** Layers 2 to 10 for one of those who act. */
function ofActor(document: PolicyDocument, question: Question, known: Known): Finding[] {
  const { purpose, actor, resource, row, action = 'read' } = question
  const { subject, tenant } = document.resources[resource]!
  const { uses, self: declared } = document.purposes[purpose]!
  const found: Finding[] = []

  const given = tenant === undefined ? undefined : (at(row, tenant) ?? undefined)
  // the empty tenant is nobody's
  const alien = tenant !== undefined && (given === '' || isWrong(resource, tenant, given))
  const owner = alien ? undefined : given
  if (tenant !== undefined && (owner === undefined || owner !== actor.tenant))
    found.push(deny(2, 'tenant_mismatch', `/resources/${resource}/tenant`))
  // nobody can be named without the tenant in which they are keyed
  const nameable = tenant === undefined || owner !== undefined
  const places = subject === 'none' || !nameable ? [] : placesOf(subject)
  const people = peopleAt(question, places, owner)
  const tested = attributesTested(document, resource)
  const wrong = alien || tested.some((path) => isWrong(resource, path, at(row, path)))
  const problem = wrong ? 'row_invalid' : typeof people === 'string' ? people : undefined
  if (problem)
    found.push(deny(0, problem, `/resources/${resource}/${problem === 'row_invalid' ? 'schema' : 'subject'}`))

  const maySelf = declared !== undefined && (mayOf(declared) ?? ['read']).includes(action)
  const isMe = (person: Person) => maySelf && isSame(person, question, document)
  const self = typeof people !== 'string' && people.some(isMe)
  const grants = grantsOf(document, question, known.now)
  if (grants.live.length === 0 && !self)
    for (const { reason, rule } of grants.why) found.push(deny(3, reason, rule))

  const prohibitions = (document.prohibitions ?? []).filter(
    ({ purposes, actions }) =>
      (purposes?.some((each) => upwards(document.purposes, purpose).includes(each)) ?? true) &&
      (actions?.includes(action) ?? true),
  )
  for (const { id, of } of prohibitions) if (!of) found.push(deny(4, 'prohibited', `/prohibitions/${id}`))

  const word =
    problem || typeof people === 'string'
      ? []
      : people.flatMap((person) => ofPerson(document, purpose, person, known))
  if (!self) found.push(...word)
  const late = problem ? undefined : latenessFor(document, purpose, resource, row, known.now)
  const tooLate = late && deny(6, late, `/purposes/${purpose}/retention`)
  if (tooLate && !self) found.push(tooLate)

  const matched = problem
    ? []
    : grants.live.filter(
        ({ where }) => where === undefined || isTrue(where, row, actor as never, LEAVES[resource]!),
      )
  if (!problem && grants.live.length > 0 && matched.length === 0 && !self)
    for (const { rule } of grants.live) found.push(deny(7, 'condition_not_met', `${rule}/where/${resource}`))

  // what binds the people of a row binds every grant but their own
  const granted =
    self && (word.length > 0 || tooLate)
      ? []
      : matched.map(({ rule, sees }) => ({ rule: `${rule}/sees`, sees }))
  const own = self ? [ofSelf(document, purpose)] : []
  for (const field of fieldsOf(document, resource)) {
    const add = (each: Finding) => found.push({ ...each, field: field.path })
    for (const { id, of } of prohibitions)
      if (of?.some((name) => field.within.includes(name))) add(deny(4, 'prohibited', `/prohibitions/${id}`))
    if (!problem)
      for (const { rule, period } of field.periods) {
        const reason = lateness(document, resource, row, period, known.now)
        if (reason) add(deny(6, reason, rule))
      }
    if (!isPersonal(field)) continue
    for (const each of ofNecessity(uses, purpose, field)) add(each)
    // a field about somebody else is open to a person's own grant only where it is about them too
    const others =
      field.subject === undefined || !nameable ? [] : peopleAt(question, placesOf(field.subject), owner)
    const aboutMe = typeof others !== 'string' && others.some(isMe)
    if (!problem && typeof others === 'string')
      add(deny(0, others, `/resources/${resource}/fields/${field.declared}/subject`))
    if (tooLate && self && field.subject !== undefined && !aboutMe) add(tooLate)
    if (!problem && typeof others !== 'string' && !aboutMe)
      for (const person of others) ofPerson(document, purpose, person, known).forEach(add)
    const exposing = field.subject === undefined || aboutMe ? [...granted, ...own] : granted
    if (exposing.length === 0 && own.length > 0) add(deny(10, 'role_hidden', '/roles'))
    for (const each of ofExposure(document, field, exposing)) add(each)
  }
  return found
}

/** Every attribute that any condition on the resource reads. */
function attributesTested({ roles }: PolicyDocument, resource: string): string[] {
  return Object.values(roles)
    .flat()
    .flatMap(({ where }) => {
      const condition = where?.[resource]
      return condition === undefined || condition === 'all' ? [] : attributesOf(condition)
    })
}

function mayOf(self: unknown): readonly string[] | undefined {
  return typeof self === 'object' && self !== null ? (self as { may?: readonly string[] }).may : undefined
}

function isDenied(findings: readonly Finding[]): boolean {
  return findings.some(({ field }) => field === undefined)
}

function chain(actor: Actor): Actor[] {
  return actor.onBehalfOf ? [actor, ...chain(actor.onBehalfOf)] : [actor]
}
