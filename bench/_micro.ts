import { z } from 'zod'
import { createGate, parsePolicy } from '../src/index.js'
import { catalogOf } from '../src/core/catalog/policy.js'
import { resolve } from '../src/core/decide/ask.js'
import { resolveActor } from '../src/core/decide/actor.js'
import { Plans } from '../src/core/decide/plans.js'
import { openToDecide } from '../src/core/decide/open-rows.js'
import { areOwnable, isPlain } from '../src/core/decide/own.js'
import { AccessHandle } from '../src/core/release/access.js'
import { contendersOf, policyFor, ACTOR, rowOf } from './decide.js'
import { train } from './train.js'
import { randomly } from './rounds.js'
await train()
dec(2, 10)
function dec(a: number, b: number) { for (const c of contendersOf(a, b)) for (let i = 0; i < 5; i++) c.run() }
const policy = policyFor()
const catalog = catalogOf(policy)
const plans = new Plans(catalog)
const actor = resolveActor(ACTOR) as never
const ask = resolve(catalog, { purpose: 'p0', actor, resource: 'res0', action: 'read' } as never) as never
const bound = plans.of(ask).for(actor)
const random = randomly(5)
const rows = Array.from({ length: 50 }, (_, i) => rowOf(i, random))
const purposes = { p0: { given: { via: 'p0', terms: 1 } }, p1: { given: { via: 'p0', terms: 1 } } }
const states = rows.map((r) => [{ person: { id: r.id, population: 'person' }, purposes }])
const NOW = Date.UTC(2026, 5, 1)
let sink = 0
const time = (name: string, f: (i: number) => unknown) => { let best = Infinity; for (let r = 0; r < 40; r++) { const t = process.hrtime.bigint(); for (let i = 0; i < 20000; i++) { if (f(i % 50)) sink++ } const ns = Number(process.hrtime.bigint() - t) / 20000; if (ns < best) best = ns } console.log(name.padEnd(30), best.toFixed(0)) }
const keys = bound.plan.reader.keys
time('loop', (i) => i)
time('areOwnable', () => areOwnable(keys))
time('isPlain', (i) => isPlain(rows[i]!))
const vals: unknown[] = new Array(4)
time('take', (i) => { bound.plan.reader.take(rows[i]!, true, vals, 0); return vals })
time('personAt', () => bound.plan.reader.personAt(vals, 0))
const attrs: unknown[] = new Array(4)
time('attributesInto', () => bound.plan.reader.attributesInto(attrs, 0, vals, 0))
time('openToDecide', (i) => openToDecide(bound, rows[i]))
const opened = rows.map((r) => openToDecide(bound, r))
const lookups = states.map((s) => () => s[0] as never)
time('verdict', (i) => opened[i]!.verdict(0, NOW, lookups[i]!))
time('resolveActor', () => resolveActor(ACTOR))
const intent = { purpose: 'p0', actor }
const engine = { snapshot: {} } as never
time('new handle', () => new AccessHandle(engine, intent as never))
time('resolve', () => resolve(catalog, { purpose: 'p0', actor, resource: 'res0', action: 'read' } as never))
time('plans.of', () => plans.of(ask))
const plan = plans.of(ask)
time('plan.for', () => plan.for(actor))
const gate: any = createGate({ policy, consents: { name: 'x', lookup: () => [] }, audit: { name: 'n', durability: 'disk', write() {} } as never, keys: { current: 'k1', k1: new Uint8Array(32).fill(7) } })
time('gate.for', () => gate.for('p0', { actor: ACTOR }))
const facts = states.map((s) => ({ consents: s, now: NOW }))
const acc = gate.for('p0', { actor: ACTOR })
time('access.decide', (i) => acc.decide('res0', rows[i], facts[i]))
time('gate.for.decide', (i) => gate.for('p0', { actor: ACTOR }).decide('res0', rows[i], facts[i]))
