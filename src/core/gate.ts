import type { Policy } from './catalog/declaration.js'
import { advancing } from './clock.js'
import { AccessDenied, PurposeboundError } from './errors.js'
import { createDispatch } from './record/dispatch.js'
import { checkKeys, randomKeys } from './record/keys.js'
import { createPseudonyms } from './record/pseudonym.js'
import { readableSink } from './record/readable-sink.js'
import { createScribe } from './record/scribe.js'
import type { Closed } from './record/shutdown.js'
import { AccessHandle } from './release/access.js'
import { createAlarm } from './release/alarm.js'
import { announce } from './release/announce.js'
import { createClose } from './release/close.js'
import { createConsents } from './release/consents.js'
import type { Gate, GateOptions } from './release/contract.js'
import { assertOpen, type Engine } from './release/engine.js'
import { createErase } from './release/erase.js'
import { createException } from './release/exception.js'
import { gateOptions } from './release/gate-options.js'
import { type GuardKind, guardRepository } from './release/guard.js'
import { createHolds } from './release/holds.js'
import { Owed } from './release/owed.js'
import { OwnWrites } from './release/own-writes.js'
import { PassageHandle } from './release/passage.js'
import { readContext, readTrail } from './release/read-context.js'
import { Snapshot } from './release/snapshot.js'
import { createSubjects } from './release/subject.js'
import { planSweep } from './release/sweep.js'
import { reload } from './review/reload.js'

/**
 * Makes the gate: the point where a policy, consent and the audit trail meet every access.
 *
 * @throws PolicyError `policy_invalid`; PurposeboundError `config_invalid` for anything that could not keep its promise.
 * @example
 * ```ts
 * const gate = createGate({ policy, consents: memoryStore(), audit: fileSink({ path: 'audit.jsonl' }), keys })
 * const view = await gate.for('support', { actor: { id: 'a-17', roles: ['agent'] } }).read('member', row)
 * ```
 */
export function createGate<P extends Policy>(options: GateOptions<P>): Gate<P> {
  const { policy, consents, holds, audit, keys, sources, clock, app, ...rest } = gateOptions(options)
  const { deadlineMs, onWarning, onSignal } = rest
  const dispatch = createDispatch(audit, {
    warn: onWarning,
    gap: (gap) => scribe.record({ type: 'gap', gap }, engine.snapshot.policy),
    aborted: (records) =>
      records
        .filter(({ reason }) => reason !== 'policy_loaded')
        .map(({ v: _v, id: _id, time: _t, mono: _m, app: _a, policy: _p, effect: _e, fields: _f, ...rest }) =>
          scribe.record(
            { ...rest, type: 'outcome', outcome: { status: 'aborted', rows: 0, code: 'audit_unavailable' } },
            engine.snapshot.policy,
          ),
        ),
    sink: (sink) => scribe.record({ type: 'sink', sink }, engine.snapshot.policy),
    closed: () => scribe.record({ type: 'config', reason: 'audit_closed', config }, engine.snapshot.policy),
  })
  if (!keys && dispatch.lasting)
    throw new PurposeboundError('config_invalid', '`keys` may be left out only with memory sinks')
  const secrets = keys ?? randomKeys()
  const pseudonyms = createPseudonyms(secrets)
  const snapshot = new Snapshot(policy, pseudonyms)
  const scribe = createScribe(clock, { name: snapshot.policy.name, ...app })
  const { config } = dispatch
  if (config.durability === 'memory' || config.durability === 'os')
    scribe.stamp({ durability: config.durability })
  const loaded = scribe.record({ type: 'policy', reason: 'policy_loaded', config }, snapshot.policy)
  const engine: Engine = {
    snapshot,
    store: consents,
    holds,
    pseudonyms,
    keys: checkKeys(secrets),
    ledger: readableSink(audit),
    alarm: createAlarm(onSignal, onWarning),
    dispatch: announce(dispatch, loaded),
    scribe,
    clock: advancing(clock),
    deadlineMs,
    narrowed: 0,
    own: new OwnWrites(),
    owed: new Owed(),
    closed: false,
  }
  const said = Object.freeze(createConsents(engine))
  const close = createClose(dispatch, consents, engine.owed, onWarning)

  const accessFor = (purpose: unknown, context: unknown): AccessHandle => {
    assertOpen(engine)
    return new AccessHandle(engine, readContext(engine.keys, purpose, context))
  }
  const gate = {
    get policy() {
      return engine.snapshot.policy
    },
    for: accessFor,
    exception: (purpose: unknown, context: unknown) => createException(engine, purpose, context),
    passage: (purpose: unknown, context: unknown) => passageFor(engine, purpose, context),
    guard(resource: string, kinds: { readonly [method: string]: GuardKind }, repository: object) {
      if (!engine.snapshot.catalog.resources.has(resource))
        throw new PurposeboundError(
          'config_invalid',
          '`guard` names a resource that the policy does not know',
        )
      const guarded = guardRepository(resource, kinds, repository)
      return Object.freeze({
        for: (purpose: unknown, context: unknown) => guarded(accessFor(purpose, context)),
        with(access: unknown) {
          if (!AccessHandle.isOf(engine, access)) throw new AccessDenied('no_context', '')
          return guarded(access)
        },
      })
    },
    consents: said,
    holds: Object.freeze(createHolds(engine)),
    expired: (resource: unknown) => planSweep(engine, resource),
    erase: createErase(engine),
    subject: createSubjects(engine, said, sources),
    reload: (next: Policy) => reload(engine, next, onWarning),
    stats: dispatch.stats,
    async close(options?: unknown): Promise<Closed> {
      engine.closed = true
      return close(options)
    },
  }
  return Object.freeze(gate) as unknown as Gate<P>
}

/** One HTTP request: the access that it is given, and what it leaves behind. */
function passageFor(engine: Engine, purpose: unknown, context: unknown): PassageHandle {
  assertOpen(engine)
  const trail = readTrail(context)
  return new PassageHandle(engine, readContext(engine.keys, purpose, context, trail), trail)
}
