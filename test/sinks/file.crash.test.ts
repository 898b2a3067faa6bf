import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { linesOf } from './lines-of.js'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'purposebound-'))
  path = join(folder, 'audit.jsonl')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('fileSink in a process that ends badly', () => {
  it('law: kill -9 loses no acknowledged record, and the next process writes on', {
    timeout: 60_000,
  }, async () => {
    const acknowledged: string[] = []
    for (const round of ['a', 'b', 'c']) {
      const { lines, kill } = start(round)
      for await (const line of lines) {
        acknowledged.push(line.slice(1))
        if (acknowledged.length % 200 === 0) kill()
      }
    }
    const found = new Set(linesOf(path).map((line) => line?.id))
    expect(acknowledged.length).toBeGreaterThanOrEqual(600)
    expect(acknowledged.filter((id) => !found.has(id))).toEqual([])
    expect(
      linesOf(path).filter((line) => line === undefined).length,
      'at most one torn line a crash',
    ).toBeLessThanOrEqual(3)
  })

  it('law: a file that may not grow denies, is left whole, and a new one heals', {
    timeout: 60_000,
  }, async () => {
    const { lines, kill } = start('full', 'ulimit -f 64; ')
    const acknowledged: string[] = []
    let denied = 0
    let healed = 0
    for await (const line of lines) {
      if (line === '-EFBIG') denied += 1
      else acknowledged.push(line.slice(1))
      if (denied === 50) renameSync(path, `${path}.1`)
      if (denied >= 50 && line.startsWith('+')) healed += 1
      if (healed === 10) kill()
    }
    const old = readFileSync(`${path}.1`, 'utf8')
    expect(old.endsWith('\n'), 'no torn line').toBe(true)
    const found = new Set([...linesOf(`${path}.1`), ...linesOf(path)].map((line) => line?.id))
    expect(acknowledged.filter((id) => !found.has(id))).toEqual([])
    expect(linesOf(`${path}.1`)).not.toContain(undefined)
  })
})

/** Starts a writer in a process of its own, behind `limits` of the shell. */
function start(prefix: string, limits = '') {
  const writer = fileURLToPath(new URL('file-writer.ts', import.meta.url))
  const command = `${limits}exec "$0" --import tsx "$1" "$2" "$3"`
  const child = spawn('bash', ['-c', command, process.execPath, writer, path, prefix], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return { lines: createInterface({ input: child.stdout }), kill: () => child.kill('SIGKILL') }
}
