import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { text } from '../../../scripts/view-copies.mjs'
import { clearText, type Emit } from '../../../src/core/enforce/emit.js'
import { plainViewOf, viewOf } from '../../../src/core/enforce/view.js'
import { MOST_FIELDS, VIEW_COPIES } from '../../../src/core/enforce/view-copies.js'
import type { Fields, Project } from '../../../src/core/enforce/view-fields.js'

const upper: Emit = (value) => (typeof value === 'string' ? value.toUpperCase() : undefined)
const none: Emit = () => undefined
const refuse: Emit = (value) => {
  if (value === 'bad') throw new Error('refused')
  return value
}

/** A field with what is in the row, what the decision has read, and how it is shown. */
const fieldArb = fc.record({
  emit: fc.constantFrom(clearText, upper, none, refuse),
  read: fc.boolean(),
  value: fc.oneof(fc.constantFrom('bad', undefined, null, 7), fc.string()),
})

const caseArb = fc.array(fieldArb, { maxLength: MOST_FIELDS }).map((all) => {
  const keys = all.map((_, i) => `f${i}`)
  const read = all.flatMap((field, i) => (field.read ? [i] : []))
  const fields: Fields = {
    keys,
    emits: all.map(({ emit }) => emit),
    slots: all.map((_, i) => read.indexOf(i)),
  }
  const row = Object.fromEntries(all.map(({ value }, i) => [keys[i], value]))
  return { fields, row, values: ['before', ...read.map((i) => all[i]?.value)] }
})

describe('copies of the constructor of views', () => {
  it('are what the script writes', () => {
    expect(readFileSync('src/core/enforce/view-copies.ts', 'utf8')).toBe(text)
  })

  it.each(VIEW_COPIES.map((copy, i) => [i, copy] as const))('copy %i equals the plain version', (_, copy) => {
    fc.assert(
      fc.property(caseArb, fc.boolean(), ({ fields, row, values }, plain) => {
        const made = outcome(copy(fields), row, plain, values)
        expect(made).toEqual(outcome(plainViewOf(fields), row, plain, values))
      }),
    )
  })

  it('are given to plans that make many views, however many there are and however many fields they show', () => {
    for (const count of [0, 3, MOST_FIELDS, MOST_FIELDS + 1]) {
      const keys = Array.from({ length: count }, (_, i) => `f${i}`)
      const row = Object.fromEntries(keys.map((key) => [key, key]))
      const fields = { keys, emits: keys.map(() => clearText), slots: keys.map(() => -1) }
      const projects = Array.from({ length: VIEW_COPIES.length + 2 }, () => viewOf(fields))
      for (const project of projects) {
        for (let i = 0; i < 5000; i++) project(row, true, [], 0)
        expect(project(row, true, [], 0)).toStrictEqual(row)
      }
    }
  })
})

/** The view with the order of its keys and its prototype, or what it was refused for. */
function outcome(project: Project, row: object, plain: boolean, values: readonly unknown[]) {
  try {
    const view = project(row, plain, values, 1)
    return { entries: Object.entries(view), prototype: Object.getPrototypeOf(view) }
  } catch (error) {
    return { key: (error as { key?: string }).key }
  }
}
