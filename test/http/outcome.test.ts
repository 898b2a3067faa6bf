import { describe, expect, it } from 'vitest'
import { viewStream } from '../../src/express/index.js'
import { aiko } from '../shop.js'
import { askAndLeave } from './client.js'
import { ANSWERED, doors, type Spec, type Turn } from './doors.js'
import { member, serve, show } from './serve.js'

const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const types = (records: readonly { readonly type: string }[]) => records.map(({ type }) => type)

describe.each(doors)('$name: the records of a request', (door) => {
  it('are joined by its id and its trace, and name the template of its route', async () => {
    const desk = await serve(door, [member])
    await desk.ask('/members/m-1?email=aiko@example.com', { headers: { traceparent: PARENT } })
    await desk.ask('/members/m-1', { headers: { traceparent: 'm-1' } })
    const [first, second] = desk.records()
    expect(first).toMatchObject({ traceparent: PARENT, http: { method: 'GET', route: '/members/:id' } })
    expect(second?.traceparent).toBe(undefined)
    expect(first?.request).toEqual(expect.any(String))
    expect(first?.request).not.toBe(second?.request)
    expect(JSON.stringify(desk.records())).not.toMatch(/m-1"|aiko|email=/)
  })

  it('are one decision an operation, and nothing more when all went well', async () => {
    const desk = await serve(door, [
      { ...member, work: async (turn) => [await show(turn), await show(turn)] },
    ])
    await desk.ask('/members/m-1')
    await desk.ask('/members/m-1')
    expect(types(await desk.settled(4))).toEqual(['decision', 'decision', 'decision', 'decision'])
  })

  it('tell once that the handler failed after a permit', async () => {
    const work: Spec['work'] = async (turn) => {
      await show(turn)
      throw new Error('Aiko Sato')
    }
    const desk = await serve(door, [{ ...member, work }])
    expect((await desk.ask('/members/m-1')).status).toBe(500)
    const records = await desk.settled(2)
    expect(types(records)).toEqual(['decision', 'outcome'])
    expect(records[1]).toMatchObject({
      outcome: { status: 'error', rows: 1 },
      http: { method: 'GET', route: '/members/:id', status: 500 },
      request: records[0]?.request,
      purpose: 'support',
    })
    expect(JSON.stringify(records)).not.toContain('Aiko')
  })

  it('tell what denied a response of which a part was permitted', async () => {
    const work: Spec['work'] = async (turn) => [
      await show(turn),
      await turn.access.read('member', { ...aiko, repId: 'x' }),
    ]
    const desk = await serve(door, [{ ...member, work }])
    expect((await desk.ask('/members/m-1')).status).toBe(403)
    expect(await desk.settled(3)).toMatchObject([
      { effect: 'permit' },
      { effect: 'deny', reason: 'condition_not_met' },
      { outcome: { status: 'error', rows: 1, code: 'condition_not_met' }, http: { status: 403 } },
    ])
  })

  it('tell nothing of an end where nothing was permitted: the denial says it', async () => {
    const desk = await serve(door, [
      { ...member, work: ({ access }) => access.read('member', { ...aiko, repId: 'x' }) },
    ])
    await desk.ask('/members/m-1')
    await desk.ask('/members/m-1')
    expect(types(desk.records())).toEqual(['decision', 'decision'])
  })

  it.each([
    ['after the permit', true],
    ['before it', false],
  ])('tell once that the client went away, %s', async (_, permitsFirst) => {
    const [here, arrived] = signal()
    const [left, gone] = signal()
    const work: Spec['work'] = async (turn) => {
      if (permitsFirst) await show(turn)
      turn.raw.once('close', gone)
      arrived()
      await left
      return permitsFirst ? null : show(turn)
    }
    const desk = await serve(door, [{ ...member, work }])
    await askAndLeave(desk.port, '/members/m-1', here)
    const records = await desk.settled(2)
    expect(types(records)).toEqual(['decision', 'outcome'])
    expect(records[1]).toMatchObject({
      outcome: { status: 'aborted', rows: 1 },
      http: { route: '/members/:id' },
    })
  })

  it('tell once how a stream ended that the client left', async () => {
    const endless = async function* () {
      for (;;) {
        yield { ...aiko, tags: ['x'.repeat(10_000)] }
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    const work = ({ access, raw }: Turn) => {
      const stream = viewStream(access.stream('member', endless(), { size: 1 }))
      if (door.name.startsWith('Fastify')) return stream
      raw.once('close', () => stream.destroy())
      stream.pipe(raw)
      return ANSWERED
    }
    const desk = await serve(door, [{ ...member, work }], { requireView: true })
    await askAndLeave(desk.port, '/members/m-1')
    for (let turn = 0; turn < 5000 && !types(desk.records()).includes('outcome'); turn++)
      await new Promise((resolve) => setImmediate(resolve))
    const outcomes = desk.records().filter(({ type }) => type === 'outcome')
    expect(outcomes).toMatchObject([
      { outcome: { status: 'aborted' }, http: { route: '/members/:id', status: 200 } },
    ])
  })

  it('of an operation after the response still decide and record', async () => {
    let later: Promise<unknown> = Promise.resolve()
    const work: Spec['work'] = async (turn) => {
      later = new Promise((resolve) =>
        turn.raw.once('close', () => resolve(turn.access.read('member', aiko))),
      )
      return show(turn)
    }
    const desk = await serve(door, [{ ...member, work }])
    await desk.ask('/members/m-1')
    await later
    expect(types(await desk.settled(2))).toEqual(['decision', 'decision'])
  })
})

/** Something to wait for, and what lets it come. */
function signal(): [Promise<void>, () => void] {
  let come: () => void = () => {}
  const coming = new Promise<void>((resolve) => {
    come = resolve
  })
  return [coming, come]
}
