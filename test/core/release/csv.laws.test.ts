import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvOf } from '../../../src/core/release/csv.js'

describe('CSV', () => {
  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    ' =1',
    '＝1',
    '＋1',
    '－1',
    '＠x',
    '\u200b=1',
    '|cmd',
    '%x',
    '=HYPERLINK("http://x","y"),z',
  ])('T71: a cell that a spreadsheet would run becomes text: %j', (text) => {
    const cell = parse(csvOf(['a'], [{ a: text }]))[1]![0]
    expect(cell).toBe(`'${text}`)
  })

  it('numbers, times and plain text stay as they are', () => {
    const row = { a: -1.5, b: 'Aiko, Sato', c: 'a "b"', d: true, e: null, f: { g: ['x'] } }
    expect(parse(csvOf(['a', 'b', 'c', 'd', 'e', 'f.g[]', 'h'], [row]))).toEqual([
      ['a', 'b', 'c', 'd', 'e', 'f.g', 'h'],
      ['-1.5', 'Aiko, Sato', 'a "b"', 'true', '', '["x"]', ''],
    ])
  })

  it('is read back as it was, whatever stands in it, and no cell begins like a formula', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string())), (rows) => {
        const read = parse(
          csvOf(
            ['a', 'b'],
            rows.map(([a, b]) => ({ a, b })),
          ),
        )
        expect(read).toHaveLength(rows.length + 1)
        read.slice(1).forEach((cells, index) => {
          cells.forEach((cell, column) => {
            expect(cell.replace(/^'/, '')).toBe(rows[index]![column]!.replace(/^'/, ''))
            expect(cell).not.toMatch(/^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]/u)
          })
        })
      }),
    )
  })
})

/** RFC 4180, read slowly. */
function parse(text: string): string[][] {
  const rows: string[][] = []
  let [row, cell, quoted, at]: [string[], string, boolean, number] = [[], '', false, 0]
  while (at < text.length) {
    const char = text[at]!
    if (quoted && char === '"' && text[at + 1] === '"') {
      cell += '"'
      at++
    } else if (char === '"') quoted = !quoted
    else if (!quoted && char === ',') {
      row.push(cell)
      cell = ''
    } else if (!quoted && text.startsWith('\r\n', at)) {
      rows.push([...row, cell])
      ;[row, cell] = [[], '']
      at++
    } else cell += char
    at++
  }
  return rows
}
