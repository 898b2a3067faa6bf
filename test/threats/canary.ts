import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import type { AuditRecord } from '../../src/index.js'
import { open, type Row } from './open.js'

/** What was printed on the console while a test ran. */
export const printed: unknown[] = []

/** Values that occur nowhere else: where one is found, it was leaked. */
export class Canaries {
  /** Every value that was made, and the field it stands for. */
  readonly all = new Map<string, string>()

  /** A text of this field. */
  text(field: string): string {
    const token = `zq${randomBytes(9).toString('hex')}`
    this.all.set(token, field)
    return token
  }

  /** A number of this field, written with this many digits. */
  digits(field: string, length: number): string {
    // no zero at the end: a rounded number would be itself
    const token = `7${[...randomBytes(length - 1)].map((byte) => 1 + (byte % 9)).join('')}`
    this.all.set(token, field)
    return token
  }

  /** A customer of whom every value is one. */
  row(keys: { readonly tenant?: string; readonly repId?: string } = {}): Row {
    return {
      id: this.text('id'),
      tenant: keys.tenant ?? this.text('tenant'),
      repId: keys.repId ?? this.text('repId'),
      name: this.text('name'),
      email: `${this.text('email')}@example.com`,
      phone: `090${this.digits('phone', 8)}`,
      card: this.digits('card', 16),
      cvc: this.text('cvc'),
      age: Number(this.digits('age', 12)),
      address: { city: this.text('address'), street: this.text('address') },
      tags: [this.text('tags'), this.text('tags')],
      grid: [[this.text('grid')]],
      cards: [{ number: this.digits('cards', 16), label: this.text('cards') }],
      scores: { [this.text('scores')]: Number(this.digits('scores', 12)) },
      notes: { [this.text('notes')]: [this.text('notes')] },
      friend: { id: this.text('friend.id'), name: this.text('friend.name') },
      [this.text('unknown')]: this.text('unknown'),
    }
  }

  /** The fields whose values occur in `output`, whatever way it is looked at. */
  in(...output: readonly unknown[]): string[] {
    const text = output.map((each) => textOf(each)).join('\n')
    return [...this.all].filter(([token]) => text.includes(token)).map(([, field]) => field)
  }
}

/** Everything that a log, a debugger or a curious caller could make of a value. */
function textOf(value: unknown, seen = new Set<unknown>()): string {
  if (typeof value !== 'object' || value === null) return String(value)
  if (seen.has(value)) return ''
  seen.add(value)
  const parts = [
    inspect(value, {
      depth: null,
      showHidden: true,
      getters: true,
      maxArrayLength: null,
      maxStringLength: null,
    }),
    json(value),
    ...Reflect.ownKeys(value).map(String),
  ]
  if (value instanceof Error) {
    parts.push(String(value), value.message, value.stack ?? '', textOf(value.cause, seen))
    for (const key of Reflect.ownKeys(value)) parts.push(textOf(Reflect.get(value, key), seen))
  }
  return parts.join('\n')
}

function json(value: unknown): string {
  return JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? `${each}` : each)) ?? ''
}

/** A gate over one customer made of canaries, an actor made of them too, and all that must stay quiet. */
export async function scene(role: string, options: { readonly [option: string]: unknown } = {}) {
  const canaries = new Canaries()
  const id = canaries.text('actor.id')
  const row = canaries.row({ repId: id })
  canaries.all.set(id, 'repId')
  const tenant = row['tenant'] as string
  const { gate, records, warnings } = open(options)
  const attributes = { team: canaries.text('attribute') }
  const actor = { id, roles: [role, canaries.text('role')], tenant, attributes }
  const subject = { id: row['id'], population: 'customer', tenant }
  await gate.consents.give({ subject, purposes: ['marketing'] })
  const quiet: unknown[] = [warnings, printed]
  if (options['audit'] === undefined) quiet.push({ toJSON: () => records.map(withoutTenant) })
  return { canaries, gate, row, actor, quiet, context: { actor, justification: 'a ticket' } }
}

/** A record less the tenants of its actors, which stand there in clear by design. */
export function withoutTenant({ actor, ...rest }: AuditRecord): object {
  const strip = ({ tenant: _, onBehalfOf, ...who }: NonNullable<AuditRecord['actor']>): object => ({
    ...who,
    ...(onBehalfOf && { onBehalfOf: strip(onBehalfOf) }),
  })
  return { ...rest, ...(actor && { actor: strip(actor) }) }
}
