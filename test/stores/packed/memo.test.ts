import { expect, it } from 'vitest'
import { Memo } from '../../../src/stores/packed/memo.js'

it('keeps what is used and never more than twice the limit', () => {
  const memo = new Memo<number, string>(10)
  let kept = 0
  for (let i = 0; i < 1_000; i++) {
    memo.set(i, `value ${i}`)
    expect(memo.get(0)).toBe('value 0')
  }
  for (let i = 0; i < 1_000; i++) if (memo.get(i) !== undefined) kept++
  expect(kept).toBeLessThanOrEqual(20)
})
