import { describe, expect, it } from 'vitest'
import { FULL } from '../../../../src/core/enforce/mask/mask.js'
import { maskFor } from './masked.js'

const card = maskFor('card')
const withBin = maskFor({ op: 'card', bin: true })

describe('card', () => {
  it.each([
    ['4242424242424242', 'sixteen digits'],
    ['4242 4242 4242 4242', 'groups'],
    ['4242-4242-4242-4242', 'hyphens'],
    ['４２４２ー４２４２－４２４２−４２４２', 'full-width digits and hyphens'],
    ['４２４２　４２４２　４２４２　４２４２', 'full-width blanks'],
    ['424242424242', 'twelve digits'],
    ['4242424242424244242', 'nineteen digits'],
  ])('shows twelve stars and the last 4 of %s (%s)', (number) => {
    expect(card(number)).toBe('************4242')
  })

  it.each([
    '',
    '424',
    '42424242424',
    '42424242424242424242',
    '4242x424242424242',
    '4242/4242/4242/4242',
    '٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢',
  ])('shows nothing of %j, which is no card number', (text) => {
    expect(card(text)).toBe(FULL)
    expect(withBin(text)).toBe(FULL)
  })

  it('shows nothing of a card security code', () => {
    expect(card('123')).toBe(FULL)
    expect(card('1234')).toBe(FULL)
  })

  it('leaves out a number that is no string', () => {
    expect(card(4242424242424242)).toBeUndefined()
  })
})

describe('card with bin', () => {
  it('shows the first 6 as well', () => {
    expect(withBin('4242 4242 4242 4242')).toBe('424242******4242')
    expect(withBin('378282246310005')).toBe('378282******0005')
    expect(withBin('4242424242424244242')).toBe('424242******4242')
  })

  it('shows the last 4 alone of a number with less than 15 digits', () => {
    expect(withBin('30569309025904')).toBe('************5904')
  })
})
