import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type AuditRecord, parsePolicy, replay } from '../../../src/index.js'
import { testGate } from '../../../src/testing/index.js'
import { club } from './policies.js'

const row = {
  id: 'm-1',
  repId: 'a-17',
  status: 'late',
  name: 'Aiko',
  email: 'a@example.com',
  cardNumber: '4242',
}
type Document = { [section: string]: { [name: string]: { [key: string]: unknown } } }

/** What four people's questions left on record under the club's policy. */
async function trail(): Promise<readonly AuditRecord[]> {
  const { gate, records } = testGate({ policy: club })
  const ask = (purpose: string, actor: object) =>
    gate
      .for(purpose as 'support', { actor: actor as never })
      .read('member', row)
      .catch(() => undefined)
  await ask('support', { id: 'a-17', roles: ['agent'] })
  await ask('support', { id: 'a-18', roles: ['agent'] })
  await ask('billing', { id: 'c-1', roles: ['clerk'] })
  await ask('direct_mail', { id: 'n-1', roles: ['mailer'] })
  return records
}

async function replayed(change: (document: Document) => void, from = true): Promise<string> {
  const document = structuredClone(club.document) as unknown as Document
  change(document)
  const next = parsePolicy(document, { schemas: club.schemas })
  return (await replay(await trail(), next, from ? { from: [club] } : {})).text
}

describe('replay', () => {
  it.each<[what: string, change: (document: Document) => void, text: string]>([
    ['the same rules under another version', (d) => Object.assign(d, { version: '2' }), '0 of 4'],
    [
      'a grant on all rows',
      (d) => Object.assign(d['roles']!['agent']!, { where: { member: 'all' } }),
      '1 of 4: 1 newly permitted',
    ],
    [
      'a changed condition turns on what is not on record',
      (d) => Object.assign(d['roles']!['agent']!, { where: { member: { status: 'late' } } }),
      '2 of 4: 2 undetermined',
    ],
    ['a role that is gone', (d) => void delete d['roles']!['clerk'], '1 of 4: 1 newly denied'],
    [
      'less of a field',
      (d) =>
        Object.assign(d['purposes']!['billing']!, { uses: ['identity', { of: 'payment', at: 'masked' }] }),
      '1 of 4: 1 narrower',
    ],
    [
      'no consent asked for',
      (d) => Object.assign(d['purposes']!['direct_mail']!, { basis: 'contract' }),
      '1 of 4: 1 newly permitted',
    ],
    [
      'consent asked for where nobody was asked',
      (d) => Object.assign(d['purposes']!['billing']!, { basis: 'consent' }),
      '1 of 4: 1 undetermined',
    ],
    [
      'a purpose that is gone',
      (d) => {
        delete d['purposes']!['direct_mail']
        delete d['roles']!['mailer']
      },
      '0 of 4',
    ],
  ])('%s', async (_, change, text) => {
    expect(await replayed(change)).toBe(text)
  })

  it('leaves every condition, and whose the row is, open where it does not know the policy of the record', async () => {
    expect(await replayed((d) => Object.assign(d, { version: '2' }), false)).toBe('4 of 4: 4 undetermined')
  })

  it('reads what comes later, and says how far it is', async () => {
    const records = await trail()
    async function* slowly() {
      for (let i = 0; i < 10_000; i++) yield records[i % records.length]!
    }
    const seen: number[] = []
    const { total } = await replay(slowly(), club, { onProgress: (read) => seen.push(read) })
    expect([total, seen]).toEqual([8_000, [10_000]])
  })

  it('refuses an earlier policy of another name', async () => {
    const other = parsePolicy({ ...club.document, name: 'library' }, { schemas: club.schemas })
    await expect(replay([], club, { from: [other] })).rejects.toThrow('names the policy `library`')
  })

  it.each<[unknown, RegExp]>([
    [null, /record 1 is no audit record/],
    [{ v: 2 }, /record 1 is no audit record/],
    ...[
      { effect: 'maybe' },
      { effect: 'permit', actor: { roles: 'agent' } },
      { effect: 'permit', actor: { roles: [], onBehalfOf: null } },
      { effect: 'permit', rules: [1] },
      { effect: 'permit', resource: null },
      { effect: 'permit', fields: { clear: [] } },
      { effect: 'permit', justification: 1 },
      { effect: 'permit', time: 'soon' },
    ].map((part): [unknown, RegExp] => [
      {
        ...{ v: 1, type: 'decision', time: '2026-01-01T00:00:00Z' },
        policy: { name: 'club', version: '1', digest: 'x' },
        ...part,
      },
      /record 1 is no audit record: `(effect|actor|rules|resource|fields|justification|time)` /,
    ]),
    [
      { v: 1, policy: { name: 'library', version: '1', digest: 'x' } },
      /record 1 was made under the policy `library`, and this is `club`/,
    ],
  ])('refuses %o', async (record, message) => {
    await expect(replay([record as AuditRecord], club)).rejects.toThrow(message)
  })
})

describe('replay: a row that says otherwise whose it is', () => {
  const schema = z.object({ id: z.string(), t: z.string(), name: z.string() })
  const policyOf = (resource: object, basis: string, version: string) =>
    parsePolicy(
      {
        name: 'moved',
        version,
        categories: ['identity'],
        resources: { m: { ...resource, fields: { id: 'key', t: 'key', name: 'identity' } } },
        purposes: { support: { title: 'Support', basis, uses: ['identity'] } },
        roles: {
          agent: { purposes: ['support'], sees: { identity: 'clear' } },
          guest: { purposes: [], sees: {} },
        },
      } as never,
      { schemas: { m: schema } },
    )

  it.each<[before: object, after: object, basis: string]>([
    [{ subject: 'id' }, { subject: 'id', tenant: 't' }, 'contract'],
    [{ subject: 'id', tenant: 't' }, { subject: 'id', tenant: 'id' }, 'contract'],
    [{ subject: 'id' }, { subject: 't' }, 'consent'],
    [{ subject: 'id' }, { subject: 't' }, 'contract'],
  ])('from %j to %j for %s turns on what is not on record', async (before, after, basis) => {
    const [was, next] = [policyOf(before, basis, '1'), policyOf(after, basis, '2')]
    const { gate, records } = testGate({ policy: was })
    const ask = (roles: string[]) =>
      gate
        .for('support' as never, { actor: { id: 'a', roles, tenant: 't1' } as never })
        .read('m' as never, { id: 'p1', t: 't1', name: 'n' } as never)
        .catch(() => undefined)
    await ask(['agent'])
    await ask(['guest'])
    for (const from of [[was], []])
      expect((await replay(records, next, { from })).text).toBe('1 of 2: 1 undetermined')
  })
})
