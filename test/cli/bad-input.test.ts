import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPackage, Project } from './project.js'

let home: string
let project: Project
const POLICY = `import { definePolicy } from 'purposebound'
import { z } from 'zod'
export const policy = definePolicy({
  name: 'shop',
  version: '1',
  categories: ['identity'],
  resources: { member: { schema: z.object({ id: z.string(), name: z.string() }), subject: 'id', fields: { id: 'key', name: 'identity' } } },
  purposes: { support: { title: 'Support', basis: 'contract', uses: ['identity'] } },
  roles: { agent: { purposes: ['support'], sees: { identity: 'clear' } } },
})
`
const DOCUMENT = `name: shop
version: '1'
categories: [identity]
resources:
  member: { subject: id, fields: { id: key, name: identity } }
purposes:
  support: { title: Support, basis: contract, uses: [identity] }
roles:
  agent:
    purposes: [support]
    sees: { identity: clear }
`
const SCHEMAS = `import { z } from 'zod'
export const schemas = { member: z.object({ id: z.string(), name: z.string() }) }
`
const record = (name: string, more = {}) =>
  JSON.stringify({ v: 1, id: '1', type: 'policy', policy: { name, version: '1', digest: 'x' }, ...more })

beforeAll(async () => {
  home = await buildPackage()
  project = new Project(home).write({
    'policy.mjs': POLICY,
    'throws.mjs': "\nthrow new Error('the database is away')\n",
    'imports-throws.mjs': "import './throws.mjs'\n",
    'null.mjs': '\nthrow null\n',
    'hostile.mjs': "throw Object.defineProperty(new Error(), 'message', { get() { throw new Error() } })\n",
    'imports-syntax.mjs': "import './syntax.mjs'\n",
    'package.mjs': "\nimport none from '@acme/none/door'\n",
    'file.mjs': "\nimport x from './plicy.mjs'\n",
    'file.cjs': "\nconst a = require('./plicy.mjs')\n",
    'export.mjs': "import { nope } from 'purposebound'\n",
    'syntax.mjs': 'export const policy = {\n  name: }\n',
    'syntax.ts': 'export const policy: = 1\n',
    'nothing.mjs': 'export const other = 1\n',
    'several.mjs':
      `${POLICY}export const a = definePolicy({ ...policy.document, name: 'a', resources: { member: { ...policy.document.resources.member, schema: z.object({ id: z.string(), name: z.string() }) } } })\n`
        .replace('export const policy', 'export const one')
        .replaceAll('policy.document', 'one.document'),
    'wrong.mjs': POLICY.replace("uses: ['identity']", "uses: ['identty']"),
    'empty.yaml': '',
    'policy.txt': 'name: shop',
    'good.yaml': DOCUMENT,
    'good.schemas.mjs': SCHEMAS,
    'windows.yaml': `\uFEFF${DOCUMENT.replaceAll('\n', '\r\n')}`,
    'windows.schemas.mjs': SCHEMAS.replaceAll('\n', '\r\n'),
    'wrong.yaml': DOCUMENT.replace('purposes: [support]', 'purposes: [suport]'),
    'wrong.schemas.mjs': SCHEMAS,
    'broken.yaml': 'name: shop\nversion: [1\n',
    'broken.json': '{\n  "name": "shop",\n  "version": }\n',
    'alone.yaml': DOCUMENT,
    'bare.yaml': DOCUMENT,
    'bare.schemas.mjs': 'export const customer = 1\n',
    'huge.yaml': `#${'x'.repeat(9 * 1024 * 1024)}`,
    'folder/file': '',
    'torn.jsonl': `${record('shop')}\n${record('shop').slice(0, 30)}`,
    'bad.jsonl': `${record('shop')}\nhello\n${record('shop')}\n`,
    'empty.jsonl': '\n\n',
    'other.jsonl': `${record('shop')}\r\n${record('library')}\r\n`,
    'windows.jsonl': `${record('shop')}\r\n${record('shop')}\r\n`,
    'nonsense.jsonl': 'hello\n',
    'list.jsonl': `${record('shop')}\n[]\n`,
    'newer.jsonl': `${record('shop')}\n${JSON.stringify({ v: 2, policy: { name: 'shop' } })}\n`,
    'nameless.jsonl': `${record('shop')}\n{"v":1,"type":"gap"}\n`,
    'roles.jsonl': `${record('shop')}\n${record('shop', { type: 'decision', time: '2026-01-01T00:00:00Z', effect: 'permit', actor: {} })}\n`,
    'folder.of/0000000000000000.jsonl': `${record('shop')}\n`,
    'no.journal/notes.txt': 'hello',
    'endless.jsonl': `${record('shop')}\n${'x'.repeat(3 * 1024 * 1024)}`,
    'mark.jsonl': `\uFEFF${record('shop')}`,
    'table.policy-test.yaml':
      'policy: shop\ntests:\n  - name: members\n    on: member\n    expect:\n      - { as: agnt, for: support, clear: [name] }\n',
    'tables/nothing.yaml': 'policy: shop\ntests:\n  - name: members\n    on: member\n    expect: []\n',
    'tables/stray.yaml':
      'polcy: shop\ntests:\n  - { name: x, on: member, expect: [{ as: agent, for: support, deny: true }] }\n',
    'tables/other.yaml':
      'policy: shp\ntests:\n  - { name: x, on: member, expect: [{ as: agent, for: support, deny: true }] }\n',
    'tables/broken.yaml': 'policy: shop\ntests: [\n',
    'claims.yaml': '- { every: field, is: used }\n\n- { no: role, sees: clear, of: [identty] }\n',
    'claim.yaml': 'every: field\n',
    'people.yaml': 'Hanako: agent\n',
    'row.json': '[1',
    'people.json': '{}',
    'library.mjs': POLICY.replace("name: 'shop'", "name: 'library'"),
    'exits.mjs': `${POLICY}process.exit(0)\n`,
    'waits.mjs': `${POLICY}await new Promise(() => {})\n`,
    'rejects.mjs': `${POLICY}Promise.reject(new Error('too late'))\n`,
    'hangs.mjs': `${POLICY}await new Promise(() => setInterval(() => {}, 1000))\n`,
    'holds.mjs': `${POLICY}setInterval(() => {}, 1000)\n`,
    'speaks.mjs': `${POLICY}console.log('hello')\nsetTimeout(() => console.log('again'))\n`,
  })
})
afterAll(() => {
  project.remove()
  rmSync(home, { recursive: true })
})

describe('what cannot be asked: exit code 2, with the place and a hint', () => {
  it.each<[what: string, args: readonly string[], err: string | RegExp]>([
    [
      'no policy at all',
      ['check', 'polcy.mjs'],
      'error: polcy.mjs: there is no such file\n hint: did you mean `policy.mjs`?\n',
    ],
    [
      'a policy that throws',
      ['check', 'throws.mjs'],
      'error: throws.mjs:2:7: Error: the database is away\n hint: a policy module is run when it is read: mend this line, or keep what needs a service out of the module\n',
    ],
    [
      'a policy whose import throws: the place there',
      ['check', 'imports-throws.mjs'],
      /^error: throws\.mjs:2:7: Error: the database is away\n hint: /,
    ],
    [
      'a policy that throws what is no error',
      ['check', 'null.mjs'],
      'error: null.mjs:2:1: this module threw `null`\n hint: throw an `Error`, which says where: a policy module is run when it is read\n',
    ],
    [
      'a policy that throws an error whose parts throw',
      ['check', 'hostile.mjs'],
      /^error: hostile\.mjs: this module threw something that cannot be read\n hint: /,
    ],
    [
      'a syntax error',
      ['check', 'syntax.mjs'],
      "error: syntax.mjs:2: SyntaxError: Unexpected token '}'\n hint: the file cannot be parsed: look at this line and the one before it\n",
    ],
    [
      'a syntax error of an import: the place there',
      ['check', 'imports-syntax.mjs'],
      /^error: syntax\.mjs:2: SyntaxError: Unexpected token '}'\n hint: /,
    ],
    [
      'a syntax error in TypeScript',
      ['check', 'syntax.ts'],
      /^error: syntax\.ts:1:\d+: SyntaxError: .+\n hint: the file cannot be parsed/,
    ],
    [
      'a package that is missing',
      ['check', 'package.mjs'],
      'error: package.mjs:2:13: there is no package `@acme/none/door`\n hint: `npm install @acme/none`\n',
    ],
    [
      'a file that is missing',
      ['check', 'file.mjs'],
      'error: file.mjs:2:10: there is no module `./plicy.mjs`\n hint: did you mean `./policy.mjs`?\n',
    ],
    [
      'a file that is missing, required',
      ['check', 'file.cjs'],
      'error: file.cjs:2:11: there is no module `./plicy.mjs`\n hint: did you mean `./policy.mjs`?\n',
    ],
    [
      'an export that is missing',
      ['check', 'export.mjs'],
      /^error: export\.mjs:1: SyntaxError: .+`?nope.+\n hint: see what that module exports/,
    ],
    [
      'a module that exports nothing',
      ['check', 'nothing.mjs'],
      'error: nothing.mjs: this module exports no policy\n hint: write `export const policy = definePolicy({ … })`\n',
    ],
    [
      'a module that exports several',
      ['check', 'several.mjs'],
      'error: several.mjs: this module exports several policies: `a`, `one`\n hint: name one of them `policy`, or make it the default export\n',
    ],
    [
      'a policy that is invalid',
      ['check', 'wrong.mjs'],
      'error: wrong.mjs:3:23: /purposes/support/uses/0: unknown category or field `identty`\n hint: did you mean `identity`?\n',
    ],
    [
      'a document that is invalid, with its line',
      ['check', 'wrong.yaml'],
      'error: wrong.yaml:10:16: /roles/agent/purposes/0: unknown purpose `suport`\n hint: did you mean `support`?\n',
    ],
    ['YAML that is broken', ['check', 'broken.yaml'], /^error: broken\.yaml:3:1: .+\n/],
    ['JSON that is broken', ['check', 'broken.json'], /^error: broken\.json:3:\d+: .+\n/],
    ['an empty file', ['check', 'empty.yaml'], /^error: empty\.yaml: this file is empty\n hint: /],
    [
      'a huge file',
      ['check', 'huge.yaml'],
      'error: huge.yaml: this file has 10 MiB, more than any policy (8)\n hint: is it the right file? a policy holds names and conditions, and no data\n',
    ],
    ['a folder', ['check', 'folder'], 'error: folder: this is a folder\n hint: name a file in it\n'],
    ['another kind of file', ['check', 'policy.txt'], /^error: policy\.txt: a policy is a module/],
    [
      'a document without schemas',
      ['check', 'alone.yaml'],
      /^error: alone\.yaml: a policy document needs the zod schemas .+\n hint: export them from `alone\.schemas\.js`/,
    ],
    [
      'schemas that lack one',
      ['check', 'bare.yaml'],
      /^error: bare\.schemas\.mjs: no schema is exported for `member`\n hint: /,
    ],
    [
      'a log that is torn',
      ['replay', 'torn.jsonl', 'good.yaml'],
      'error: torn.jsonl:2: the log is torn: its last line is not whole\n hint: whoever wrote it was stopped; read the whole lines: `head -n 1 torn.jsonl > whole.jsonl`\n',
    ],
    [
      'a log with a line that is none',
      ['replay', 'bad.jsonl', 'good.yaml'],
      /^error: bad\.jsonl:2: this is no audit record, but something other than JSON\n/,
    ],
    [
      'a log whose last line is JSON and no record: it is not torn',
      ['replay', 'list.jsonl', 'good.yaml'],
      'error: list.jsonl:2: this is no audit record, but JSON of another kind\n hint: a log of a file sink has one JSON record a line\n',
    ],
    [
      'a record of a later version',
      ['replay', 'newer.jsonl', 'good.yaml'],
      /^error: newer\.jsonl:2: this is a record of version 2, and this command reads version 1\n/,
    ],
    [
      'a record of no policy',
      ['coverage', 'good.yaml', '--log', 'nameless.jsonl'],
      /^error: nameless\.jsonl:2: this is no audit record: it names no policy\n/,
    ],
    [
      'a decision that cannot be decided again',
      ['replay', 'roles.jsonl', 'good.yaml'],
      /^error: roles\.jsonl:2: this is no audit record: `actor` has no list of roles\n/,
    ],
    [
      'the log of a journal with a record that is none of it',
      ['replay', 'folder.of', 'good.yaml'],
      /^error: folder\.of: .*`0000000000000000\.jsonl`, line 1\n hint: `purposebound audit verify folder\.of` says/,
    ],
    [
      'a line without an end',
      ['replay', 'endless.jsonl', 'good.yaml'],
      /^error: endless\.jsonl:2: this line is longer than any record\n hint: is it the right file/,
    ],
    [
      'a folder that holds no journal',
      ['replay', 'no.journal', 'good.yaml'],
      'error: no.journal: this log holds no record\n hint: name the folder that a journal was given\n',
    ],
    [
      'no log to count',
      ['coverage', 'good.yaml', '--log', 'lst.jsonl'],
      'error: lst.jsonl: there is no such file\n hint: did you mean `list.jsonl`?\n',
    ],
    [
      'what is no log',
      ['replay', 'nonsense.jsonl', 'good.yaml'],
      /^error: nonsense\.jsonl:1: this is no audit record, but something other than JSON\n/,
    ],
    [
      'an empty log',
      ['replay', 'empty.jsonl', 'good.yaml'],
      /^error: empty\.jsonl: this log holds no record\n/,
    ],
    ['no log', ['replay', 'none.jsonl', 'good.yaml'], /^error: none\.jsonl: there is no such file\n/],
    [
      'a log of another policy',
      ['replay', 'other.jsonl', 'good.yaml'],
      'error: other.jsonl:2: recorded under the policy `library`, and this is `shop`\n hint: name the log of this policy, or the policy of this log\n',
    ],
    [
      'an earlier policy of another name',
      ['replay', 'windows.jsonl', 'good.yaml', '--from', 'library.mjs'],
      'error: library.mjs: `--from` names the policy `library`, and this is `shop`\n hint: name an earlier version of the same policy\n',
    ],
    [
      'a table with an unknown name',
      ['test', 'policy.mjs'],
      'error: table.policy-test.yaml:6:11: there is no role or actor `agnt`\n hint: did you mean `agent`?\n',
    ],
    [
      'a table that expects nothing',
      ['test', 'policy.mjs', 'tables/nothing.yaml'],
      /^error: tables\/nothing\.yaml:5:5: a test that expects nothing looks unfinished/,
    ],
    [
      'a table with a stray key',
      ['test', 'policy.mjs', 'tables/stray.yaml'],
      'error: tables/stray.yaml:1:1: `polcy` does not belong here\n hint: did you mean `policy`?\n',
    ],
    [
      'a table of another policy',
      ['coverage', 'policy.mjs', 'tables/other.yaml'],
      'error: tables/other.yaml:1:1: there is no policy `shp`\n hint: did you mean `shop`?\n',
    ],
    [
      'a table that is no YAML',
      ['test', 'policy.mjs', 'tables/broken.yaml'],
      /^error: tables\/broken\.yaml:\d:\d+: YAML [A-Z_]+\n/,
    ],
    [
      'a table that is not there',
      ['test', 'policy.mjs', 'tables/brokn.yaml'],
      'error: tables/brokn.yaml: there is no such file\n hint: did you mean `tables/broken.yaml`?\n',
    ],
    [
      'a folder in place of a table',
      ['test', 'policy.mjs', 'tables'],
      'error: tables: this is a folder\n hint: name a file in it\n',
    ],
    ['an empty table', ['test', 'policy.mjs', 'empty.yaml'], /^error: empty\.yaml: this file is empty\n/],
    [
      'a claim with an unknown name',
      ['prove', 'policy.mjs', '--claims', 'claims.yaml'],
      /^error: claims\.yaml:3:3: the policy knows no category or field `identty`, did you mean `identity`\?\n/,
    ],
    [
      'claims that are no list',
      ['prove', 'policy.mjs', '--claims', 'claim.yaml'],
      /^error: claim\.yaml: claims are a list\n/,
    ],
    ['no claim', ['prove', 'policy.mjs'], /^error: nothing is claimed\n/],
    ['a claim that is broken', ['prove', 'policy.mjs', '--claim', '{'], /^error: this is no claim: \{\n/],
    [
      'people without roles',
      ['matrix', 'policy.mjs', '--people', 'people.yaml'],
      /^error: people\.yaml:1:9: `Hanako` has no list of roles\n/,
    ],
    [
      'a row that is none',
      ['explain', 'policy.mjs', '--for', 'support', '--on', 'member', '--row', 'row.json'],
      /^error: row\.json: this is no row\n/,
    ],
    [
      'an actor that is none',
      ['explain', 'policy.mjs', '--for', 'support', '--on', 'member', '--row', 'good.json', '--actor', '1'],
      /^error: good\.json: there is no such file\n/,
    ],
    [
      'an unknown purpose',
      ['explain', 'policy.mjs', '--for', 'suport', '--on', 'member'],
      'error: the policy knows no purpose `suport`\n hint: did you mean `support`?\n',
    ],
    [
      'a stray key of an actor',
      [...'explain policy.mjs --for support --on member --row people.json --actor'.split(' '), '{"rols":1}'],
      'error: `--actor` has no `rols`\n hint: it has id, kind, tenant, subject, attributes, onBehalfOf\n',
    ],
    ...['abc', '150', ''].map((percent): [string, string[], RegExp] => [
      `a share of ${percent}`,
      ['coverage', 'policy.mjs', `--fail-below=${percent}`],
      /^error: `--fail-below` is a number from 0 to 100\n/,
    ]),
    ['an unknown language', ['init', '--lang', 'rb'], 'error: `--lang` is `ts` or `js`\n'],
  ])('%s', (_, args, err) => {
    const before = project.files()
    const said = project.run(args)
    if (typeof err === 'string') expect(said.err).toBe(err)
    else expect(said.err).toMatch(err)
    expect(said).toMatchObject({ code: 2, out: '' })
    expect(project.files()).toEqual(before)
  })

  it('the same as JSON, for programs', () => {
    const { code, out } = project.run(['check', 'wrong.yaml', '--json'])
    expect(code).toBe(2)
    expect(JSON.parse(out)).toEqual({
      error: [
        {
          file: 'wrong.yaml',
          line: 10,
          column: 16,
          message: '/roles/agent/purposes/0: unknown purpose `suport`',
          hint: 'did you mean `support`?',
        },
      ],
    })
  })

  it('a policy in an empty folder: what to do next', () => {
    const empty = new Project(home)
    expect(empty.run(['check'])).toEqual({
      code: 2,
      out: '',
      err: 'error: there is no policy here\n hint: name its file, or write one with `purposebound init`\n',
    })
    expect(empty.run(['init']).code).toBe(0)
    empty.remove()
  })

  it('no table of expectations: what to do next', () => {
    const bare = new Project(home).write({ 'policy.mjs': POLICY })
    for (const command of ['test', 'coverage'])
      expect(bare.run([command])).toEqual({
        code: 2,
        out: '',
        err: 'error: there is no table of expectations here\n hint: a table is called `*.policy-test.yaml`; `purposebound init` writes one\n',
      })
    bare.remove()
  })

  it('packages that are not installed: which', () => {
    const bare = new Project(home, ['zod']).write({ 'policy.mjs': POLICY })
    expect(bare.run(['check']).code).toBe(0)
    bare.remove()
  })
})

describe('a policy module that does something to the process', () => {
  it.each([
    ['exits.mjs', 'the process ended before there was an answer'],
    ['waits.mjs', 'the process ended before there was an answer'],
    ['rejects.mjs', 'thrown while nobody waited for it: Error: too late'],
  ])('%s is no answer', (file, message) => {
    const said = project.run(['check', file])
    expect(said).toMatchObject({ code: 2, out: '' })
    expect(said.err).toMatch(`error: ${message}\n hint: `)
    const { code, out } = project.run(['check', file, '--json'])
    expect([code, JSON.parse(out).error[0].message]).toEqual([2, message])
  })

  it('what never comes is waited for only so long, though a timer is held', () => {
    const env = { PURPOSEBOUND_LOAD_SECONDS: '1' }
    const said = project.run(['check', 'hangs.mjs'], env)
    expect(said).toMatchObject({ code: 2, out: '' })
    expect(said.err).toMatch(/^error: hangs\.mjs: this module was not loaded within 1 s\n hint: /)
    expect(project.run(['check', 'hangs.mjs'], { PURPOSEBOUND_LOAD_SECONDS: 'soon' }).err).toMatch(
      /^error: `PURPOSEBOUND_LOAD_SECONDS` is a number of seconds\n/,
    )
  })

  it('a timer that it holds does not hold the command', () => {
    const { code, out } = project.run(['check', 'holds.mjs', '--json'])
    expect([code, JSON.parse(out).file]).toEqual([0, 'holds.mjs'])
  })

  it('what it says is no part of the answer', () => {
    const { code, out, err } = project.run(['check', 'speaks.mjs', '--json'])
    expect([code, typeof JSON.parse(out)]).toEqual([0, 'object'])
    expect(err).toContain('hello')
  })
})

describe('Windows', () => {
  it('line ends and byte order marks are nothing', () => {
    expect(project.run(['check', 'windows.yaml'])).toMatchObject({ code: 0, err: '' })
    for (const log of ['windows.jsonl', 'mark.jsonl'])
      expect(project.run(['replay', log, 'good.yaml'])).toEqual({ code: 0, out: '0 of 0\n', err: '' })
  })
})
