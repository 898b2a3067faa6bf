import { createMongoAbility, type MongoAbility, type RawRuleOf, subject } from '@casl/ability'
import { z } from 'zod'
import { type ConsentState, createGate, parsePolicy } from '../src/index.js'
import { memoryStore } from '../src/stores/memory.js'
import { compete, type Measured, print, randomly } from './rounds.js'

const REQUESTS = 2_000
const NOW = Date.UTC(2026, 5, 1)
const ACTOR = {
  id: 'a-17',
  roles: ['r0', 'r1', 'r2', 'r3', 'r4'],
  attributes: { branch: 'b3' },
}
const DATA = ['name', 'email', 'phone', 'city', 'street', 'born', 'note', 'grade'] as const
const FIELDS = ['id', 'branch', 'owner', 'status', ...DATA]

/** Purposes and resources; each pair has 5 grants, one a role, and the actor has all five roles. */
const SIZES = [
  { rules: 10, purposes: 1, resources: 2 },
  { rules: 100, purposes: 2, resources: 10 },
  { rules: 1_000, purposes: 10, resources: 20 },
  { rules: 10_000, purposes: 40, resources: 50 },
]

const WHERE = [
  'all',
  { branch: { $actor: 'attributes.branch' } },
  { owner: { $actor: 'id' } },
  { status: { $in: ['open', 'new'] } },
  { branch: 'b1', status: { $ne: 'closed' } },
] as const
/** The same conditions with the actor's values in them, as CASL takes them. */
const BOUND = [undefined, { branch: 'b3' }, { owner: 'a-17' }, WHERE[3], WHERE[4]] as const

interface Rule {
  readonly purpose: string
  readonly resource: string
  readonly role: number
  readonly shows: readonly string[]
}

/** One warm decision for all 12 fields of a row, against one `can` of CASL for one field on the same rules. */
export async function benchDecide(rounds: number): Promise<void> {
  const hot: { rules: number; measured: readonly Measured[] }[] = []
  for (const { rules, purposes, resources } of SIZES) {
    const measured = await compete(contendersOf(purposes, resources), { rounds, units: REQUESTS * 10 })
    print(`decide: ${rules.toLocaleString('en')} rules, ${REQUESTS} distinct requests, 12 fields`, measured)
    hot.push({ rules, measured })
  }
  for (const at of [1, 2]) {
    const ns = hot.map(({ measured }) => measured[at]?.ns as number)
    const growth = (ns[3] as number) / (ns[0] as number)
    console.log(
      `  ${hot[0]?.measured[at]?.name}: 10,000 rules ${growth.toFixed(2)}x of 10   goal 3x ${growth <= 3 ? 'met' : 'MISSED'}`,
    )
  }
}

export function contendersOf(purposeCount: number, resourceCount: number) {
  const random = randomly(purposeCount * resourceCount)
  const purposes = Array.from({ length: purposeCount }, (_, i) => `p${i}`)
  const resources = Array.from({ length: resourceCount }, (_, i) => `res${i}`)
  const rules = purposes.flatMap((purpose) =>
    resources.flatMap((resource) =>
      ACTOR.roles.map(
        (_, role): Rule => ({ purpose, resource, role, shows: DATA.filter(() => random() < 0.5) }),
      ),
    ),
  )
  const ability = abilityOf(rules, random)
  const gate = gateOf(purposes, resources, rules)
  const accesses = purposes.map((purpose) => gate.for(purpose, { actor: ACTOR }))
  const given = Object.fromEntries(
    purposes.map((purpose) => [purpose, { given: { via: purpose, terms: 1 } }]),
  )
  const requests = Array.from({ length: REQUESTS }, (_, i) => {
    const at = Math.floor(random() * purposes.length)
    const resource = resources[Math.floor(random() * resources.length)] as string
    const row = rowOf(i, random)
    return {
      access: accesses[at] as (typeof accesses)[number],
      purpose: purposes[at] as string,
      resource,
      field: FIELDS[Math.floor(random() * FIELDS.length)] as string,
      row,
      tagged: subject(resource, structuredClone(row)),
      facts: { consents: consentsOf(row.id, i % 8 !== 0 ? given : {}), now: NOW },
    }
  })
  for (const { access, purpose, resource, row, tagged, facts } of requests) {
    if (!facts.consents[0]?.purposes[purpose]) continue
    const { fields } = access.decide(resource, row, facts) as {
      fields: { [path: string]: { outcome: string } }
    }
    for (const field of DATA)
      if (ability.can(purpose, tagged, field) !== (fields[field]?.outcome !== 'hidden'))
        throw new Error(`CASL and the policy differ on ${field}`)
  }

  const times = (one: () => number) => () => {
    let sum = 0
    for (let i = 0; i < 10; i++) sum += one()
    return sum
  }
  return [
    {
      name: 'CASL: one `can`, one field',
      run: times(() => {
        let sum = 0
        for (const { purpose, tagged, field } of requests) if (ability.can(purpose, tagged, field)) sum++
        return sum
      }),
    },
    {
      name: 'access.decide, 12 fields',
      goal: 0.5,
      run: times(() => {
        let sum = 0
        for (const { access, resource, row, facts } of requests)
          if (effectOf(access.decide(resource, row, facts)) === 'permit') sum++
        return sum
      }),
    },
    {
      name: 'gate.for(...).decide, 12 fields',
      goal: 1,
      run: times(() => {
        let sum = 0
        for (const { purpose, resource, row, facts } of requests)
          if (effectOf(gate.for(purpose, { actor: ACTOR }).decide(resource, row, facts)) === 'permit') sum++
        return sum
      }),
    },
  ]
}

function effectOf(decision: unknown): string {
  return (decision as { readonly effect: string }).effect
}

function abilityOf(rules: readonly Rule[], random: () => number): MongoAbility {
  const raw = rules
    .filter(({ shows }) => shows.length > 0)
    .map(({ purpose, resource, role, shows }): RawRuleOf<MongoAbility> => {
      const conditions = BOUND[role]
      const rule = {
        action: purpose,
        subject: resource,
        fields: [...shows, 'id', 'branch', 'owner', 'status'],
      }
      return conditions ? { ...rule, conditions: structuredClone(conditions) as object } : rule
    })
  // the later rule is asked first: an order of its own choice would favour CASL or not
  return createMongoAbility(raw.toSorted(() => random() - 0.5))
}

function gateOf(purposes: readonly string[], resources: readonly string[], rules: readonly Rule[]) {
  const policy = parsePolicy(
    {
      name: 'bench',
      version: '1',
      categories: ['data'],
      resources: Object.fromEntries(
        resources.map((name) => [
          name,
          {
            subject: 'id',
            fields: {
              id: 'key',
              branch: 'nonpersonal',
              owner: 'key',
              status: 'nonpersonal',
              ...Object.fromEntries(DATA.map((field) => [field, 'data'])),
            },
          },
        ]),
      ),
      purposes: Object.fromEntries(
        purposes.map((name) => [name, { title: name, basis: 'consent', uses: ['data'] }]),
      ),
      roles: Object.fromEntries(
        ACTOR.roles.map((name, role) => [
          name,
          rules
            .filter((rule) => rule.role === role)
            .map(({ purpose, resource, shows }) => ({
              purposes: [purpose],
              sees: Object.fromEntries(shows.map((field) => [`${resource}.${field}`, 'clear'])),
              where: { [resource]: WHERE[role] },
            })),
        ]),
      ),
    },
    {
      schemas: Object.fromEntries(
        resources.map((name) => [
          name,
          z.object(Object.fromEntries(FIELDS.map((field) => [field, z.string()]))),
        ]),
      ),
    },
  )
  return createGate({
    policy,
    consents: memoryStore(),
    audit: { name: 'nothing', durability: 'disk', write() {} },
    keys: { current: 'k1', k1: new Uint8Array(32).fill(7) },
  })
}

function rowOf(i: number, random: () => number) {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  return {
    id: `m-${i}`,
    branch: pick(['b1', 'b2', 'b3']),
    owner: pick(['a-17', 'a-18', 'a-19']),
    status: pick(['open', 'new', 'closed']),
    name: `Name ${i}`,
    email: `m${i}@example.com`,
    phone: `0312345${i}`,
    city: 'Kyoto',
    street: `${i} Oike`,
    born: '1990-01-01',
    note: 'none',
    grade: 'A',
  }
}

/** As a store gives them: people who said the same share what they said. */
function consentsOf(id: string, purposes: ConsentState['purposes']): ConsentState[] {
  return [{ person: { id, population: 'person' }, purposes }]
}
