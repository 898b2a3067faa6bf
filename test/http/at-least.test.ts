import { describe, expect, it } from 'vitest'
import { cached } from '../../src/stores/cached.js'
import { memoryStore } from '../../src/stores/memory.js'
import { aiko, mailer, me } from '../shop.js'
import { type Door, doors, type Spec } from './doors.js'
import { serve } from './serve.js'

const HEADER = 'x-consent-token'
const keys = { current: 'k1', k1: new Uint8Array(32).fill(1) }
const purposes = ['direct_mail'] as const
const letter: Spec = {
  path: '/letters/:id',
  purpose: 'direct_mail',
  work: ({ access }) => access.read('member', aiko as never),
}

/** Two processes: people speak to one, and the other reads copies that may be an hour old. */
async function twoProcesses(
  door: Door,
  options: object = {},
  { atLeastHeader = 'X-Consent-Token', ...more } = {},
) {
  const source = memoryStore()
  const speak: Spec = {
    path: '/consents/:said',
    method: 'post',
    purpose: 'none',
    reason: 'takes what a person says, and shows nothing',
    async work({ params, header }) {
      const { gate } = here
      const who = params['said'] === 'other' ? { ...me, id: 'm-2' } : me
      const say = params['said'] === 'withdraw' ? gate.consents.withdraw : gate.consents.give
      header(HEADER, await say({ subject: who, purposes }))
      return 'ok'
    },
  }
  const here = await serve(door, [speak], { resolveActor: () => mailer }, { consents: source, keys })
  const there = await serve(
    door,
    [letter],
    { resolveActor: () => mailer, atLeastHeader, ...options },
    { consents: cached(source, { maxStalenessMs: 3_600_000 }), keys, ...more },
  )
  const say = async (said: string) => {
    const { status, headers } = await here.ask(`/consents/${said}`, { method: 'POST' })
    expect(status).toBe(200)
    return String(headers[HEADER])
  }
  const read = (token?: string | string[]) =>
    there.ask('/letters/m-1', token === undefined ? {} : { headers: { [HEADER]: token } })
  return { say, read, there }
}

describe.each(doors)('$name: tokens of consent come and go by a header', (door) => {
  it('what was said in one process is known to the next request, whichever process answers it', async () => {
    const { say, read, there } = await twoProcesses(door)
    const given = await say('give')
    expect((await read(given)).status).toBe(200)
    const withdrawn = await say('withdraw')
    // without the token, or with one that is older, it is the copy that answers
    expect((await read()).status).toBe(200)
    expect((await read(given)).status).toBe(200)
    const { status, body } = await read(withdrawn)
    expect([status, body['code']]).toEqual([403, 'access_denied'])
    expect(there.records().at(-1)).toMatchObject({ effect: 'deny', reason: 'consent_withdrawn' })
  })

  it('several may come, between commas or on lines of their own', async () => {
    for (const join of [(tokens: string[]) => tokens.join(' ,'), (tokens: string[]) => tokens]) {
      const { say, read } = await twoProcesses(door)
      const tokens = [await say('give')]
      expect((await read(tokens[0])).status).toBe(200)
      tokens.push(await say('withdraw'), await say('other'))
      expect((await read(join(tokens))).status).toBe(403)
    }
  })

  it('one of somebody else asks for nothing more, and shows nothing more', async () => {
    const { say, read } = await twoProcesses(door)
    const other = await say('other')
    expect((await read(other)).status).toBe(403)
    await say('give')
    expect((await read(other)).status).toBe(403)
  })

  it('one that the store has not come to yet is denied', async () => {
    const { say } = await twoProcesses(door)
    const { read, there } = await twoProcesses(door)
    expect((await read(await say('give'))).status).toBe(403)
    expect(there.records().at(-1)).toMatchObject({ reason: 'consent_unavailable' })
  })

  it.each<[string, (token: string) => string | string[]]>([
    ['forged', (token) => token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A')],
    ['cut short', (token) => token.slice(0, -4)],
    ['under a key that nobody has', (token) => token.replace('.k1.', '.k9.')],
    ['empty', () => ''],
    ['a text', () => 'sesame-open'],
    ['forged among good ones', (token) => [token, 'sesame-open']],
    ['repeated too often', (token) => Array(101).fill(token).join(',')],
    ['a good one and an empty one', (token) => `${token},`],
  ])(
    'one that is %s is refused with its code, before anything is shown, and said again nowhere',
    async (_, change) => {
      for (const denialStatus of [403, 404]) {
        const warnings: string[] = []
        const { say, read, there } = await twoProcesses(door, {
          denialStatus,
          onWarning: (text: string) => warnings.push(text),
        })
        const bad = change(await say('give'))
        const { status, headers, text, body } = await read(bad)
        expect([status, body['code']]).toEqual([400, 'input_invalid'])
        expect(there.records()).toMatchObject([{ effect: 'deny', reason: 'input_invalid' }])
        const said = JSON.stringify([headers, text, there.records(), warnings])
        for (const token of [bad].flat().filter((each) => each !== '')) expect(said).not.toContain(token)
        expect(said).not.toContain('sesame')
      }
    },
  )

  it('one of a gate with other keys is refused as one that is forged', async () => {
    const other = { current: 'k1', k1: new Uint8Array(32).fill(2) }
    const { say, read } = await twoProcesses(door, {}, { keys: other } as object)
    const { status, body } = await read(await say('give'))
    expect([status, body['code']]).toEqual([400, 'input_invalid'])
  })

  it('no header is read unless it is named', async () => {
    const { say, read } = await twoProcesses(door, { atLeastHeader: undefined })
    await say('give')
    expect((await read()).status).toBe(200)
    expect((await read(await say('withdraw'))).status).toBe(200)
    expect((await read('sesame-open')).status).toBe(200)
  })

  it.each(['authorization', 'cookie', 'x-forwarded-for', 'X Consent', '', 'x-purpose'])(
    'a header `%s` is not one of your own, or has another meaning',
    async (atLeastHeader) => {
      const options = { purposeHeader: 'X-Purpose', atLeastHeader }
      await expect(serve(door, [], options)).rejects.toMatchObject({ code: 'config_invalid' })
    },
  )

  it('on a route with a purpose the token goes out beside the view', async () => {
    const tokens: string[] = []
    const both: Spec = {
      ...letter,
      async work({ access, header }) {
        tokens.push(await desk.gate.consents.give({ subject: me, purposes }))
        header(HEADER, tokens[0]!)
        return access.read('member', aiko as never)
      },
    }
    const desk = await serve(door, [both], { resolveActor: () => mailer, requireView: true })
    const { status, headers } = await desk.ask('/letters/m-1')
    expect([status, headers[HEADER]]).toEqual([200, tokens[0]])
  })
})
