import { describe, expect, it } from 'vitest'
import { failureOf } from '../../src/cli/failure-of.js'
import { moduleProblems } from '../../src/cli/module-problems.js'

// as root every file may be read: what the system says is given as it says it
const denied = (code: string) =>
  Object.assign(new Error(`${code}: permission denied, open '/etc/shop/policy.yaml'`), {
    code,
    path: '/etc/shop/policy.yaml',
  })
const problem = (code: string) => ({
  file: '/etc/shop/policy.yaml',
  message: `this may not be read or written (${code})`,
  hint: 'see to its permissions',
})

describe('a file that may not be opened', () => {
  it.each(['EACCES', 'EPERM'])('%s names the file and what to do', (code) => {
    expect(failureOf(denied(code)).problems).toEqual([problem(code)])
  })

  it('is the same of a module', () => {
    expect(moduleProblems(denied('EACCES'), 'policy.mjs')).toEqual([problem('EACCES')])
    const pathless = Object.assign(new Error('EACCES'), { code: 'EACCES', stack: '' })
    expect(moduleProblems(pathless, 'policy.mjs')).toEqual([{ ...problem('EACCES'), file: 'policy.mjs' }])
  })
})

it('what nobody thought of is said to be a defect', () => {
  const [{ message, hint } = { message: '' }] = failureOf(new TypeError('oh')).problems
  expect(message).toMatch(/^TypeError: oh\n {4}at /)
  expect(hint).toContain('this is a defect of `purposebound`')
})
