import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { build } from 'esbuild'

const DOORS = [
  'index',
  'yaml',
  'testing/index',
  'testing/yaml',
  'sinks/memory',
  'sinks/file',
  'stores/memory',
  'audit/index',
  'sinks/journal/index',
]

/** What a command said. */
export interface Said {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** The package as it is built, without a build: what the command and a stranger's modules import. */
export async function buildPackage(): Promise<string> {
  mkdirSync('.cache', { recursive: true })
  const home = mkdtempSync(resolve('.cache', 'cli-'))
  cpSync('package.json', join(home, 'package.json'))
  await build({
    entryPoints: [
      { in: 'src/cli/main.ts', out: 'cli' },
      ...DOORS.map((door) => ({
        in: `src/${door}.ts`,
        out: door.replace(/^(testing|audit|sinks\/journal)\/index$/, '$1'),
      })),
      ...DOORS.map((door) => ({ in: `src/${door}.ts`, out: door.replace(/(?<=.)\/index$/, '') })),
    ],
    outdir: join(home, 'dist'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'silent',
  })
  return home
}

/** An empty project of a stranger, who has installed some packages. */
export class Project {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'purposebound-cli-')))
  readonly #home: string

  constructor(home: string, installed: readonly string[] = ['zod', 'yaml', 'jiti']) {
    this.#home = home
    mkdirSync(join(this.folder, 'node_modules'))
    symlinkSync(home, join(this.folder, 'node_modules', 'purposebound'), 'dir')
    for (const name of installed)
      symlinkSync(resolve('node_modules', name), join(this.folder, 'node_modules', name), 'dir')
  }

  write(files: { readonly [path: string]: string }): this {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true })
      writeFileSync(join(this.folder, path), text)
    }
    return this
  }

  /** `purposebound …args`, with no terminal in sight. */
  run(args: readonly string[], env: { readonly [name: string]: string } = {}): Said {
    return this.node([join(this.#home, 'dist/cli.js'), ...args], env)
  }

  node(args: readonly string[], env: { readonly [name: string]: string } = {}): Said {
    const { NO_COLOR: _, FORCE_COLOR: __, NODE_OPTIONS: ___, ...inherited } = process.env
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: this.folder,
      encoding: 'utf8',
      env: { ...inherited, NODE_NO_WARNINGS: '1', ...env },
    })
    return { code: status, out: stdout, err: stderr }
  }

  /** Everything in the project but what is installed. */
  files(): string[] {
    return readdirSync(this.folder, { recursive: true, encoding: 'utf8' })
      .map((file) => file.replaceAll('\\', '/'))
      .filter((file) => !file.startsWith('node_modules'))
      .sort()
  }

  remove(): void {
    rmSync(this.folder, { recursive: true })
  }
}
