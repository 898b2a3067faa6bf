import { describe, expect, it } from 'vitest'
import { FULL } from '../../../../src/core/enforce/mask/mask.js'
import { maskFor } from './masked.js'

const to = (step: number | 'year' | 'month') => maskFor({ op: 'generalize', to: step })

describe('generalize a number', () => {
  it.each([
    [37, 10, 30],
    [30, 10, 30],
    [0, 10, 0],
    [37.9, 10, 30],
    [5_432_100, 1_000_000, 5_000_000],
    [0.3, 0.1, 0.3],
    [0.1 + 0.2, 0.1, 0.3],
    [1.15, 0.1, 1.1],
    [35.6895, 0.01, 35.68],
    [7, 2.5, 5],
  ])('rounds %d down to a multiple of %d: %d', (number, step, rounded) => {
    expect(to(step)(number)).toBe(rounded)
  })

  it('rounds down below 0 as well', () => {
    expect(to(10)(-1)).toBe(-10)
    expect(to(10)(-10)).toBe(-10)
    expect(to(0.1)(-0.35)).toBe(-0.4)
    expect(to(10)(-5e-324)).toBe(-10)
  })

  it('knows no negative 0', () => {
    expect(to(10)(-0)).toBe(0)
    expect(to(0.1)(-0)).toBe(0)
  })

  it('leaves out what is no number to JSON', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 37n]) {
      expect(to(10)(value)).toBeUndefined()
    }
  })

  it('leaves out a number too large to hold a multiple of the step: it would be shown as it is', () => {
    for (const number of [1e20, -1e20, 1e308, Number.MAX_VALUE]) expect(to(10)(number)).toBeUndefined()
    expect(to(0.1)(1e16)).toBeUndefined()
    expect(to(Number.MIN_VALUE)(1)).toBeUndefined()
    expect(to(Number.MAX_VALUE)(-1)).toBeUndefined()
    expect(to(10)(Number.MAX_SAFE_INTEGER)).toBe(9_007_199_254_740_990)
    expect(to(10)(Number.MIN_SAFE_INTEGER)).toBeUndefined()
  })

  it('shows nothing of a text or a Date', () => {
    expect(to(10)('37')).toBe(FULL)
    expect(to(10)(new Date())).toBe(FULL)
  })
})

describe('generalize a date', () => {
  it.each([
    ['1991-05-31', '1991-05'],
    ['1991-05-31T23:59:59Z', '1991-05'],
    ['平成3年5月1日', '1991-05'],
    ['1 May 1991', '1991-05'],
    ['31/12/1991', '1991-12'],
    ['05/05/1991', '1991-05'],
  ])('shows the month of %s', (date, month) => {
    expect(to('month')(date)).toBe(month)
    expect(to('year')(date)).toBe('1991')
  })

  it('shows the year, but no month, where day and month may be exchanged', () => {
    expect(to('year')('04/05/1991')).toBe('1991')
    expect(to('month')('04/05/1991')).toBe(FULL)
  })

  it('shows the month of a Date in UTC, as text', () => {
    expect(to('month')(new Date('1991-05-31T23:00:00-02:00'))).toBe('1991-06')
    expect(to('year')(new Date('1991-05-31'))).toBe('1991')
  })

  it('shows nothing of what is no day, and leaves out numbers', () => {
    expect(to('year')('last spring')).toBe(FULL)
    expect(to('year')(new Date(8.64e15))).toBe(FULL)
    expect(to('year')(1991)).toBeUndefined()
  })
})
