import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { AuditRecord } from '../../src/index.js'
import { fileSink } from '../../src/sinks/file.js'
import { open, outcome } from './open.js'
import { agent, ann } from './shop.js'

describe('what a trail can be made to say', () => {
  const folder = mkdtempSync(join(tmpdir(), 'purposebound-trail-'))
  const keys = { current: 'k', k: new Uint8Array(32).fill(7) }
  afterEach(() => rmSync(join(folder, 'audit.jsonl'), { force: true }))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('T51: a disk that fails denies until it is well again, and acknowledges nothing it does not hold', async () => {
    const path = join(folder, 'later', 'audit.jsonl')
    const { gate } = open({ keys, audit: fileSink({ path }) })
    const access = gate.for('support', { actor: agent })
    expect(await outcome(access.read('customer', ann))).toBe('audit_unavailable')
    mkdirSync(join(folder, 'later'))
    expect(await outcome(access.read('customer', ann))).toBe('released')
    const types = lines(path).map(({ type }) => type)
    expect(types).toEqual(['sink', 'gap', 'decision'])
  })

  it('T55: text of a stranger is one line of one record, and forges, hides and turns nothing', async () => {
    const path = join(folder, 'audit.jsonl')
    const { gate } = open({ keys, audit: fileSink({ path }) })
    const forged =
      '"}\n{"type":"decision","effect":"permit"}\r\u2028\u2029\u001b[2K\0\ufeff\ud800\u202e\u0085'
    const context = { actor: agent, justification: forged, request: forged, ext: { ticket: forged } }
    await gate.for('support', context).read('customer', ann)
    expect(await outcome(gate.for(forged, context).read('customer', ann))).toBe('purpose_unknown')
    const text = readFileSync(path, 'utf8')
    expect(lines(path)).toHaveLength(2)
    expect(
      [...text.replaceAll('\n', '')].filter((char) => /[\p{Cc}\p{Zl}\p{Zp}\u202e\ufeff]/u.test(char)),
    ).toEqual([])
    expect(lines(path)[0]?.justification).toContain('<U+000A>')
    expect(text.isWellFormed()).toBe(true)
  })

  it('T54: a record that would be too long is shortened, and its decision is never lost', async () => {
    const path = join(folder, 'audit.jsonl')
    const { gate } = open({ keys, audit: fileSink({ path }) })
    const long = 'x'.repeat(10_000_000)
    const roles = ['agent']
    const context = {
      actor: { ...agent, id: 'a-1', roles },
      justification: long,
      request: long,
      ext: { long },
    }
    await gate.for('support', context).read('customer', ann)
    await outcome(gate.for(long, { ...context, actor: { ...agent, roles: [long] } }).read('customer', ann))
    const rows = Array.from({ length: 3000 }, (_, at) => ({ ...ann, id: `c-${at}` }))
    await gate.for('support', context).readMany('customer', rows)
    for (const line of readFileSync(path, 'utf8').split('\n')) expect(line.length).toBeLessThan(64 * 1024)
    expect(lines(path).map(({ effect }) => effect)).toEqual(['permit', 'deny', 'permit', 'permit', 'permit'])
  }, 20_000)

  it('T57: an id cannot be guessed from its pseudonym without the key, nor followed from tenant to tenant', async () => {
    const refs = async (key: number, tenant: string) => {
      const { gate, records } = open({ keys: { current: 'k', k: new Uint8Array(32).fill(key) } })
      const actor = { ...agent, roles: ['clerk'], tenant }
      await gate.for('support', { actor }).read('customer', { ...ann, tenant })
      return records.flatMap((each) =>
        [each.actor, each.subjects, each.resource].map((part) => JSON.stringify(part)),
      )
    }
    const all = await Promise.all([refs(1, 't-1'), refs(2, 't-1'), refs(1, 't-2')])
    const found = all.flat().flatMap((text) => text.match(/hmac:k:[\w-]{22}/g) ?? [])
    expect(found).toHaveLength(9)
    expect(new Set(found).size).toBe(9)
    expect(await refs(1, 't-1')).toEqual(all[0])
    for (const hash of ['sha256', 'sha1', 'md5', 'sha512'])
      for (const id of ['c-1', 'a-1', 'sc-1', 's\0c-1'])
        expect(found.join()).not.toContain(createHash(hash).update(id).digest('base64url').slice(0, 22))
  })
})

function lines(path: string): AuditRecord[] {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ reason }) => reason !== 'policy_loaded')
}
