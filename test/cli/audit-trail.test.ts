import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPackage, Project } from './project.js'

let project: Project

const WRITER = `import { createGate, definePolicy } from 'purposebound'
import { fileSink } from 'purposebound/sinks/file'
import { memoryStore } from 'purposebound/stores/memory'
import { z } from 'zod'

const policy = definePolicy({
  name: 'shop', version: '1', populations: ['member'], categories: { identity: {}, payment: { mask: 'card' } },
  resources: { member: {
    schema: z.object({ id: z.string(), tenant: z.string(), name: z.string(), card: z.string() }),
    subject: { population: 'member', at: 'id' }, tenant: 'tenant',
    fields: { id: 'key', tenant: 'key', name: 'identity', card: { category: 'payment', ceiling: 'masked' } },
  } },
  purposes: { support: { title: 'Support', clause: '5(2)', basis: 'contract', uses: ['identity', 'payment'] } },
  roles: { agent: { purposes: ['support'], sees: { identity: 'clear', payment: 'clear' } } },
})
const salt = (tenant, scope) => new Uint8Array(32).fill(scope === 'actor' ? 9 : tenant === 't-1' ? 1 : 2)
const keys = { current: 'k1', k1: new Uint8Array(32).fill(7), salt }
let now = Date.parse('2026-01-01T00:00:00Z')
const gate = createGate({ policy, consents: memoryStore(), audit: fileSink({ path: 'audit.jsonl' }), keys, clock: () => now, onWarning: () => {} })
const row = (id, tenant = 't-1') => ({ id, tenant, name: 'Aiko Sato', card: '4242424242424242' })
const as = (id, tenant = 't-1') => gate.for('support', { actor: { id, roles: ['agent'], tenant }, request: 'r-' + id })
await as('a-17').read('member', row('m-1'))
now += 86400000
await as('a-18').readMany('member', [row('m-1'), row('m-2')])
await as('a-17').readMany('member', [row('m-2'), row('m-3')])
await as('a-17', 't-2').read('member', row('m-1', 't-2'))
await as('a-17').read('member', row('m-9', 't-2')).catch(() => {})
await gate.close()
`
const hex = (byte: number) => byte.toString(16).padStart(2, '0').repeat(32)
const KEYS = {
  current: 'k1',
  k1: hex(7),
  salts: [
    { tenant: 't-1', scope: 'member', salt: hex(1) },
    { tenant: 't-1', scope: 'actor', salt: Buffer.alloc(32, 9).toString('base64') },
    { tenant: 't-2', scope: 'member', salt: hex(2) },
    { tenant: 't-2', scope: 'actor', salt: hex(9) },
  ],
}
const WHO = ['audit', 'who', 'audit.jsonl', '--population', 'member', '--tenant', 't-1']
const ACTOR = [
  'audit',
  'actor',
  'audit.jsonl',
  '--population',
  'member',
  '--tenant',
  't-1',
  '--keys',
  'keys.json',
]

beforeAll(async () => {
  project = new Project(await buildPackage()).write({
    'writer.mjs': WRITER,
    'keys.json': JSON.stringify(KEYS),
    'forgotten.json': JSON.stringify({
      ...KEYS,
      salts: KEYS.salts.filter(({ scope, tenant }) => scope === 'actor' || tenant !== 't-1'),
    }),
    'other.json': JSON.stringify({ ...KEYS, k1: hex(8) }),
    'staff.txt': 'a-16\na-17\r\na-18\n\n',
    'members.txt': Array.from({ length: 50 }, (_, i) => `m-${i}\n`).join(''),
  })
  const written = project.node(['writer.mjs'])
  expect(written.err).toBe('')
})
afterAll(() => project.remove())

const json = (args: readonly string[]) => {
  const { out, err, code } = project.run([...args, '--json'])
  expect([code, err]).toEqual([0, ''])
  return JSON.parse(out)
}

describe('purposebound audit who', () => {
  it('lists every use of one person, with the ids of a file in place of pseudonyms', () => {
    const { code, out, err } = project.run([
      ...WHO,
      '--person',
      'm-1',
      '--keys',
      'keys.json',
      '--people',
      'staff.txt',
    ])
    expect([code, err]).toEqual([0, ''])
    expect(out).toBe(
      `2026-01-01T00:00:00.000Z  permit  read member for support (clause 5(2), contract) by employee a-17 (agent): clear id name tenant; masked card
2026-01-02T00:00:00.000Z  permit  read member for support (clause 5(2), contract) by employee a-18 (agent): clear id name tenant; masked card

2 uses
`,
    )
    const { uses } = json([...WHO, '--person', 'm-1', '--keys', 'keys.json'])
    expect(uses).toMatchObject([
      { request: 'r-a-17', clear: ['id', 'name', 'tenant'] },
      { request: 'r-a-18' },
    ])
    expect(JSON.stringify(uses)).not.toMatch(/Aiko|4242/)
    expect(uses[0].actorId).toBeUndefined()
  })

  it('knows a span, and finds nobody by other keys, in another tenant or under another population', () => {
    const count = (...args: string[]) =>
      json([...WHO, '--person', 'm-1', '--keys', 'keys.json', ...args]).uses.length
    expect(count('--since', '2026-01-02')).toBe(1)
    expect(count('--until', '2026-01-02T09:00:00+09:00')).toBe(1)
    expect(count('--tenant', 't-2')).toBe(1)
    expect(count('--keys', 'other.json')).toBe(0)
    expect(project.run([...WHO, '--person', 'm-7', '--keys', 'keys.json']).out).toContain('no use of data')
  })

  it('says that the past of those whose salt was forgotten can be linked by nobody', () => {
    const { code, err } = project.run([...WHO, '--person', 'm-1', '--keys', 'forgotten.json'])
    expect(code).toBe(2)
    expect(err).toContain('`keys.salt` failed')
    expect(err).toContain('can be linked by nobody')
    // and of nobody else
    expect(
      json([...WHO, '--person', 'm-1', '--keys', 'forgotten.json', '--tenant', 't-2']).uses,
    ).toHaveLength(1)
  })

  it.each([
    ['no keys', ['--person', 'm-1'], '--keys'],
    ['nobody', ['--keys', 'keys.json'], '--person'],
    ['no such log', ['--person', 'm-1', '--keys', 'keys.json', '--since', 'yesterday'], '--since'],
    ['keys that are none', ['--person', 'm-1', '--keys', 'staff.txt'], 'no keys in JSON'],
    ['no file of keys', ['--person', 'm-1', '--keys', 'kees.json'], 'did you mean `keys.json`'],
  ])('refuses %s', (_, args, text) => {
    const { code, err } = project.run([...WHO, ...args])
    expect([code, err]).toEqual([2, expect.stringContaining(text)])
  })

  it('says nothing of what stands in a file of keys', () => {
    project.write({
      'short.json': '{ "current": "k1", "k1": "deadbeef" }',
      'torn.json': '{ "current": "k1", "k1": "deadbe',
    })
    for (const file of ['short.json', 'torn.json']) {
      const { code, err, out } = project.run([...WHO, '--person', 'm-1', '--keys', file])
      expect(code).toBe(2)
      expect(err + out).not.toContain('deadbe')
    }
  })
})

describe('purposebound audit actor', () => {
  it('lists whose data one actor saw, who was tried in vain, and what names nobody', () => {
    const { code, out, err } = project.run([...ACTOR, '--actor', 'a-17', '--people', 'members.txt'])
    expect([code, err]).toEqual([0, ''])
    const lines = out.split('\n')
    expect(
      lines
        .slice(0, 3)
        .map((line) => line.split('  ')[0])
        .sort(),
    ).toEqual(['m-1', 'm-2', 'm-3'])
    expect(out).toContain(
      'm-1  2026-01-01T00:00:00.000Z to 2026-01-01T00:00:00.000Z  1 times for support: clear member.id member.name member.tenant; masked member.card',
    )
    expect(out).toContain('3 people were seen, 1 more were tried in vain; 3 records')
    expect(out).toContain('1 stand behind none of the ids given')
  })

  it('keeps to a span and to a tenant', () => {
    const ids = (...args: string[]) =>
      json([...ACTOR, '--actor', 'a-17', '--people', 'members.txt', ...args])
        .people.filter(({ permitted }: { permitted: number }) => permitted > 0)
        .map(({ id }: { id: string }) => id)
        .sort()
    expect(ids('--since', '2026-01-02')).toEqual(['m-2', 'm-3'])
    expect(ids('--since', '2026-01-01', '--until', '2026-01-02')).toEqual(['m-1'])
    expect(ids('--tenant', 't-2')).toEqual(['m-1'])
    expect(ids('--until', '2025-01-01')).toEqual([])
  })

  it('notes who looked for whom before anything is shown, or shows nothing', () => {
    json([...ACTOR, '--actor', 'a-17', '--reads', 'reads.jsonl'])
    const [line] = readFileSync(join(project.folder, 'reads.jsonl'), 'utf8').split('\n')
    expect(JSON.parse(line ?? '')).toMatchObject({
      command: 'actor',
      log: 'audit.jsonl',
      user: expect.any(String),
    })
    expect(line).not.toContain('a-17')
    const { code, out } = project.run([...ACTOR, '--actor', 'a-17', '--reads', 'nowhere/reads.jsonl'])
    expect([code, out]).toEqual([2, ''])
  })
})

describe('the log', () => {
  it('may be the folder of a journal: its segments in order', () => {
    const lines = readFileSync(join(project.folder, 'audit.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line, seq) => JSON.stringify({ ...JSON.parse(line), seq }))
    mkdirSync(join(project.folder, 'audit'))
    project.write({
      'audit/0000000000000003.jsonl': `${lines.slice(3).join('\n')}\n`,
      'audit/0000000000000000.jsonl': `${lines.slice(0, 3).join('\n')}\n`,
      'audit/checkpoint': 'x',
    })
    const args = WHO.map((arg) => (arg === 'audit.jsonl' ? 'audit' : arg))
    expect(json([...args, '--person', 'm-1', '--keys', 'keys.json']).uses).toHaveLength(2)
  })

  it('may be torn at its end and nowhere else', () => {
    const text = readFileSync(join(project.folder, 'audit.jsonl'), 'utf8')
    project.write({ 'torn.jsonl': text.slice(0, -30), 'broken.jsonl': text.replace('"v":1', '"v":') })
    const on = (log: string) =>
      project.run([
        ...WHO.map((arg) => (arg === 'audit.jsonl' ? log : arg)),
        '--person',
        'm-1',
        '--keys',
        'keys.json',
      ])
    expect(on('torn.jsonl').code).toBe(0)
    expect(on('broken.jsonl')).toMatchObject({ code: 2, err: expect.stringContaining('broken.jsonl:1') })
    expect(on('node_modules')).toMatchObject({ code: 2, err: expect.stringContaining('holds no log') })
    expect(on('nothing.jsonl')).toMatchObject({ code: 2, err: expect.stringContaining('no such file') })
  })
})
