import type { Change, PolicyDocument } from '../../src/index.js'
import type { Case } from './cases.js'
import { at } from './oracle-condition.js'
import type { Said } from './oracle-consent.js'
import { peopleAt } from './oracle-people.js'
import { fieldsOf } from './oracle-policy.js'
import { type Actor, personName } from './oracle-question.js'

// Does what a change of an explanation says, as its reader would; `field` is the field that it is about.

type Tree = { [key: string]: unknown }

/** The case after the change, or undefined where the words leave open what to do. */
export function apply(each: Case, { rule, en }: Change, field = ''): Case | undefined {
  const { question, known, document } = each
  const { purpose, resource } = question
  const role = /is given the role `(\w+)`/.exec(en)?.[1]
  if (role) return act(each, (actor) => ({ ...actor, roles: [...actor.roles, role] }))
  const whose = PEOPLE.find(([words]) => words.test(en))?.[1]
  const people = whose === 'row' && field === '' ? peopleOf(each) : undefined
  if (whose && / consents to `/.test(en)) return say(each, { action: 'give', purposes: [purpose] }, people)
  if (whose && / lifts what /.test(en)) return say(each, { action: 'lift', purposes: [purpose] }, people)
  if (/justification is given/.test(en))
    return { ...each, question: { ...question, justification: 'ticket 8' } }
  if (/this place in the code declares/.test(en))
    return { ...each, question: { ...question, allowedPurposes: [purpose] } }
  if (/actor of the row's tenant/.test(en)) {
    const tenant = at(question.row, document.resources[resource]!.tenant ?? '')
    return typeof tenant === 'string' && tenant !== ''
      ? act(each, (actor) => ({ ...actor, tenant }))
      : undefined
  }
  const asked = /(?:shows|uses) `([^`]+)`/.exec(en)?.[1]
  const name =
    asked ?? `${resource}.${fieldsOf(document, resource).find(({ path }) => path === field)?.declared}`
  const edit = EDITS.find(([words]) => words.test(`${en} ${rule}`))?.[1]
  return (
    edit && {
      document: rewrite(document, rule, (parent, key) => edit(parent, key, name, en)),
      question,
      known,
    }
  )
}

/** Who is to say something. */
const PEOPLE: readonly (readonly [words: RegExp, whose: 'row' | 'all'])[] = [
  [/^(?:the person|each person of the row) /, 'row'],
  [/^each person concerned /, 'all'],
]

type Edit = (parent: Tree, key: string, name: string, en: string) => void
const drop: Edit = (parent, key) => {
  if (Array.isArray(parent)) parent.splice(Number(key), 1)
  else delete parent[key]
}
const EDITS: readonly (readonly [words: RegExp, edit: Edit])[] = [
  [/the grant is renewed at/, drop],
  [
    /a grant names `(\w+)` at/,
    (parent, key, _, en) => void (parent[key] as unknown[]).push(/`(\w+)`/.exec(en)?.[1]),
  ],
  [
    /a grant allows the action at/,
    (parent, key) => {
      parent[key] = [...((parent[key] as unknown[] | undefined) ?? []), 'read']
    },
  ],
  [
    /a grant says which rows it reaches at/,
    (parent, key) => {
      parent[key] = 'all'
    },
  ],
  [/the policy is changed at \/prohibitions\//, drop],
  [/the policy is changed at .*\/ceiling$/, drop],
  [
    /the policy is changed at \/purposes\/\w+\/uses\/\d+$/,
    (parent, key) => {
      parent[key] = (parent[key] as { readonly of: string }).of
    },
  ],
  [
    /the row comes to match/,
    (parent, key) => {
      parent[key] = 'all'
    },
  ],
  [/says that it uses (?:it|`[^`]+`)/, (parent, key, name) => void (parent[key] as unknown[]).push(name)],
  [
    /a grant shows (?:it clear|`[^`]+`): .*\/sees$/,
    (parent, key, name) => {
      parent[key] = { ...(parent[key] as Tree), [name]: 'clear' }
    },
  ],
  [
    /a grant shows (?:it clear|`[^`]+`): .*\/sees\/[^/]+$/,
    (parent, key) => {
      parent[key] = 'clear'
    },
  ],
]

/** A copy of the document in which `edit` has changed what stands at the pointer. */
function rewrite(
  document: PolicyDocument,
  rule: string,
  edit: (parent: Tree, key: string) => void,
): PolicyDocument {
  const copy = JSON.parse(JSON.stringify(document)) as PolicyDocument
  const [root = '', ...rest] = rule.split('/').slice(1)
  // a prohibition stands under its id
  const path =
    root === 'prohibitions'
      ? [root, String(copy.prohibitions?.findIndex(({ id }) => id === rest[0]))]
      : [root, ...rest]
  const parent = path.slice(0, -1).reduce<unknown>((tree, key) => (tree as Tree | undefined)?.[key], copy)
  edit(parent as Tree, path.at(-1) as string)
  return copy
}

/** The pointer's place in the document: itself, or, where nothing permits, the place in which it would be written. */
export function resolves(document: PolicyDocument, rule: string): boolean {
  const [root = '', ...rest] = rule.split('/').slice(1)
  if (root === 'prohibitions') return document.prohibitions?.some(({ id }) => id === rest[0]) === true
  // the schemas stand beside the document
  if (root === 'resources' && rest[1] === 'schema') return Object.hasOwn(document.resources, rest[0] ?? '')
  const place = [root, ...rest.slice(0, -1)].reduce<unknown>(
    (tree, key) => (tree as Tree | undefined)?.[key],
    document,
  )
  return typeof place === 'object' || place === true
}

function act(each: Case, change: (actor: Actor) => Actor): Case {
  const all = (actor: Actor): Actor =>
    change(actor.onBehalfOf ? { ...actor, onBehalfOf: all(actor.onBehalfOf) } : actor)
  return { ...each, question: { ...each.question, actor: all(each.question.actor) } }
}

/** The people of the row, by the names that what they said is kept under. */
function peopleOf({ document, question }: Case): readonly string[] {
  const { subject, tenant } = document.resources[question.resource]!
  const places = [subject]
    .flat()
    .map((place) => (typeof place === 'object' ? place : { population: 'person', at: place }))
  const people = peopleAt(question, places, tenant === undefined ? undefined : at(question.row, tenant))
  return typeof people === 'string' ? [] : people.map(personName)
}

/** One word more of `people`, or of everybody. */
function say(each: Case, word: Said, people?: readonly string[]): Case {
  const { known } = each
  const told = (person: string) => [person, [...(known.said[person] ?? known.usual), word]] as const
  const said = Object.fromEntries((people ?? Object.keys(known.said)).map(told))
  return {
    ...each,
    known: {
      ...known,
      usual: people ? known.usual : [...known.usual, word],
      said: { ...known.said, ...said },
    },
  }
}
