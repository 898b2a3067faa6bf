import type { Catalog } from '../../catalog/catalog.js'
import type { RecipientDef } from '../../catalog/recipient.js'
import type { ChangeVerdict } from './policy-change.js'
import { listed, type Words } from './words.js'

/** One thing that differs about a recipient. */
export interface RecipientChange extends Words {
  readonly verdict: Exclude<ChangeVerdict, 'same'>
}

/** Everything that differs about a recipient. */
export function* recipientChanges(
  before: RecipientDef | undefined,
  after: RecipientDef | undefined,
  was: Catalog,
  is: Catalog,
): Generator<RecipientChange> {
  if (!after) return yield say('narrower', 'nothing goes there any more', '提供しなくなります')
  const wider = after.kind === 'third_party' ? ('wider_new' as const) : ('wider_related' as const)
  if (!before) {
    const known = after.names.filter((name) => name !== after.name && classesOf(was).has(name))
    yield say(
      wider,
      `data goes to a new ${after.kind.replace('_', ' ')}`,
      `新たな提供先です（${KINDS[after.kind]}）`,
    )
    if (known.length > 0) yield classed(known)
    return
  }
  if (before.kind !== after.kind)
    yield say(
      wider,
      `is a ${after.kind.replace('_', ' ')} and no longer a ${before.kind.replace('_', ' ')}`,
      `${KINDS[before.kind]}から${KINDS[after.kind]}に変わります`,
    )
  const joined = after.names.filter((name) => !before.names.includes(name))
  if (joined.length > 0) yield classed(joined)
  yield* moved(before, after)
  yield* sets(before.purposes, after.purposes, wider, 'the purposes', '利用目的')
  yield* sets(fieldsOf(before, was), fieldsOf(after, is), wider, 'the data', '提供する項目')
  yield* dates(before, after)
}

const KINDS = {
  third_party: '第三者提供',
  entrustee: '委託',
  joint_user: '共同利用',
  successor: '事業承継',
} as const

/** Who agreed to a class of recipients has agreed to whoever joins it: nothing here can ask them again. */
function classed(names: readonly string[]): RecipientChange {
  const { en, ja } = listed(names)
  return say(
    'undetermined',
    `whoever consented to ${en} has consented to it: judge whether they could expect that`,
    `${ja}への同意が、この提供先にも及びます（本人の予測の範囲かどうか確認してください）`,
  )
}

/** APPI 28: who consented to a country has consented to that one. */
function* moved(before: RecipientDef, after: RecipientDef): Generator<RecipientChange> {
  const { country, transfer } = after.declared
  const was = before.declared
  if (country === was.country && transfer?.basis === was.transfer?.basis && after.foreign === before.foreign)
    return
  if (!after.foreign)
    return yield say('narrower', 'data no longer leaves the country', '外国への提供ではなくなります')
  yield say(
    transfer?.basis === 'consent' ? 'wider_new' : 'wider_related',
    `data goes to \`${country}\` on the basis \`${transfer?.basis}\` (before: \`${was.country ?? 'at home'}\`)`,
    `移転先の国または移転の根拠が変わります（従来: ${was.country ?? '国内'}、今後: ${country}・\`${transfer?.basis}\`）`,
  )
}

/** A missing list means all. */
function* sets(
  before: ReadonlySet<string> | undefined,
  after: ReadonlySet<string> | undefined,
  wider: 'wider_new' | 'wider_related',
  en: string,
  ja: string,
): Generator<RecipientChange> {
  const more = before && (!after || [...after].some((each) => !before.has(each)))
  const less = after && (!before || [...before].some((each) => !after.has(each)))
  if (more) yield say(wider, `${en} are more`, `${ja}が増えます`)
  if (less) yield say('narrower', `${en} are fewer`, `${ja}が減ります`)
}

/** What it gets at most, as fields: a category by another name is the same fields. */
function fieldsOf({ of }: RecipientDef, { resources }: Catalog): ReadonlySet<string> | undefined {
  if (!of) return undefined
  const found = [...resources.values()].flatMap(({ name, fields }) =>
    fields.filter(({ within }) => within.some((each) => of.has(each))).map(({ path }) => `${name}.${path}`),
  )
  return new Set(found)
}

/** What was looked at again may go on; that is a matter of the house. */
function* dates(before: RecipientDef, after: RecipientDef): Generator<RecipientChange> {
  const ends = (each: RecipientDef) => [
    each.certification?.expires ?? Number.POSITIVE_INFINITY,
    each.review ?? Number.POSITIVE_INFINITY,
    each.transfer?.until ?? Number.POSITIVE_INFINITY,
  ]
  const [old, now] = [ends(before), ends(after)]
  if (now.some((end, i) => end > (old[i] as number)))
    yield say(
      'wider_within',
      'what limits it in time is renewed',
      '期限（認証・見直し・移転の根拠）が延長されます',
    )
  if (now.some((end, i) => end < (old[i] as number)))
    yield say(
      'narrower',
      'what limits it in time ends sooner',
      '期限（認証・見直し・移転の根拠）が早まります',
    )
}

function classesOf({ recipients }: Catalog): Set<string> {
  return new Set([...recipients.values()].flatMap(({ names }) => names.slice(1)))
}

function say(verdict: RecipientChange['verdict'], en: string, ja: string): RecipientChange {
  return Object.freeze({ verdict, en, ja })
}
