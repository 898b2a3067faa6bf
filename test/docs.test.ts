import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, posix, resolve } from 'node:path'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { ERRORS, REASONS } from '../src/core/errors.js'

const CACHE = '.cache/docs'
const guides = ['README.md', ...markdown('docs').filter((page) => !page.startsWith('docs/api/'))]
const pages = [...guides, 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md']
const modules = guides.flatMap(toModules)
let errors: string[]

beforeAll(() => {
  rmSync(CACHE, { recursive: true, force: true })
  for (const { name, checked, run } of modules) {
    write(`${CACHE}/check/${name}`, checked)
    write(`${CACHE}/run/${name}`, run)
  }
  for (const folder of ['check', 'run']) {
    write(`${CACHE}/${folder}/tsconfig.json`, '{ "extends": "../../../tsconfig.json", "include": ["."] }')
  }
  errors = compile()
})

afterEach(() => void vi.restoreAllMocks())

describe('docs: snippets', () => {
  it.each(modules)('$name compiles', ({ name }) => {
    expect(errors.filter((error) => error.startsWith(`${name}(`))).toEqual([])
  })

  it('nothing else is wrong with the program that they form', () => {
    expect(errors.filter((error) => !modules.some(({ name }) => error.startsWith(`${name}(`)))).toEqual([])
  })

  it.each(modules)('$name runs', async ({ name }) => {
    const home = process.cwd()
    const scratch = mkdtempSync(join(tmpdir(), 'purposebound-docs-'))
    process.chdir(scratch)
    vi.spyOn(console, 'log').mockReturnValue()
    try {
      await import(resolve(home, CACHE, 'run', name))
    } finally {
      process.chdir(home)
      rmSync(scratch, { recursive: true })
    }
  })
})

describe('docs: errors', () => {
  const codes = [...Object.keys(REASONS), ...Object.keys(ERRORS)]
  const text = readFileSync('docs/errors.md', 'utf8')

  it.each(codes)('docs/errors.md explains `%s`', (code) => {
    expect(text).toContain(`\`${code}\``)
  })

  it('docs/errors.md lists no code that does not exist', () => {
    const listed = [...text.matchAll(/^\| `([a-z]+(?:_[a-z]+)+)` \|/gm)].map((match) => match[1])
    expect(listed.filter((code) => !codes.includes(code!))).toEqual([])
  })
})

describe('docs: links', () => {
  it.each(pages)('the links of %s lead somewhere', (page) => {
    expect(links(page).filter((link) => !leadsSomewhere(page, link))).toEqual([])
  })
})

interface Module {
  readonly name: string
  /** What is compiled: every snippet. */
  readonly checked: string
  /** What is run: those not marked `no-run`. */
  readonly run: string
}

/**
 * The snippets of a page: one module together, and one for each marked `alone`.
 *
 * A snippet stands on the same lines as in its page, so that an error points there.
 */
function toModules(page: string): Module[] {
  const lines = readFileSync(page, 'utf8').split('\n')
  const fences = snippets(lines)
  const together = fences.filter(({ marks }) => !marks.includes('alone'))
  const alone = fences.filter(({ marks }) => marks.includes('alone'))
  const groups = [
    ...(together.length > 0 ? [{ name: `${page}.ts`, parts: together }] : []),
    ...alone.map((part) => ({ name: `${page}.${part.from}.ts`, parts: [part] })),
  ]
  return groups.map(({ name, parts }) => ({
    name,
    checked: inPlace(lines, parts),
    run: inPlace(
      lines,
      parts.filter(({ marks }) => !marks.includes('no-run')),
    ),
  }))
}

interface Snippet {
  readonly marks: readonly string[]
  /** The first line of code and the line of the closing fence, counted from 0. */
  readonly from: number
  readonly to: number
}

function snippets(lines: readonly string[]): Snippet[] {
  return lines.flatMap((line, index) => {
    const marks = /^```ts\b(.*)$/.exec(line)?.[1]
    if (marks === undefined) return []
    return [{ marks: marks.trim().split(/\s+/), from: index + 1, to: lines.indexOf('```', index) }]
  })
}

function inPlace(lines: readonly string[], parts: readonly Snippet[]): string {
  const code = lines.map((line, index) =>
    parts.some(({ from, to }) => index >= from && index < to) ? line : '',
  )
  return `${code.join('\n')}\nexport {}\n`
}

/** What the compiler says of all snippets, each error beginning with the name of its module. */
function compile(): string[] {
  const args = ['node_modules/typescript/bin/tsc', '-p', `${CACHE}/check`, '--pretty', 'false']
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  return stdout
    .split('\n')
    .filter((line) => /error TS\d+/.test(line))
    .map((line) => line.replace(`${CACHE}/check/`, ''))
}

function links(page: string): string[] {
  const prose = readFileSync(page, 'utf8')
    .replace(/^```.*?^```$/gms, '')
    .replace(/`[^`\n]*`/g, '')
  return [...prose.matchAll(/\]\(([^)\s]+)[^)]*\)|^\[[^\]]+\]: (\S+)/gm)]
    .map((match) => match[1] ?? match[2]!)
    .filter((link) => !/^(https?|mailto):/.test(link))
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path, anchor] = link.split('#')
  const file = path === '' ? page : posix.join(dirname(page), path!)
  if (!existsSync(file)) return false
  return anchor === undefined || !file.endsWith('.md') || anchors(file).includes(decodeURIComponent(anchor))
}

/** The anchors that GitHub gives the headings of a page. */
function anchors(page: string): string[] {
  const headings = readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm)
  return [...headings].map((match) =>
    match[1]!
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-'),
  )
}

function markdown(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => posix.join(folder, file.replaceAll('\\', '/')))
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
