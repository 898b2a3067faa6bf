import { definePolicy } from 'purposebound'
import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'

const Row = z.object({
  id: z.string(),
  box: z.object({ tags: z.array(z.string()) }).optional(),
  notes: z.unknown(),
  more: z.unknown(),
  list: z.array(z.string()).optional(),
})
const Box = z.object({ id: z.string(), box: z.object({ tags: z.array(z.string()) }) })
const policy = definePolicy({
  name: 'size',
  version: '1',
  categories: ['data'],
  resources: {
    box: { schema: Box, subject: 'id', fields: { id: 'key', box: 'data' } },
    row: {
      schema: Row,
      subject: 'id',
      fields: { id: 'key', box: 'data', notes: 'data', more: 'data', list: 'data' },
    },
  },
  purposes: { use: { title: 'Use', basis: 'contract', uses: ['data'] } },
  roles: { clerk: { purposes: ['use'], sees: { data: 'clear' } } },
})
const access = () => testGate({ policy }).gate.for('use', { actor: { id: 'c-1', roles: ['clerk'] } })
const items = (count: number) => new Array<string>(count).fill('x')

describe('the limit of 100,000 nodes', () => {
  it('is one for each row: rows before it do not count, wherever their lists stand', async () => {
    const row = { id: 'r-1', box: { tags: items(60_000) } }
    const { views, refused } = await access().readMany('box', [row, row, row])
    expect([views.length, refused]).toEqual([3, []])
  })

  it.each([
    ['two opaque leaves', { notes: items(60_000), more: items(60_000) }],
    ['an opaque leaf and a list', { notes: items(60_000), list: items(60_000) }],
    ['two lists', { box: { tags: items(60_000) }, list: items(60_000) }],
  ])('is one for all of a row: %s share it', async (_, part) => {
    const { refused } = await access().readMany('row', [
      { id: 'r-1', notes: 1, more: 2, ...part },
      { id: 'r-2', notes: items(60_000), more: 2 },
    ])
    expect(refused).toEqual([{ index: 0, reason: 'row_invalid', rule: expect.stringContaining('/schema/') }])
  })
})
