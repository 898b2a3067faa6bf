import { existsSync, readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { type AuditRecord, createGate } from '../../src/index.js'
import { type CloudEvent, cloudEvents, mapped } from '../../src/sinks/mapped.js'
import { memorySink } from '../../src/sinks/memory.js'
import { memoryStore } from '../../src/stores/memory.js'
import { agent, aiko, shop } from '../shop.js'
import { record } from './record.js'

/** The published schema, not ours to pass on: beside the repository, or where the environment names it. */
const SCHEMA = process.env['CLOUDEVENTS_SCHEMA'] ?? '../shared/data/schemas/cloudevents-1.0.schema.json'
if (!existsSync(SCHEMA))
  console.warn(`SKIPPED: events held to the published schema, which is not at ${SCHEMA}`)

const toEvent = cloudEvents({ source: 'https://shop.example/audit' })

/** Records of a gate at work, as a journal gives them on. */
async function trail(): Promise<readonly AuditRecord[]> {
  const audit = memorySink()
  const gate = createGate({ policy: shop, consents: memoryStore(), audit, onWarning: () => {} })
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const access = gate.for('support', { actor: agent, justification: 'x', traceparent })
  await access.read('member', aiko)
  await access.readMany('member', [aiko, { ...aiko, id: 'm-2' }])
  await access.read('member', { ...aiko, tenantId: 't-2' }).catch(() => {})
  await gate.close()
  return audit.records.map((each, seq) => ({ ...each, log: 'shop.example/audit', seq, prev: '0', hash: '1' }))
}

describe('cloudEvents', () => {
  it('law: every record is an event as the specification asks for', async () => {
    const records = [...(await trail()), record('gap', { type: 'gap' })]
    expect(records.length).toBeGreaterThan(3)
    for (const each of records) {
      const event = JSON.parse(JSON.stringify(toEvent(each)))
      // section 3.1: required, and not empty
      for (const name of ['id', 'source', 'specversion', 'type']) expect(event[name]).toMatch(/^.+$/)
      expect(event.specversion).toBe('1.0')
      expect(() => new URL(event.source, 'https://a.example')).not.toThrow()
      expect(event.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/)
      expect(event.datacontenttype).toBe('application/json')
      if ('subject' in event) expect(event.subject).toMatch(/^.+$/)
      // section 2: names of attributes; section 3: their values are strings here; the JSON format, section 2.2: no null
      for (const [name, value] of Object.entries(event)) {
        expect(name).toMatch(/^[a-z0-9]{1,20}$/)
        if (name !== 'data') expect(value).toEqual(expect.any(String))
      }
      expect(event.data).toEqual(JSON.parse(JSON.stringify(each)))
    }
  })

  it.skipIf(!existsSync(SCHEMA))(`passes the published schema, if it is at ${SCHEMA}`, async () => {
    const ajv = new Ajv({ strict: false })
    addFormats.default(ajv)
    const validate = ajv.compile(JSON.parse(readFileSync(SCHEMA, 'utf8')))
    for (const each of await trail()) {
      validate(JSON.parse(JSON.stringify(toEvent(each))))
      expect(validate.errors).toBeNull()
    }
    expect(validate({ ...toEvent(record('1')), source: '' })).toBe(false)
  })

  if (!existsSync(SCHEMA))
    console.warn(`SKIPPED: CloudEvents against the published schema, ${SCHEMA} is missing`)

  it('orders a log by partition and sequence, which sort as text', async () => {
    const [first, second] = (await trail()).map(toEvent)
    expect(first).toMatchObject({ partitionkey: 'shop.example/audit', sequence: '0000000000000000' })
    expect(second!.sequence! > first!.sequence!).toBe(true)
    expect(second).toMatchObject({ subject: 'member', traceparent: expect.stringMatching(/^00-/) })
  })

  it('is the same event when the record comes again, so that readers can tell', () => {
    expect(toEvent(record('1'))).toEqual(toEvent(record('1')))
  })

  it('takes the prefix that you own', () => {
    const event = cloudEvents({ source: '/audit', typePrefix: 'example.shop' })(record('1'))
    expect(event).toMatchObject({ type: 'example.shop.decision', source: '/audit' })
  })

  it.each(['', 'a b', 'a\n', '%', '<x>', undefined, 7])('refuses %o as a source', (source) => {
    expect(() => cloudEvents({ source: source as never })).toThrow(
      expect.objectContaining({ code: 'config_invalid' }),
    )
  })

  it('refuses a prefix that is no name', () => {
    expect(() => cloudEvents({ source: '/x', typePrefix: 'a b' })).toThrow(/typePrefix/)
  })

  it('goes through `mapped`', () => {
    const events: CloudEvent[] = []
    const sink = {
      name: 'x',
      durability: 'disk',
      write: (more: readonly CloudEvent[]) => void events.push(...more),
    } as const
    void mapped(sink, toEvent).write([record('1')])
    expect(events).toEqual([toEvent(record('1'))])
  })
})
