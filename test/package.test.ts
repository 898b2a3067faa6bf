import { execFileSync, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { type BuildOptions, build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const { exports, peerDependencies, version } = JSON.parse(readFileSync('package.json', 'utf8'))
const doors = Object.keys(exports).filter((door) => door !== './package.json')

// what browsers, workers and edges have in common, and nothing of Node
const WEB = { console, crypto, performance, queueMicrotask, structuredClone, setTimeout, clearTimeout }
const ENCODING = { TextEncoder, TextDecoder, URL, AbortController, AbortSignal, atob, btoa }

// large, and here already: linked into the project of the stranger
const RUNNERS = ['vitest', '@jest/globals']

const JEST = {
  testMatch: ['**/kit.jest.*'],
  moduleFileExtensions: ['js', 'mjs', 'cjs', 'json'],
  transform: {},
}

// an empty project of a stranger, with the packed tarball installed
const home = mkdtempSync(join(tmpdir(), 'purposebound-package-'))

beforeAll(() => {
  if (!isFresh()) npm('.', 'run', 'build')
  npm('.', 'pack', '--pack-destination', home)
  cpSync('test/package', home, { recursive: true })
  writeFileSync(join(home, 'package.json'), JSON.stringify({ private: true }))
  const peers = [...Object.keys(peerDependencies), '@types/express']
    .filter((name) => !RUNNERS.includes(name))
    .map((name) => `${name}@${versionOf(name)}`)
  const tarball = `./purposebound-${version}.tgz`
  npm(home, 'install', '--prefer-offline', '--no-audit', '--no-fund', tarball, ...peers)
  for (const name of [...RUNNERS, 'expect']) {
    mkdirSync(dirname(join(home, 'node_modules', name)), { recursive: true })
    symlinkSync(resolve('node_modules', name), join(home, 'node_modules', name))
  }
})

afterAll(() => rmSync(home, { recursive: true }))

describe('package: two formats', () => {
  it('each door opens by import and by require, with the same names', () => {
    const opened = JSON.parse(node('doors.mjs'))
    const expected = doors.filter((door) => !['./testing/vitest', './testing/jest'].includes(door))
    expect(Object.keys(opened)).toEqual(expected.map((door) => door.replace('.', 'purposebound')))
    for (const door of Object.values<{ imported: string[]; required: string[] }>(opened)) {
      expect(door.imported).not.toEqual([])
      expect(door.required).toEqual(door.imported)
    }
  })

  it('a route of Express and of Fastify is served by either copy', () => {
    expect(node('serve.mjs')).toBe('served\n')
  })

  it('the ESM and the CommonJS copy understand each other', () => {
    expect(node('mixed.mjs')).toBe('understood\n')
  })

  it('the declarations serve a stranger in both formats', () => {
    for (const format of ['mts', 'cts']) cpSync(join(home, 'consumer.ts'), join(home, `consumer.${format}`))
    const options = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--module', 'nodenext']
    const tsc = resolve('node_modules/typescript/bin/tsc')
    expect(node(tsc, ...options, 'consumer.mts', 'consumer.cts')).toBe('')
  })

  it.each(['mts', 'cts'])('the declarations of the HTTP doors serve a stranger, as .%s', (format) => {
    cpSync(join(home, 'http-consumer.ts'), join(home, `http-consumer.${format}`))
    const options = ['--noEmit', '--strict', '--esModuleInterop', '--skipLibCheck', '--module', 'nodenext']
    const tsc = resolve('node_modules/typescript/bin/tsc')
    expect(node(tsc, ...options, `http-consumer.${format}`)).toBe('')
  })

  it.each(['vitest', 'jest'])('the matchers are typed in %s', (runner) => {
    cpSync(join(home, `matchers-${runner}.ts`), join(home, `matchers-${runner}.mts`))
    const tsc = resolve('node_modules/typescript/bin/tsc')
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext']
    expect(node(tsc, ...options, `matchers-${runner}.mts`)).toBe('')
  })
})

describe('package: no Node needed', () => {
  it.each(["export * from 'purposebound'", "module.exports = require('purposebound')"])(
    'nothing that `%s` reaches names a `node:` module',
    async (contents) => {
      const { metafile } = await bundle({ stdin: { contents, resolveDir: home } })
      const files = Object.keys(metafile!.inputs).filter((file) => existsSync(join(home, file)))
      expect(files.some((file) => file.includes('purposebound/dist/index'))).toBe(true)
      expect(files.filter((file) => /['"`]node:/.test(readFileSync(join(home, file), 'utf8')))).toEqual([])
    },
  )

  it('decides, consents, masks and records in a realm with web globals only', async () => {
    const { outputFiles } = await bundle({ entryPoints: ['edge.mjs'] })
    const realm = createContext({ ...WEB, ...ENCODING })
    runInContext(outputFiles![0]!.text, realm)
    expect(await realm['outcome']).toEqual({
      before: 'consent_missing',
      letter: { id: 'm-1', name: 'Aiko Sato', email: 'aiko@example.com' },
      withheld: ['cardNumber'],
      recorded: ['policy_loaded', 'consent_missing', 'audit_closed'],
    })
  })
})

describe('package: the testing kit in each runner', () => {
  const cli = {
    vitest: [resolve('node_modules/vitest/vitest.mjs'), 'run', '--root', home],
    jest: [resolve('node_modules/jest/bin/jest.js'), '--rootDir', home, '--config', JSON.stringify(JEST)],
  }

  it.each<[runner: string, args: readonly string[], passed: RegExp]>([
    ['vitest', cli.vitest, /2 passed/],
    ['jest, in CommonJS', [...cli.jest, 'kit.jest.cjs'], /2 passed/],
    ['jest, in ESM', ['--experimental-vm-modules', ...cli.jest, 'kit.jest.mjs'], /2 passed/],
    ['node:test', ['--test', 'kit.node.mjs'], /pass 2\b/],
  ])('%s passes what holds, and says of what does not which rule decided', (_, args, passed) => {
    const { stdout, stderr, status } = spawnSync(process.execPath, args, {
      cwd: home,
      encoding: 'utf8',
      env: {
        ...process.env,
        NO_COLOR: '1',
        FORCE_COLOR: '0',
        NODE_NO_WARNINGS: '1',
        NODE_TEST_CONTEXT: undefined,
      },
    })
    const said = `${stdout}${stderr}`
    expect(said).toMatch(passed)
    expect(said).toMatch(/1 failed|fail 1\b/)
    expect(said).toContain('as agent for support on member:')
    expect(said).toContain(
      '`cardNumber`: expected clear, saw masked (`ceiling_masked`, /resources/member/fields/cardNumber/ceiling)',
    )
    expect(status).toBe(1)
  })
})

describe('package: the command', () => {
  it('writes a policy, a test and an example, and runs them as they are installed', () => {
    const command = (...args: string[]) =>
      execFileSync(join(home, 'node_modules/.bin/purposebound'), args, { cwd: home, encoding: 'utf8' })
    expect(command('--version')).toBe(`${version}\n`)
    expect(command('init')).toContain('wrote: purposebound/policy.mjs')
    expect(command('test')).toBe('7 passed, 0 failed in purposebound/members.policy-test.yaml\n')
    expect(command('matrix', '--role', 'mailer')).toContain('mailer sees member.name clear for direct_mail\n')
    expect(node('purposebound/example.mjs')).toContain("cardNumber: '************4242'")
  })
})

/** Whether `dist` is newer than all that it is made of. */
function isFresh(): boolean {
  if (!existsSync('dist/yaml.d.cts')) return false
  const made = Math.min(...allFiles('dist').map((file) => statSync(file).mtimeMs))
  return [...allFiles('src'), 'package.json', 'tsup.config.ts'].every((file) => statSync(file).mtimeMs < made)
}

function allFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file))
}

function versionOf(name: string): string {
  return JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version
}

function bundle(options: BuildOptions) {
  return build({
    absWorkingDir: home,
    bundle: true,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    format: 'iife',
    metafile: true,
    write: false,
    logLevel: 'silent',
    ...options,
  })
}

function npm(cwd: string, ...args: string[]): void {
  execFileSync('npm', [...args, '--silent'], { cwd, stdio: ['ignore', 'ignore', 'inherit'] })
}

function node(...args: string[]): string {
  return execFileSync(process.execPath, args, {
    cwd: home,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}
