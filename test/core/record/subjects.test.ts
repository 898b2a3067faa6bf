import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { seal } from '../../../src/core/record/seal.js'
import { pendingBytes, pendingSubjects, peopleIn } from '../../../src/core/record/subjects.js'
import { decision } from './sample.js'

describe('the people of a record', () => {
  it('are named when they are first read, once, and are frozen from then on', () => {
    let made = 0
    const subjects = pendingSubjects(30, () => [`hmac:k1:${++made}`], 1)
    expect(made).toBe(0)
    expect(subjects.refs).toEqual(['hmac:k1:1'])
    expect(subjects.refs).toBe(subjects.refs)
    expect(made).toBe(1)
    expect([Object.isFrozen(subjects), Object.isFrozen(subjects.refs)]).toEqual([true, true])
    expect(pendingBytes(subjects)).toBeUndefined()
  })

  it('are not read by who seals the record, whose size counts them all the same', () => {
    let made = 0
    const subjects = pendingSubjects(1000, () => [String(++made)], 1)
    const { records, bytes } = seal([decision('r', { subjects })])
    expect(made).toBe(0)
    expect(bytes - seal([decision('r', { subjects: { refs: [] } })]).bytes).toBeGreaterThan(950)
    expect(records[0]?.subjects?.refs).toEqual(['1'])
  })

  it('are there for every reader: JSON, a clone, the inspector', () => {
    const fresh = () => pendingSubjects(30, () => ['hmac:k1:a'], 1)
    expect(JSON.stringify(fresh())).toBe('{"refs":["hmac:k1:a"]}')
    expect(structuredClone(fresh())).toEqual({ refs: ['hmac:k1:a'] })
    expect(inspect(fresh())).toBe("{ refs: [ 'hmac:k1:a' ] }")
  })

  it('cannot be overwritten before they are read', () => {
    const subjects = pendingSubjects(30, () => ['hmac:k1:a'], 1) as { refs: readonly string[] }
    expect(() => {
      subjects.refs = []
    }).toThrow(TypeError)
    expect(subjects.refs).toEqual(['hmac:k1:a'])
  })

  it('are there for a reader that freezes before it reads', () => {
    const subjects = Object.freeze(pendingSubjects(30, () => ['hmac:k1:a'], 1))
    expect(subjects.refs).toEqual(['hmac:k1:a'])
    expect(JSON.stringify(subjects)).toBe('{"refs":["hmac:k1:a"]}')
  })

  it('are nobody else’s: whoever asks by another object is refused, and not told of nobody', () => {
    const subjects = pendingSubjects(30, () => ['hmac:k1:a'], 1)
    expect(() => Reflect.get(subjects, 'refs', {})).toThrow(TypeError)
  })

  it('have one getter for all: one each would keep a hidden class each, and people with it', () => {
    const [a, b] = ['a', 'b'].map((name) =>
      Object.getOwnPropertyDescriptor(
        pendingSubjects(30, () => [name], 1),
        'refs',
      ),
    )
    expect(a?.get).toBe(b?.get)
  })

  it('are counted before they are named, and after', () => {
    const subjects = pendingSubjects(60, () => ['hmac:k1:a', 'hmac:k1:b'], 2)
    expect(peopleIn(subjects)).toBe(2)
    expect(subjects.refs).toHaveLength(2)
    expect(peopleIn(subjects)).toBe(2)
    expect(peopleIn(undefined)).toBe(0)
  })
})
