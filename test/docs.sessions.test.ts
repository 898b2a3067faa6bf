import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPackage, Project } from './cli/project.js'

const pages = ['README.md', ...readdirSync('docs').map((file) => posix.join('docs', file))]
  .filter((page) => page.endsWith('.md'))
  .filter((page) => steps(page).some((step) => 'command' in step))
let home: string

beforeAll(async () => {
  home = await buildPackage()
  chmodSync(join(home, 'dist/cli.js'), 0o755)
})
afterAll(() => rmSync(home, { recursive: true }))

describe('docs: shell sessions', () => {
  it.each(pages)('%s says what the shell says', (page) => {
    const project = new Project(home)
    mkdirSync(join(project.folder, 'node_modules/.bin'))
    symlinkSync('../purposebound/dist/cli.js', join(project.folder, 'node_modules/.bin/purposebound'))
    try {
      for (const step of steps(page)) {
        if ('file' in step) write(join(project.folder, step.file), step.text)
        else expect.soft(run(project.folder, step.command), `${page}:${step.line}`).toEqual(step.expected)
      }
    } finally {
      project.remove()
    }
  })

  it('every command is shown on the page of the command', () => {
    const commands = steps('docs/cli.md').flatMap((step) => ('command' in step ? [step.command] : []))
    const asked = ['init', 'check', 'explain', 'matrix', 'prove', 'diff', 'notice', 'notice check', 'ropa']
    asked.push('replay', 'test', 'coverage')
    for (const name of [...asked, 'audit verify', 'audit tail'])
      expect(
        commands.some((command) => command.startsWith(`npx purposebound ${name}`)),
        name,
      ).toBe(true)
  })
})

interface Outcome {
  readonly out: string
  readonly code: number | null
}
type Step =
  | { readonly file: string; readonly text: string }
  | { readonly line: number; readonly command: string; readonly expected: Outcome }

/** The files that a page has (`yaml file=…`) and the lines of its `console` fences, from top to bottom. */
function steps(page: string): Step[] {
  const lines = readFileSync(page, 'utf8').split('\n')
  return lines.flatMap((line, index): Step[] => {
    const [, kind = '', file] = /^```(\w+)(?: file=(\S+))?$/.exec(line) ?? []
    const inside = lines.slice(index + 1, lines.indexOf('```', index + 1))
    if (file !== undefined) return [{ file, text: `${inside.join('\n')}\n` }]
    return kind === 'console' ? sessions(inside, index + 2) : []
  })
}

/** Each `$ command`, with `# exit 1` where it is not 0, and what it is to say. */
function sessions(lines: readonly string[], first: number): Step[] {
  return lines.flatMap((line, index): Step[] => {
    const [, command = '', , code = '0'] = /^\$ (.*?)(\s+# exit (\d))?$/.exec(line) ?? []
    if (command === '') return []
    const after = lines.slice(index + 1)
    const end = after.findIndex((each) => each.startsWith('$ '))
    const said = (end === -1 ? after : after.slice(0, end)).map((each) => `${each}\n`).join('')
    return [{ line: first + index, command, expected: { out: said, code: Number(code) } }]
  })
}

/** Both streams as a terminal shows them; `npx` finds what is installed. */
function run(cwd: string, command: string): Outcome {
  const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env
  const path = [join(cwd, 'node_modules/.bin'), dirname(process.execPath), inherited['PATH']].join(':')
  const { stdout, status } = spawnSync('sh', ['-c', `(${command.replace(/^npx /, '')}) 2>&1`], {
    cwd,
    encoding: 'utf8',
    env: { ...inherited, PATH: path, NODE_NO_WARNINGS: '1' },
  })
  return { out: stdout, code: status }
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
