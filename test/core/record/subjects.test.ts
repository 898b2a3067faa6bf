import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { seal } from '../../../src/core/record/seal.js'
import { pendingBytes, pendingSubjects } from '../../../src/core/record/subjects.js'
import { decision } from './sample.js'

describe('the people of a record', () => {
  it('are named when they are first read, once, and are frozen from then on', () => {
    let made = 0
    const subjects = pendingSubjects(30, () => [`hmac:k1:${++made}`])
    expect(made).toBe(0)
    expect(subjects.refs).toEqual(['hmac:k1:1'])
    expect(subjects.refs).toBe(subjects.refs)
    expect(made).toBe(1)
    expect([Object.isFrozen(subjects), Object.isFrozen(subjects.refs)]).toEqual([true, true])
    expect(pendingBytes(subjects)).toBeUndefined()
  })

  it('are not read by who seals the record, whose size counts them all the same', () => {
    let made = 0
    const subjects = pendingSubjects(1000, () => [String(++made)])
    const { records, bytes } = seal([decision('r', { subjects })])
    expect(made).toBe(0)
    expect(bytes - seal([decision('r', { subjects: { refs: [] } })]).bytes).toBeGreaterThan(950)
    expect(records[0]?.subjects?.refs).toEqual(['1'])
  })

  it('are there for every reader: JSON, a clone, the inspector', () => {
    const fresh = () => pendingSubjects(30, () => ['hmac:k1:a'])
    expect(JSON.stringify(fresh())).toBe('{"refs":["hmac:k1:a"]}')
    expect(structuredClone(fresh())).toEqual({ refs: ['hmac:k1:a'] })
    expect(inspect(fresh())).toBe("{ refs: [ 'hmac:k1:a' ] }")
  })

  it('cannot be overwritten before they are read', () => {
    const subjects = pendingSubjects(30, () => ['hmac:k1:a']) as { refs: readonly string[] }
    expect(() => {
      subjects.refs = []
    }).toThrow(TypeError)
    expect(subjects.refs).toEqual(['hmac:k1:a'])
  })
})
