import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import { agent, aiko, shop } from '../shop.js'

const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const page of pages) found.push(page)
  return found
}

describe('a stream of a repository', () => {
  it.each<[string, () => unknown]>([
    ['null', () => null],
    ['nothing', () => undefined],
    ['a number', () => 5],
    ['text', () => 'S3CR3T'],
    ['an object that is no list', () => ({ rows: ['S3CR3T'] })],
    ['a promise of null', async () => null],
    ['a promise of text', async () => 'S3CR3T'],
    ['what cannot be asked', revoked],
  ])('that gives %s ends in a code, and says nothing of it', async (_, each) => {
    const { gate, records } = testGate({ policy: shop })
    const guarded = gate.guard('member', { each: 'stream' } as never, { each }) as unknown as {
      for(purpose: string, context: object): { each(): AsyncIterable<unknown> }
    }
    const pages = guarded.for('support', { actor: agent }).each()
    const error: unknown = await all(pages).catch((error: unknown) => error)
    expect(error).toMatchObject({ name: 'PurposeboundError', code: 'input_invalid' })
    expect(`${String(error)} ${JSON.stringify(records)}`).not.toContain('S3CR3T')
    expect(records.at(-1)?.outcome).toEqual({ status: 'error', rows: 0, code: 'input_invalid' })
  })

  it('may be a list, or promise one', async () => {
    const { gate } = testGate({ policy: shop })
    const repository = { now: () => [aiko], later: async () => [aiko] }
    const guarded = gate.guard('member', { now: 'stream', later: 'stream' }, repository)
    const members = guarded.for('support', { actor: agent })
    for (const pages of [members.now(), members.later()])
      expect((await all(pages)).flatMap(({ views }) => views)).toHaveLength(1)
  })
})
