import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPackage, Project } from './project.js'

let home: string
let project: Project

const SCHEMAS = `import { z } from 'zod'
export const member = z.object({ id: z.string(), repId: z.string(), name: z.string(), card: z.string() })
`
const POLICY = `name: shop
version: '1'
categories: { identity: {}, payment: { mask: card } }
resources:
  member:
    subject: id
    fields: { id: key, repId: key, name: identity, card: payment }
purposes:
  support: { title: Support, basis: contract, uses: [identity, payment] }
  mail: { title: Mail, basis: consent, uses: [identity] }
roles:
  agent:
    purposes: [support]
    sees: { identity: clear, payment: masked }
    where: { member: { repId: { $actor: id } } }
  mailer: { purposes: [mail], sees: { identity: clear } }
`
const TABLE = `policy: shop
tests:
  - name: members
    on: member
    expect:
      - { as: agent, for: support, clear: [name], masked: [card] }
`
const WRITER = `import { appendFileSync } from 'node:fs'
import { createGate, parsePolicy } from 'purposebound'
import { fileSink } from 'purposebound/sinks/file'
import { journalSink } from 'purposebound/sinks/journal'
import { memoryStore } from 'purposebound/stores/memory'
import { parsePolicy as parse } from 'purposebound/yaml'
import { readFileSync } from 'node:fs'
import * as schemas from './policy.schemas.mjs'

const policy = parse(readFileSync('policy.yaml', 'utf8'), { schemas: { ...schemas } })
const keys = { current: 'k1', k1: new Uint8Array(32).fill(7) }
// a segment for a record or two
const journal = journalSink({ directory: 'audit', log: 'shop.example/audit', segmentBytes: 1500, onWarning: () => {} })
const sinks = [fileSink({ path: 'audit.jsonl' }), journal]
const gate = createGate({ policy, consents: memoryStore(), audit: { sinks }, keys, onWarning: () => {} })
const row = { id: 'm-1', repId: 'a-17', name: 'Aiko', card: '4242424242424242' }
for (const id of ['a-17', 'a-17', 'a-18'])
  await gate.for('support', { actor: { id, roles: ['agent'] } }).read('member', row).catch(() => {})
await gate.for('mail', { actor: { id: 'n', roles: ['mailer'] } }).read('member', row).catch(() => {})
await gate.close()
`

beforeAll(async () => {
  home = await buildPackage()
  project = new Project(home).write({
    'policy.yaml': POLICY,
    'policy.schemas.mjs': SCHEMAS,
    'draft.yaml': POLICY.replace('payment: masked', 'payment: clear').replace(
      '    where: { member: { repId: { $actor: id } } }\n',
      '',
    ),
    'draft.schemas.mjs': SCHEMAS,
    'shop.policy-test.yaml': TABLE,
    'row.json': '{ "id": "m-1", "repId": "a-17", "name": "Aiko", "card": "4242424242424242" }',
    'people.yaml': 'Hanako Ito: [agent, mailer]\n',
    'claims.yaml':
      '- { no: role, sees: clear, of: [payment] }\n- { every: field, is: used }\n- { within: draft.yaml }\n',
    'writer.mjs': WRITER,
  })
  expect(project.node(['writer.mjs'])).toEqual({ code: 0, out: '', err: '' })
})
afterAll(() => {
  project.remove()
  rmSync(home, { recursive: true })
})

const NAMES = [
  ...['init', 'check', 'explain', 'matrix', 'prove', 'diff', 'notice', 'ropa', 'replay', 'test', 'coverage'],
]

// `--help` may take 250 ms, and core alone takes as long
it('a command declares, and loads nothing but words before it is run', () => {
  const files = readdirSync('src/cli/commands', { recursive: true, encoding: 'utf8' })
  const loaded = files.flatMap((file) =>
    file.endsWith('.ts')
      ? (readFileSync(`src/cli/commands/${file}`, 'utf8').match(/^(import (?!type)|export .* from).*/gm) ??
        [])
      : [],
  )
  expect(loaded.filter((line) => !/\/(failure|trail-options)\.js'$/.test(line))).toEqual([])
})

describe('purposebound', () => {
  it('lists its commands, says its version, and helps with examples', () => {
    const { code, out } = project.run(['--help'])
    expect(code).toBe(0)
    for (const name of NAMES) expect(out).toMatch(new RegExp(`^  ${name}\\b`, 'm'))
    expect(out).toContain('Exit codes: 0 fine, 1 the answer is no, 2 the question could not be asked.')
    expect(project.run(['--version']).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it.each(NAMES)('%s --help has examples', (name) => {
    const { code, out } = project.run([name, '--help'])
    expect(code).toBe(0)
    expect(out).toContain(`Examples:\n  $ purposebound ${name}`)
    expect(out).toContain('--json')
  })

  it('knows a command that was mistyped, and what is missing', () => {
    expect(project.run(['matrx'])).toEqual({
      code: 2,
      out: '',
      err: "error: unknown command 'matrx' (Did you mean matrix?)\n hint: see `purposebound --help`\n",
    })
    expect(project.run([]).code).toBe(2)
    expect(project.run(['--json'])).toMatchObject({ code: 2, err: '' })
    expect(JSON.parse(project.run(['--json']).out)).toEqual({
      error: [{ message: 'no command is named', hint: 'see `purposebound --help`' }],
    })
    expect(JSON.parse(project.run(['--json', 'check']).out).file).toBe('policy.yaml')
    expect(project.run(['explain', 'policy.yaml']).err).toContain("required option '--for <purpose>'")
    expect(project.run(['check', '--jsn']).err).toContain('(Did you mean --json?)')
  })

  it('has no colours where there is no terminal, and has them where they are asked for', () => {
    expect(project.run(['check']).out).not.toContain('\u001b')
    expect(project.run(['check'], { FORCE_COLOR: '1' }).out).toContain('\u001b[32mfine:\u001b[39m')
    expect(project.run(['check'], { FORCE_COLOR: '1', NO_COLOR: '1' }).out).not.toContain('\u001b')
  })
})

describe('purposebound check', () => {
  it('says what is odd, and answers no only where it is asked to be strict', () => {
    const { code, out } = project.run(['check'])
    expect(out).toContain('odd: /purposes: no purpose says how long its data is kept (no_retention)')
    expect(out).toContain('fine: policy.yaml holds shop 1: 1 resource, 2 purposes, 2 roles\n')
    expect(code).toBe(0)
    expect(project.run(['check', '--strict']).code).toBe(1)
  })
})

describe('purposebound diff', () => {
  const asked = ['diff', 'policy.yaml', 'draft.yaml', '--schemas', 'policy.schemas.mjs']

  it('answers no while something is missing, and says what', () => {
    const { code, out } = project.run(asked)
    expect(code).toBe(1)
    expect(out).toContain('something is missing: wider_new')
    expect(out).toContain('support: wider_new')
    const { ready, purposes } = JSON.parse(project.run([...asked, '--json']).out)
    expect([ready, purposes[0].missing[0].code]).toEqual([false, 'basis_not_consent'])
    expect(project.run([...asked, '--lang', 'ja']).out).toContain('不足があります')
  })

  it('back is narrower, and nothing else; of itself it is the same', () => {
    const back = ['diff', 'draft.yaml', 'policy.yaml', '--schemas', 'policy.schemas.mjs', '--strict']
    expect(project.run(back)).toMatchObject({ code: 0, err: '' })
    expect(project.run(['diff', 'policy.yaml', 'policy.yaml']).out).toBe('nothing is missing: same\n')
  })

  it('compares editions of one policy, in a language that there is', () => {
    project.write({ 'other.yaml': POLICY.replace('name: shop', 'name: club') })
    const others = project.run(['diff', 'policy.yaml', 'other.yaml', '--schemas', 'policy.schemas.mjs'])
    expect(others).toMatchObject({ code: 2, out: '' })
    expect(others.err).toContain('name two editions of the same policy')
    expect(project.run([...asked, '--lang', 'fr']).code).toBe(2)
  })
})

describe('purposebound notice and ropa', () => {
  it('a notice that was written is fine, and one that drifted is named', () => {
    const { code, out } = project.run(['notice', 'policy.yaml', '--format', 'html'])
    expect([code, out.startsWith('<article lang="en">')]).toEqual([0, true])
    project.write({ 'privacy.html': out, 'drifted.html': out.replace('<td>Mail</td>', '<td>Sale</td>') })
    expect(project.run(['notice', 'check', 'privacy.html', 'policy.yaml'])).toEqual({
      code: 0,
      out: 'fine: privacy.html says what shop 1 says\n',
      err: '',
    })
    const drifted = project.run(['notice', 'check', 'drifted.html', 'policy.yaml', '--json'])
    expect(drifted.code).toBe(1)
    expect(JSON.parse(drifted.out).drift.map(({ problem, name }: never) => [problem, name])).toEqual([
      ['missing', 'Mail'],
      ['unknown', 'Sale'],
    ])
  })

  it('what cannot be asked is exit code 2, with a hint', () => {
    expect(project.run(['notice', 'check', 'privacy.html', 'policy.yaml', '--lang', 'ja'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('notice_language'),
    })
    expect(project.run(['notice', 'check', 'nothing.html', 'policy.yaml']).code).toBe(2)
    expect(project.run(['notice', 'check']).code).toBe(2)
    expect(project.run(['notice', 'policy.yaml', '--format', 'pdf']).code).toBe(2)
    expect(project.run(['notice', 'check', '--help']).out).toContain(
      'purposebound notice check privacy.ja.md',
    )
  })

  it('the record of processing is CSV, or JSON', () => {
    expect(project.run(['ropa', 'policy.yaml', '--bom']).out).toMatch(/^\ufeffcontroller,purpose,title/)
    expect(JSON.parse(project.run(['ropa', 'policy.yaml', '--json']).out).entries).toHaveLength(2)
  })
})

describe('purposebound explain', () => {
  const asked = ['explain', '--for', 'support', '--on', 'member', '--as', 'agent']

  it('says what is seen at most, and why not more', () => {
    const { code, out } = project.run(asked)
    expect(out).toBe(`permitted: agent for support on member
  clear   id
  clear   repId
  clear   name
  masked  card  the grant shows this field masked (role_masked, /roles/agent/sees/payment)
`)
    expect(code).toBe(0)
  })

  it('says of a row what would have to change, in Japanese too', () => {
    const { code, out } = project.run([...asked, '--row', 'row.json'])
    expect(code).toBe(1)
    expect(out).toContain(
      'denied: agent for support on member: the grant does not reach this row (condition_not_met, /roles/agent/where/member)',
    )
    const mine = project.run([...asked, '--row', 'row.json', '--actor', '{"id":"a-17"}', '--lang', 'ja'])
    expect(mine.code).toBe(0)
    expect(mine.out).toContain('masked  card  権限では伏せて表示する項目です')
  })

  it('answers about one field', () => {
    expect(
      project.run(['explain', '--for', 'mail', '--on', 'member', '--as', 'mailer', '--field', 'card']).code,
    ).toBe(1)
    expect(project.run([...asked, '--field', 'card', '--json']).code).toBe(0)
  })
})

describe('purposebound matrix', () => {
  it('says everything that is seen, or a part of it', () => {
    expect(project.run(['matrix', '--role', 'mailer']).out).toBe(
      'mailer reads member for mail\nmailer sees member.id clear for mail\nmailer sees member.repId clear for mail\nmailer sees member.name clear for mail\n',
    )
    expect(project.run(['matrix', '--people', 'people.yaml', '--purpose', 'support']).out).toContain(
      "Hanako Ito reads member for support, where repId is the actor's id\n",
    )
    expect(project.run(['matrix', '--role', 'mailr']).err).toContain('there is no role `mailr`')
  })
})

describe('purposebound prove', () => {
  it('says of each claim whether it holds', () => {
    const { code, out } = project.run(['prove', '--claims', 'claims.yaml'])
    expect(out).toBe(
      'holds: no role ever sees clear payment\nholds: every field is used\nholds: it permits nothing that shop 1 does not\n',
    )
    expect(code).toBe(0)
  })

  it('answers no with a counter-example', () => {
    const { code, out } = project.run(['prove', 'draft.yaml', '--within', 'policy.yaml'])
    expect(code).toBe(1)
    expect(out).toContain(
      'fails: it permits nothing that shop 1 does not\n       agent sees member.card clear for support (/roles/agent, /purposes/support)\n',
    )
    const data = JSON.parse(
      project.run(['prove', 'draft.yaml', '--claim', '{ no: role, sees: clear, of: [payment] }', '--json'])
        .out,
    )
    expect(data.proofs[0].counterExample).toMatchObject({ role: 'agent', field: 'card', outcome: 'clear' })
  })
})

describe('purposebound replay', () => {
  it('decides again what is on record', () => {
    const { code, out } = project.run(['replay', 'audit.jsonl', 'draft.yaml', '--from', 'policy.yaml'])
    expect(out).toBe(`3 of 4: 1 newly permitted, 2 wider
       2  wider: agent, read member for support
       1  newly permitted: agent, read member for support
`)
    expect(code).toBe(0)
    expect(project.run(['replay', 'audit.jsonl', 'draft.yaml', '--fail-on-change']).code).toBe(1)
    expect(project.run(['replay', 'audit.jsonl', 'policy.yaml', '--fail-on-change']).code).toBe(0)
  })

  it('reads the folder of a journal as it reads a file, and a segment of it', () => {
    const segments = project.files().filter((file) => /^audit.\d{16}\.jsonl$/.test(file))
    expect(segments.length).toBeGreaterThan(1)
    expect(readFileSync(`${project.folder}/${segments[0]}`, 'utf8')).toContain('"type":"config"')
    const under = ['draft.yaml', '--from', 'policy.yaml', '--json']
    const ofFile = JSON.parse(project.run(['replay', 'audit.jsonl', ...under]).out)
    expect(JSON.parse(project.run(['replay', 'audit', ...under]).out)).toEqual(ofFile)
    expect(project.run(['coverage', 'policy.yaml', '--log', 'audit']).out).toBe(
      'never: /roles/mailer for mail\n1 of 2 exercised (50 %)\n',
    )
    const each = segments.map((file) => JSON.parse(project.run(['replay', file, ...under]).out).total)
    expect(each.reduce((sum, count) => sum + count, 0)).toBe(4)
  }, 20_000)
})

describe('purposebound test and coverage', () => {
  it('runs every table, and says what fails', () => {
    const { code, out } = project.run(['test'])
    expect(code).toBe(1)
    expect(out).toContain('failed: members: nobody else\n  shop.policy-test.yaml:3: ')
    expect(out).toContain('1 passed, 1 failed in shop.policy-test.yaml\n')
    expect(JSON.parse(project.run(['test', '--json']).out)).toMatchObject({ passed: 1, failed: 1 })
  })

  it('says which grants nothing exercised', () => {
    expect(project.run(['coverage', 'policy.yaml', '--log', 'audit.jsonl'])).toMatchObject({
      code: 0,
      out: 'never: /roles/mailer for mail\n1 of 2 exercised (50 %)\n',
    })
    expect(project.run(['coverage', '--log', 'audit.jsonl', 'policy.yaml', '--fail-below', '80']).code).toBe(
      1,
    )
    expect(project.run(['coverage']).code).toBe(0)
  })
})

describe('every answer as JSON', () => {
  it.each([
    ['check'],
    ['explain', '--for', 'support', '--on', 'member'],
    ['matrix'],
    ['prove', '--claims', 'claims.yaml'],
    ['replay', 'audit.jsonl', 'draft.yaml'],
    ['test'],
    ['coverage'],
    ['init', '--dir', 'json'],
    ['check', 'nowhere.yaml'],
  ])('%s', (...args) => {
    const { out, err } = project.run([...args, '--json'])
    expect(JSON.parse(out)).toBeTypeOf('object')
    expect(err).toBe('')
  })
})
