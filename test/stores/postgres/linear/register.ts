import { isLinearizable, type Step } from './search.js'

/** What one did, or saw, for a person; `to` is null where nobody knows whether it took place. */
export interface Deed {
  readonly id: string
  /** `give`, `withdraw`, or what a read came to. */
  readonly came: string
  readonly from: number
  readonly to: number | null
}

const SAID: { readonly [action: string]: string } = { give: 'shown', withdraw: 'consent_withdrawn' }

/** The people whose deeds no order explains: the last that was said is what is read. Who could not be told says nothing. */
export function unexplained(deeds: readonly Deed[]): readonly string[] {
  const ids = [...new Set(deeds.map(({ id }) => id))]
  return ids.filter((id) => {
    const own = deeds.filter((deed) => deed.id === id && deed.came !== 'consent_unavailable')
    return !isLinearizable(own.map(toStep), 'consent_missing')
  })
}

function toStep({ came, from, to }: Deed): Step<string> {
  const said = SAID[came]
  const apply = (state: string) => (said !== undefined ? said : state === came ? state : undefined)
  return { from, to: to ?? Number.POSITIVE_INFINITY, apply }
}
