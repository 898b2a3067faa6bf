import type { Catalog } from '../catalog/catalog.js'
import { endOf, periodOf } from '../catalog/period.js'
import type { RecipientDef } from '../catalog/recipient.js'
import type { Title } from '../catalog/title.js'
import { isObliged } from '../decide/provision.js'
import type { Ask } from '../decide/question.js'
import type { ProvisionRecord } from '../record/provision-record.js'
import { type Entry, timeText } from '../record/scribe.js'

/** How long records of provision are kept (enforcement rules of the APPI, rule 21 (3)). */
const KEPT = periodOf('P3Y')

/** To whom something was to go, as records name them; a name that the policy does not know may be data. */
export function recipientOf({ recipients }: Catalog, to: unknown): Pick<Entry, 'recipient'> {
  const recipient = typeof to === 'string' ? recipients.get(to) : undefined
  if (!recipient) return {}
  const { name, kind, declared, foreign, transfer } = recipient
  return {
    recipient: {
      id: name,
      kind,
      ...(declared.country !== undefined && { country: declared.country }),
      ...(foreign && transfer && { transferBasis: transfer.basis }),
    },
  }
}

/** The records of a disclosure: where anything goes out it is a provision, with what the law asks to be kept of it. */
export function asProvisions(entries: readonly Entry[], ask: Ask, now: number): Entry[] {
  const { recipient } = ask
  if (!recipient) return [...entries]
  const provision = provisionOf(ask, recipient, now)
  return entries.map((entry) =>
    entry.effect === 'permit' ? { ...entry, type: 'provision', provision } : entry,
  )
}

function provisionOf({ catalog, purpose }: Ask, recipient: RecipientDef, now: number): ProvisionRecord {
  const { controller } = catalog.document
  const { name, kind, declared, foreign } = recipient
  const { address, representative, title } = declared
  // APPI 29 asks it of third parties, and of whoever is abroad (28)
  const isKept = kind === 'third_party' || foreign
  const keepUntil = isKept && KEPT ? endOf(now, KEPT) : Number.NaN
  return {
    ground: isObliged(recipient, purpose) ? 'law' : groundOf(recipient),
    name: title === undefined ? name : textOf(title),
    ...(address !== undefined && { address }),
    ...(representative !== undefined && { representative }),
    ...(controller && { provider: controller.name }),
    ...(controller?.address !== undefined && { providerAddress: controller.address }),
    ...(controller?.representative !== undefined && { providerRepresentative: controller.representative }),
    ...(!Number.isNaN(keepUntil) && { keepUntil: timeText(keepUntil) }),
  }
}

function groundOf({ kind }: RecipientDef): ProvisionRecord['ground'] {
  switch (kind) {
    case 'third_party':
      return 'consent'
    case 'entrustee':
      return 'entrustment'
    case 'joint_user':
      return 'joint_use'
    case 'successor':
      return 'succession'
    default:
      return kind satisfies never
  }
}

function textOf(title: Title): string {
  return typeof title === 'string' ? title : `${title.ja} / ${title.en}`
}
