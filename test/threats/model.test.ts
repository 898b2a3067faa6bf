import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const page = readFileSync('docs/threat-model.md', 'utf8')
const rows = [...page.matchAll(/^\| (T\d+) \| (.+) \|$/gm)].map(([, id = '', cells = '']) => ({
  id,
  cells: cells.split(' | '),
  files: [...cells.matchAll(/\]\(\.\.\/(test\/[^)]+)\)/g)].map(([, file = '']) => file),
}))
const tests = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => join('test', file))
const titles = tests.flatMap((file) => titlesOf(readFileSync(file, 'utf8')).map((id) => ({ id, file })))

describe('docs/threat-model.md', () => {
  it('has rows of four cells, in order, each threat once', () => {
    expect(rows.length).toBeGreaterThan(30)
    for (const { id, cells } of rows) expect(cells, id).toHaveLength(3)
    const numbers = rows.map(({ id }) => Number(id.slice(1)))
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
  })

  it.each(rows)('$id names a test that bears its number', ({ id, files }) => {
    expect(files).not.toEqual([])
    for (const file of files) expect(titles).toContainEqual({ id, file })
  })

  it('has a row for every threat that a test bears the number of', () => {
    const known = rows.map(({ id }) => id)
    expect(titles.filter(({ id }) => !known.includes(id))).toEqual([])
  })

  it('says of no threat both that it is covered and that it is not yet', () => {
    const later: readonly string[] = page.slice(page.indexOf('## Not yet')).match(/T\d+/g) ?? []
    expect(later.length).toBeGreaterThan(0)
    expect(rows.filter(({ id }) => later.includes(id))).toEqual([])
  })
})

/** The threats that the titles of a test file begin with: `T30: …`, `T11, T12: …`. */
function titlesOf(text: string): string[] {
  return [...text.matchAll(/['"`](T\d+(?:, T\d+)*)[: ]/g)].flatMap(([, ids = '']) => ids.split(', '))
}
