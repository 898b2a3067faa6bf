import type { Catalog } from '../catalog/catalog.js'
import { Plan } from './compile.js'
import { type Ask, maySelf } from './question.js'

const MAX_PLANS = 10_000
/** Sets of up to 32 roles are one number. */
const MAX_BITS = 32

/** The plans of one policy, each made once: by purpose, resource, action, known roles and what else a plan is made for. */
export class Plans {
  /** Each known role as one bit. */
  readonly #roles: ReadonlyMap<string, number>
  #plans = new Map<object, Map<object, Map<number | string, Plan>>>()
  #count = 0
  #recent: { readonly roles: readonly string[]; readonly bits: number } | undefined

  constructor(catalog: Catalog) {
    this.#roles = new Map([...catalog.roles.keys()].map((role, index) => [role, 2 ** index]))
  }

  of(ask: Ask): Plan {
    const key = this.#key(ask)
    return this.#plans.get(ask.purpose)?.get(ask.resource)?.get(key) ?? this.#make(ask, key)
  }

  #make(ask: Ask, key: number | string): Plan {
    if (++this.#count > MAX_PLANS) {
      this.#plans = new Map()
      this.#count = 0
    }
    const byResource = this.#plans.get(ask.purpose) ?? new Map<object, Map<number | string, Plan>>()
    const byKey = byResource.get(ask.resource) ?? new Map<number | string, Plan>()
    const plan = new Plan(ask)
    this.#plans.set(ask.purpose, byResource.set(ask.resource, byKey.set(key, plan)))
    return plan
  }

  #key(ask: Ask): number | string {
    const { action, actor, justified, allowedHere } = ask
    const flags = (justified ? 1 : 0) | (allowedHere ? 2 : 0) | (maySelf(ask) ? 4 : 0)
    // principals are decided beside the plan, and never by a code of it
    if (action !== 'read' || this.#roles.size > MAX_BITS || actor.onBehalfOf) {
      return JSON.stringify([
        action,
        actor.roles.filter((role) => this.#roles.has(role)).sort(),
        flags,
        actor.onBehalfOf !== undefined,
        ask.recipient?.name,
        ask.exception !== undefined,
      ])
    }
    return this.#bits(actor.roles) * 8 + flags
  }

  /** A bit for each known role; who asks next mostly has the same roles. */
  #bits(roles: readonly string[]): number {
    const recent = this.#recent
    if (recent && same(recent.roles, roles)) return recent.bits
    let bits = 0
    for (let i = 0; i < roles.length; i++) bits += this.#roles.get(roles[i] as string) ?? 0
    this.#recent = { roles, bits }
    return bits
  }
}

function same(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
