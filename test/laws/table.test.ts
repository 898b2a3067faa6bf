import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, expect, it } from 'vitest'

const page = readFileSync('docs/laws.md', 'utf8')
const rows = [...page.matchAll(/^\| \d+ \| \*([a-z, L-S]+)\* \| .* \| (.*) \|$/gm)].map(
  ([, law = '', files = '']) => ({
    law,
    files: [...files.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file),
  }),
)
const here = readdirSync('test/laws')
  .filter((file) => file.endsWith('.laws.test.ts'))
  .map((file) => posix.join('test/laws', file))
const named = [...here, 'test/core/enforce/mask/mask.laws.test.ts']

describe('the table of laws', () => {
  it('holds ten', () => {
    expect(rows.map(({ law }) => law)).toHaveLength(10)
    expect(new Set(rows.map(({ law }) => law)).size).toBe(10)
  })

  it.each(rows)('names files that test *$law* under its name', ({ law, files }) => {
    expect(files.length).toBeGreaterThan(0)
    for (const file of files) {
      expect(existsSync(file), file).toBe(true)
      expect(lawsOf(file), file).toContain(law)
    }
  })

  it.each(named)('knows every law that %s bears, and names the file', (file) => {
    const laws = lawsOf(file)
    expect(laws.length).toBeGreaterThan(0)
    for (const law of laws) expect(rows.find((row) => row.law === law)?.files ?? [], law).toContain(file)
  })
})

/** What stands before the colon in the names of tests. */
function lawsOf(file: string): string[] {
  const titles = [...readFileSync(file, 'utf8').matchAll(/^ {2}it\(\s*(['"`])([^\n]*?)\1,/gm)].map(
    ([, , title = '']) => title,
  )
  return [...new Set(titles.map((title) => title.split(':')[0] ?? ''))]
}
