import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildPackage, Project } from './project.js'

let home: string
let project: Project
beforeAll(async () => {
  home = await buildPackage()
})
afterAll(() => rmSync(home, { recursive: true }))
beforeEach(() => {
  project = new Project(home)
})
afterEach(() => project.remove())

describe('purposebound init', () => {
  it.each([
    ['in plain JavaScript', {}, 'mjs'],
    ['in a package of modules', { 'package.json': '{ "type": "module" }' }, 'js'],
  ])('writes a policy, a test and an example that run, %s', (_, files, extension) => {
    project.write(files)
    const { code, out } = project.run(['init'])
    expect(out).toContain(`wrote: purposebound/policy.${extension}`)
    expect(code).toBe(0)
    expect(project.run(['test'])).toEqual({
      code: 0,
      out: '7 passed, 0 failed in purposebound/members.policy-test.yaml\n',
      err: '',
    })
    const example = project.node([`purposebound/example.${extension}`])
    expect(example.out).toContain("cardNumber: '************4242'")
    expect(example.code).toBe(0)
  })

  it('writes TypeScript where the project is written in it', () => {
    project.write({ 'tsconfig.json': '{}' })
    expect(project.run(['init']).out).toContain('wrote: purposebound/policy.ts')
    expect(project.run(['test']).out).toBe('7 passed, 0 failed in purposebound/members.policy-test.yaml\n')
  })

  it('leads a newcomer to a failing test, and back', () => {
    project.run(['init'])
    const policy = join(project.folder, 'purposebound/policy.mjs')
    const text = readFileSync(policy, 'utf8')
    project.write({
      'purposebound/policy.mjs': text.replace("payment: 'masked' }", "payment: 'masked' }, may: ['update']"),
    })
    const failing = project.run(['test'])
    expect(failing.code).toBe(1)
    expect(failing.out).toContain('purposebound/members.policy-test.yaml:16: as agent for support on member:')
    project.write({ 'purposebound/policy.mjs': text })
    expect(project.run(['test']).code).toBe(0)
  })

  it('never overwrites, and writes nothing by half', () => {
    project.write({ 'purposebound/members.policy-test.yaml': 'mine' })
    const { code, err } = project.run(['init'])
    expect(code).toBe(2)
    expect(err).toBe(
      'error: purposebound/members.policy-test.yaml: this file is there already, and nothing was written\n' +
        ' hint: name another folder: --dir <folder>\n',
    )
    expect(project.files()).toEqual(['purposebound', 'purposebound/members.policy-test.yaml'])
    expect(project.run(['init', '--dir', 'other']).code).toBe(0)
  })

  it('leaves nothing behind where it cannot write', () => {
    project.write({ purposebound: 'a file' })
    const { code, err } = project.run(['init'])
    expect(code).toBe(2)
    expect(err).toMatch(/^error: nothing was written: E\w+/)
    expect(project.files()).toEqual(['purposebound'])
  })
})
