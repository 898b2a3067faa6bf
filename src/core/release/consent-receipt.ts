import type { Catalog } from '../catalog/catalog.js'
import type { PolicyDocument } from '../catalog/document.js'
import type { Id, Person } from '../catalog/person.js'
import type { PurposeDef } from '../catalog/purpose.js'
import type { Title } from '../catalog/title.js'
import type { ConsentEvent, ConsentNotice } from '../decide/consent.js'
import { PurposeboundError } from '../errors.js'
import { inOrder } from './consent-since.js'
import type { ConsentStatus } from './consent-status.js'

/** One thing that was said about a purpose. */
export interface ReceiptEvent {
  /** RFC 3339. */
  readonly eventTime: string
  /** ISO 8601-2: from and until, `..` where it lasts until it is taken back. */
  readonly validityDuration: string
  /** The person, or a pseudonym of who spoke for them. */
  readonly entityId: string
  readonly relation?: string
  readonly eventType: 'ExpressedConsent'
  readonly eventState: ConsentStatus
  readonly method?: string
  readonly proof?: ConsentEvent['proof']
}

/** One purpose that was consented to, as the person was told of it. */
export interface ReceiptProcessing {
  readonly purpose: string
  readonly title: Title
  readonly lawfulBasis: string
  readonly privacyNotice: Pick<ConsentNotice, 'sha256' | 'url'> & { readonly version?: string }
  readonly language: string
  readonly piiInformation: readonly { readonly piiType: string; readonly specialCategory?: string }[]
  readonly piiControllers: readonly string[]
  readonly storageLocations: string
  readonly retentionPeriod: string
  readonly jurisdiction: string
  readonly recipientThirdParties: readonly string[]
  readonly withdrawalMethod: Title
  /** The last thousand. */
  readonly events: readonly ReceiptEvent[]
}

/** A receipt for the person: the names of the fields are those of ISO/IEC TS 27560:2023, the states those of DPV. */
export interface ConsentReceipt {
  readonly schemaVersion: 'ISO/IEC TS 27560:2023'
  readonly recordId: string
  readonly receiptId: string
  readonly piiPrincipalId: string
  readonly processing: readonly ReceiptProcessing[]
  readonly parties: readonly {
    readonly partyId: string
    readonly partyName: string
    readonly partyAddress: string
    readonly partyContact: string
    readonly partyType: 'DataController'
  }[]
}

/** What a receipt takes from the gate: its own id, and names for those who may not stand in it. */
export interface ReceiptNames {
  readonly receiptId: string
  pseudonym(id: Id, scope: string): string
}

const MAX_EVENTS = 1000
const STATES: { readonly [action: string]: ConsentStatus } = {
  give: 'ConsentGiven',
  renew: 'RenewedConsentGiven',
  withdraw: 'ConsentWithdrawn',
  refuse: 'ConsentRefused',
}

/** @throws PurposeboundError `receipt_incomplete` */
export function receiptOf(
  { document, purposes }: Catalog,
  person: Person,
  history: readonly ConsentEvent[],
  names: ReceiptNames,
): ConsentReceipt {
  const missing = new Set<string>()
  const must = <T>(value: T | undefined, field: string): T => {
    if (value === undefined) missing.add(`\`${field}\``)
    return value as T
  }
  const { controller, consent } = document
  const partyId = must(controller?.id, 'controller.id')
  const shared = {
    piiControllers: [partyId],
    storageLocations: must(consent?.storage, 'consent.storage'),
    retentionPeriod: must(consent?.retention, 'consent.retention'),
    withdrawalMethod: must(consent?.withdrawal, 'consent.withdrawal'),
  }
  const party = {
    partyId,
    partyName: must(controller?.name, 'controller.name'),
    partyAddress: must(controller?.address, 'controller.address'),
    partyContact: must(controller?.contact, 'controller.contact'),
    partyType: 'DataController' as const,
  }
  const events = inOrder(history).filter(({ action }) => Object.hasOwn(STATES, action))

  function processing(purpose: PurposeDef): ReceiptProcessing[] {
    const said = events.filter((event) => event.purposes.some((each) => each.purpose === purpose.name))
    const yes = said.findLast(({ action }) => action === 'give' || action === 'renew')
    if (!yes || purpose.uses.size === 0) return []
    const field = (name: keyof ConsentEvent) => `${purpose.name}: ${name}`
    const notice = must(yes.notice, field('notice'))
    return [
      {
        purpose: purpose.name,
        title: document.purposes[purpose.name]?.title ?? purpose.name,
        lawfulBasis: purpose.basis,
        privacyNotice: {
          ...(yes.version !== undefined && { version: yes.version }),
          sha256: notice?.sha256,
          ...(notice?.url !== undefined && { url: notice.url }),
        },
        language: notice?.language,
        piiInformation: [...purpose.uses.keys()].map((piiType) => {
          const specialCategory = classOf(document, piiType)
          return { piiType, ...(specialCategory !== undefined && { specialCategory }) }
        }),
        ...shared,
        jurisdiction: must(yes.jurisdiction, field('jurisdiction')),
        recipientThirdParties: must(recipientsAfter(yes, said), field('recipients')),
        // a no to a recipient alone took nothing else back
        events: said
          .filter(({ onlyRecipients }) => !onlyRecipients)
          .slice(-MAX_EVENTS)
          .map((event) => eventOf(event, person, names)),
      },
    ]
  }

  const all = [...purposes.values()].flatMap(processing)
  if (all.length === 0) must(undefined, 'a consent')
  if (missing.size > 0) throw new PurposeboundError('receipt_incomplete', [...missing].join(', '))
  return {
    schemaVersion: 'ISO/IEC TS 27560:2023',
    recordId: names.pseudonym(person.id, `receipt:${person.population}`),
    receiptId: names.receiptId,
    piiPrincipalId: String(person.id),
    processing: all,
    parties: [party],
  }
}

/** Whom a yes named, less those that a later no was about. */
function recipientsAfter(yes: ConsentEvent, said: readonly ConsentEvent[]): readonly string[] | undefined {
  const later = said.slice(said.indexOf(yes) + 1).flatMap(({ onlyRecipients }) => onlyRecipients ?? [])
  return yes.recipients?.filter((name) => !later.includes(name))
}

function classOf({ categories }: PolicyDocument, name: string): string | undefined {
  if (Array.isArray(categories) || !Object.hasOwn(categories, name)) return undefined
  return categories[name]?.class
}

function eventOf(event: ConsentEvent, person: Person, names: ReceiptNames): ReceiptEvent {
  const { action, at, expiresAt, guardian, method, proof } = event
  const time = (ms: number) => new Date(ms).toISOString()
  return {
    eventTime: time(at),
    validityDuration: `${time(at)}/${expiresAt === undefined ? '..' : time(expiresAt)}`,
    entityId: guardian ? names.pseudonym(guardian.id, 'guardian') : String(person.id),
    ...(guardian && { relation: guardian.relation }),
    eventType: 'ExpressedConsent',
    eventState: STATES[action]!,
    ...(method !== undefined && { method }),
    ...(proof !== undefined && { proof }),
  }
}
