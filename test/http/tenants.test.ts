import { describe, expect, it } from 'vitest'
import type { AuditRecord } from '../../src/index.js'
import { createGate } from '../../src/index.js'
import { memoryStore } from '../../src/stores/memory.js'
import { shop } from '../shop.js'
import { CANARY, jobOf, manyConnections, SERVERS } from './tenants.js'

const TENANTS = 200
/** `npm run test:tenants` asks 100,000 times of each door. */
const REQUESTS = Number(process.env['HTTP_REQUESTS'] ?? 1200)
const AT_ONCE = 256

describe.each(SERVERS)('%s', (_, open) => {
  it('keeps 200 tenants apart, however they are mixed: in views, in records, in actors', {
    timeout: 600_000,
  }, async () => {
    const seen = new Map<string, AuditRecord[]>()
    const stray: AuditRecord[] = []
    const write = (records: readonly AuditRecord[]) => {
      for (const record of records) {
        const list = record.request === undefined ? stray : (seen.get(record.request) ?? [])
        list.push(record)
        if (record.request !== undefined) seen.set(record.request, list)
      }
    }
    const audit = { name: 'kept', durability: 'memory' as const, write }
    const gate = createGate({ policy: shop, consents: memoryStore(), audit, onWarning: () => {} })
    const served = await open(gate)
    const client = manyConnections(served.port, AT_ONCE)
    const wrong: unknown[] = []
    let next = 0
    const worker = async (): Promise<void> => {
      for (let n = next++; n < REQUESTS; n = next++) {
        const job = jobOf(n, TENANTS)
        const { status, text } = await client.ask(job)
        const tenants = [...text.matchAll(CANARY)].map(([, tenant]) => Number(tenant))
        const shown = status === 200 ? tenants.length > 0 : tenants.length === 0
        if (status !== job.status || !shown || tenants.some((tenant) => tenant !== job.tenant))
          wrong.push([job, status, tenants])
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
    client.close()
    await served.close()
    await gate.close()
    expect(wrong).toEqual([])

    const refs = new Map<string, Set<string>>()
    for (let n = 0; n < REQUESTS; n++) {
      const job = jobOf(n, TENANTS)
      const records = seen.get(job.id) ?? []
      const decisions = records.filter(({ type }) => type === 'decision')
      const outcomes = records.filter(({ type }) => type === 'outcome')
      const right =
        decisions.length === job.decisions &&
        outcomes.length === (job.status === 500 ? 1 : 0) &&
        records.every(({ actor }) => actor?.tenant === `t-${job.tenant}`)
      if (!right) wrong.push([job, records])
      for (const { actor } of records) {
        const tenants = refs.get(actor?.ref ?? '') ?? new Set()
        refs.set(actor?.ref ?? '', tenants.add(`t-${job.tenant}`))
      }
    }
    expect(wrong).toEqual([])
    expect([seen.size, refs.size]).toEqual([REQUESTS, TENANTS])
    expect([...refs.values()].every(({ size }) => size === 1)).toBe(true)
    expect(stray.map(({ type }) => type)).toEqual(['policy', 'config'])
    expect(JSON.stringify([...seen.values()].slice(0, 1000))).not.toMatch(CANARY)
  })
})
