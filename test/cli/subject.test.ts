import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPackage, Project } from './project.js'

let project: Project

const GATE = `import { createGate, definePolicy } from 'purposebound'
import { memorySink } from 'purposebound/sinks/memory'
import { memoryStore } from 'purposebound/stores/memory'
import { z } from 'zod'
const policy = definePolicy({
  name: 'shop', version: '1', categories: ['contact'],
  resources: { member: { schema: z.object({ id: z.int(), note: z.string() }), subject: 'id', fields: { id: 'key', note: 'contact' } } },
  purposes: { support: { title: '\\u202eSupport', basis: 'contract', uses: ['contact'] }, rights: { title: 'R', basis: 'legal_obligation', uses: ['contact'], requires: ['justification'] } },
  roles: { officer: { purposes: ['rights'], sees: { contact: 'clear' }, may: ['read', 'audit'] } },
})
export const gate = createGate({
  policy, consents: memoryStore(), audit: memorySink(), onWarning: () => {},
  sources: { member: { of: ({ id }) => id === 7 ? { id, note: '\\u001b[31m<b>' } : undefined } },
})
`
const ASK = [
  'subject',
  'report',
  '7',
  '--gate',
  'gate.mjs',
  '--for',
  'rights',
  '--actor',
  'dpo',
  '--as',
  'officer',
]
const WHY = ['--number', '--justification', 'ticket 7']

beforeAll(async () => {
  project = new Project(await buildPackage(), ['zod']).write({
    'gate.mjs': GATE,
    'none.mjs': 'export const gate = {}\n',
  })
})
afterAll(() => project.remove())

describe('subject report', () => {
  it('says what is held, and shows a terminal nothing that it would obey', () => {
    const { code, out } = project.run([...ASK, ...WHY])
    expect(code).toBe(0)
    expect(out).toContain('member: 1 rows')
    for (const obeyed of ['\u001b', '\u202e']) expect(out).not.toContain(obeyed)
    const { held } = JSON.parse(project.run([...ASK, ...WHY, '--json']).out)
    expect(held[0].rows[0].data).toEqual({ id: 7, note: '\u001b[31m<b>' })
  })

  it('makes a page', () => {
    const { code, out } = project.run([...ASK, ...WHY, '--html', '--lang', 'ja'])
    expect(code).toBe(0)
    expect(out).toContain('<html lang="ja">')
    expect(out).toContain('&lt;b&gt;')
  })

  it('answers no where the gate denies, with its reason', () => {
    expect(project.run([...ASK, '--number', '--json'])).toMatchObject({
      code: 1,
      out: expect.stringContaining('justification_required'),
    })
  })

  it.each<[string, string[], string]>([
    ['a module without a gate', ['--gate', 'none.mjs'], 'this module exports no gate'],
    ['a file that is not there', ['--gate', 'gone.mjs'], 'there is no such file'],
    ['a purpose that there is not', ['--for', 'right'], 'there is no purpose `right`'],
    ['a role that there is not', ['--as', 'boss'], 'there is no role `boss`'],
    ['a language that there is not', ['--lang', 'fr'], '`--lang` is `en` or `ja`'],
    ['a time that is none', ['--since', 'yesterday'], '`--since` is a time'],
    ['a population that there is not', ['--population', 'cats'], 'population'],
  ])('is not asked with %s', (_, more, said) => {
    const { code, err } = project.run([...ASK, ...WHY, ...more])
    expect([code, err]).toEqual([2, expect.stringContaining(said)])
  })
})
