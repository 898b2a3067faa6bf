import { type AuditRecord, createGate, PurposeboundError } from 'purposebound'
import { canonical, chainHash, createTree, genesis, leafHash } from 'purposebound/audit'
import { memorySink } from 'purposebound/sinks/memory'
import { memoryStore } from 'purposebound/stores/memory'
import { describe, expect, it } from 'vitest'
import { agent, aiko, me, shopWith } from '../shop.js'

const LOG = 'shop/audit'
const policy = shopWith(({ roles, purposes }) => {
  roles['auditor'] = { purposes: ['audit'], sees: {}, may: ['audit'] }
  purposes['audit'] = { ...purposes['audit'], uses: [] }
})
const master = (byte: number) => new Uint8Array(32).fill(byte)

/** A trail of two tenants, by a gate with these keys. */
function gateWith(sink: ReturnType<typeof memorySink>, keys: object) {
  return createGate({
    policy,
    consents: memoryStore(),
    audit: sink,
    keys: keys as never,
    onWarning: () => {},
  })
}
async function readBoth(gate: ReturnType<typeof gateWith>): Promise<void> {
  for (const tenant of ['t-1', 't-2'])
    await gate.for('support', { actor: { ...agent, tenant } }).read('member', { ...aiko, tenant })
}
const accesses = async (gate: ReturnType<typeof gateWith>, tenant: string) => {
  const actor = { id: 'u-1', roles: ['auditor'], tenant } as const
  const uses = await gate
    .subject({ ...me, tenant }, { purpose: 'audit', actor, justification: 'x' })
    .accesses()
  return uses.filter(({ action }) => action === 'read').length
}

/** The log as it would be kept: its bytes, and what chain and tree make of them. No key is asked for. */
function logOf(records: readonly AuditRecord[]) {
  const lines = records.map((record, seq) =>
    canonical({ ...JSON.parse(JSON.stringify(record)), log: LOG, seq }),
  )
  const tree = createTree()
  let prev: Uint8Array = genesis(LOG)
  for (const [seq, line] of lines.entries()) {
    prev = chainHash(seq, prev, Buffer.from(line))
    tree.add(leafHash(Buffer.from(line)))
  }
  return { lines, head: Buffer.from(prev).toString('hex'), root: tree.root().toString('hex') }
}

describe('a key that is destroyed', () => {
  it('the salt of a tenant: its past is unlinkable, that of others is not, and the log verifies as before', async () => {
    const salts = new Map([
      ['t-1', master(1)],
      ['t-2', master(2)],
    ])
    const salt = (tenant: unknown) => {
      const kept = tenant === undefined ? new Uint8Array(0) : salts.get(String(tenant))
      if (!kept) throw new PurposeboundError('config_invalid', 'destroyed')
      return kept
    }
    const sink = memorySink()
    const gate = gateWith(sink, { current: 'k1', k1: master(7), salt })
    await readBoth(gate)
    expect(await accesses(gate, 't-1')).toBe(1)
    const before = logOf(sink.records.slice(0, 4))

    salts.delete('t-1')
    await expect(
      accesses(gateWith(sink, { current: 'k1', k1: master(7), salt }), 't-1'),
    ).rejects.toMatchObject({
      code: 'config_invalid',
    })
    // nor does a new salt, or none, bring it back
    for (const instead of [master(3), new Uint8Array(0)]) {
      salts.set('t-1', instead)
      const anew = gateWith(sink, { current: 'k1', k1: master(7), salt })
      expect(await accesses(anew, 't-1')).toBe(0)
      expect(await accesses(anew, 't-2')).toBe(1)
    }
    expect(logOf(sink.records.slice(0, 4))).toEqual(before)
  })

  it('a master key: all that was written under it, and nothing that was written under another', async () => {
    const sink = memorySink()
    await readBoth(gateWith(sink, { current: 'k0', k0: master(7) }))
    const both = gateWith(sink, { current: 'k1', k0: master(7), k1: master(8) })
    await readBoth(both)
    expect(await accesses(both, 't-1')).toBe(2)
    const kept = sink.records.length
    const before = logOf(sink.records)

    const without = gateWith(sink, { current: 'k1', k1: master(8) })
    expect(await accesses(without, 't-1')).toBe(1)
    // another secret under the old name finds nothing either
    const forged = gateWith(sink, { current: 'k1', k0: master(9), k1: master(8) })
    expect(await accesses(forged, 't-1')).toBe(1)
    expect(logOf(sink.records.slice(0, kept))).toEqual(before)
  })
})
