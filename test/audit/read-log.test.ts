import { appendFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import type { AuditRecord, LedgerQuery } from 'purposebound'
import { findRecords, type ReadOptions, readLog, segmentFile } from 'purposebound/audit'
import { afterEach, describe, expect, it } from 'vitest'
import { type Files, Folder, filesOf, LOG, linesOf, type Plain, prune, sample } from './build-log.js'

const records = Array.from({ length: 25 }, (_, index) => sample(index))
const lines = linesOf(records)
const three = await filesOf(lines, { perSegment: 10 })

let folder: Folder | undefined
afterEach(() => folder?.remove())

const open = (files: Files): string => {
  folder?.remove()
  folder = new Folder(files)
  return folder.path
}
async function numbers(source: AsyncIterable<AuditRecord>): Promise<(number | undefined)[]> {
  const found: (number | undefined)[] = []
  for await (const { seq } of source) found.push(seq)
  return found
}
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)
const readAll = (files: Files, options?: ReadOptions) => numbers(readLog(open(files), options))

describe('readLog', () => {
  it('reads all segments in their order', async () => {
    expect(await readAll(three, { log: LOG })).toEqual(range(0, 25))
    for await (const first of readLog(open(three))) {
      expect(first).toEqual(JSON.parse(String(lines[0]!.line)))
      break
    }
  })

  it.each([
    [0, range(0, 25)],
    [9, range(9, 25)],
    [10, range(10, 25)],
    [13, range(13, 25)],
    [24, [24]],
    [25, []],
    [1000, []],
    [-1, [24]],
    [-7, range(18, 25)],
    [-1000, range(0, 25)],
  ])('from %s', async (from, expected) => {
    expect(await readAll(three, { from })).toEqual(expected)
  })

  it('begins behind what retention has deleted', async () => {
    expect(await readAll(prune(three, lines, [0, 10], 10), { from: 3 })).toEqual(range(20, 25))
  })

  it('takes a last line that is torn as one that is not there yet', async () => {
    const torn = new Map(three).set(segmentFile(20), three.get(segmentFile(20))!.subarray(0, -30))
    expect(await readAll(torn)).toEqual(range(0, 24))
    expect(await readAll(torn, { from: -2 })).toEqual([22, 23])
    expect(await readAll(new Map())).toEqual([])
  })

  it.each<[string, Files, ReadOptions]>([
    ['a line that is no record', new Map(three).set(segmentFile(20), Buffer.from('hello\n')), {}],
    ['a record of another number', new Map(three).set(segmentFile(20), lines[3]!.line), {}],
    ['records of another log', three, { log: 'x' }],
    ['a segment that is missing', new Map([...three].filter(([name]) => name !== segmentFile(10))), {}],
    [
      'a segment that is torn',
      new Map(three).set(segmentFile(10), three.get(segmentFile(10))!.subarray(0, -9)),
      {},
    ],
    ['a file that is named like no segment', new Map(three).set('1.jsonl', Buffer.of()), {}],
  ])('refuses %s', async (_, files, options) => {
    await expect(readAll(files, options)).rejects.toMatchObject({ code: 'log_invalid' })
  })

  it('refuses a folder that there is not', async () => {
    await expect(numbers(readLog('/nowhere/at/all'))).rejects.toMatchObject({ code: 'log_invalid' })
  })

  it('follows a log over the end of a segment, until it is told to stop', async () => {
    const path = open(await filesOf(lines.slice(0, 10), { perSegment: 10 }))
    const ending = new AbortController()
    const seen: (number | undefined)[] = []
    const write: { readonly [seq: number]: () => void } = {
      9: () => writeFileSync(join(path, segmentFile(10)), lines[10]!.line.subarray(0, 50)),
      10: () => appendFileSync(join(path, segmentFile(10)), lines[11]!.line),
      11: () => ending.abort(),
    }
    const reading = (async () => {
      for await (const { seq } of readLog(path, { from: -1, follow: true, signal: ending.signal })) {
        seen.push(seq)
        write[seq!]?.()
        // half a line is followed by its other half
        if (seq === 9) appendFileSync(join(path, segmentFile(10)), lines[10]!.line.subarray(50))
      }
    })()
    await expect(reading).rejects.toThrow('aborted')
    expect(seen).toEqual([9, 10, 11])
  })

  it('goes on where retention deletes what it is about to read', async () => {
    const path = open(three)
    const seen: (number | undefined)[] = []
    for await (const { seq } of readLog(path)) {
      if (seq === 0) for (const first of [0, 10]) rmSync(join(path, segmentFile(first)))
      seen.push(seq)
    }
    expect(seen).toEqual([...range(0, 10), ...range(20, 25)])
  })

  it('refuses a log of which a segment in the middle goes away while it is read', async () => {
    const path = open(three)
    const reading = (async () => {
      for await (const { seq } of readLog(path)) if (seq === 0) rmSync(join(path, segmentFile(10)))
    })()
    await expect(reading).rejects.toMatchObject({ code: 'log_invalid' })
  })
})

describe('findRecords', () => {
  const find = (query: LedgerQuery, files = three) => numbers(findRecords(open(files), query))
  /** The same by reading everything. */
  const plainly = ({ subjects, actors, since, until }: LedgerQuery) =>
    records.flatMap((record: Plain, seq) => {
      const { time, subjects: people, actor } = record as unknown as AuditRecord
      const refs = actor ? [actor.ref, ...(actor.onBehalfOf ? [actor.onBehalfOf.ref] : [])] : []
      return (!subjects || people?.refs.some((ref) => subjects.includes(ref))) &&
        (!actors || refs.some((ref) => actors.includes(ref))) &&
        (!since || Date.parse(time) >= Date.parse(since)) &&
        (!until || Date.parse(time) < Date.parse(until))
        ? [seq]
        : []
    })
  const refs = (kind: string, most: number) =>
    fc.array(
      fc.nat(most).map((index) => `hmac:k1:${kind}${index}`),
      { maxLength: 4 },
    )
  const time = fc
    .integer({ min: -5, max: 30 })
    .map((second) => new Date(Date.UTC(2026, 10, 1) + second * 1000).toISOString())

  it('takes a record whose people were too long for it as one that names nobody', async () => {
    const cut = { truncated: true, sha256: '00', bytes: 70_000 }
    const log = linesOf([records[0]!, { ...records[1]!, subjects: { refs: cut } }, records[2]!])
    const found = await find(
      { actors: ['hmac:k1:actor1'], subjects: ['hmac:k1:person1', 'x'] },
      await filesOf(log),
    )
    expect(found).toEqual([])
    expect(await find({ actors: ['hmac:k1:actor1'] }, await filesOf(log))).toEqual([1])
  })

  it('law: finds what reading everything finds, in the same order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record(
          { subjects: refs('person', 12), actors: refs('actor', 8), since: time, until: time },
          { requiredKeys: [] },
        ),
        async (query) => {
          expect(await find(query)).toEqual(plainly(query))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('finds who acted on behalf of somebody, and nobody by a name that stands elsewhere', async () => {
    const actor = {
      kind: 'service',
      ref: 'hmac:k1:robot',
      roles: [],
      onBehalfOf: { kind: 'employee', ref: 'hmac:k1:boss', roles: [] },
    }
    const others = [
      sample(0),
      { ...sample(1), actor },
      {
        ...sample(2),
        justification: 'hmac:k1:boss',
        resource: { type: 'member', refs: ['hmac:k1:person9'] },
      },
      { v: 1, type: 'gap' },
    ]
    const files = await filesOf(linesOf(others))
    expect(await find({ actors: ['hmac:k1:boss'] }, files)).toEqual([1])
    expect(await find({ actors: ['hmac:k1:robot'], subjects: ['hmac:k1:person1'] }, files)).toEqual([1])
    expect(await find({ subjects: ['hmac:k1:person9'] }, files)).toEqual([])
    expect(await find({ subjects: [] }, files)).toEqual([])
  })

  it('takes times as they are written elsewhere, and refuses what is none', async () => {
    expect(await find({ since: '2026-11-01T01:00:20+01:00', until: '2026-11-01T00:00:22Z' })).toEqual([
      20, 21,
    ])
    await expect(find({ since: 'yesterday' })).rejects.toMatchObject({ code: 'input_invalid' })
  })

  it('refuses a line that names the person and is no record', async () => {
    const files = new Map(three).set(segmentFile(20), Buffer.from('"hmac:k1:person1"\n'))
    await expect(find({ subjects: ['hmac:k1:person1'] }, files)).rejects.toMatchObject({
      code: 'log_invalid',
    })
  })
})
