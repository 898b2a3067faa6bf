import type { Condition } from '../catalog/condition.js'

const KEYS = new WeakMap<object, string>()

/** The same for two conditions that say the same: what they are compared by. */
export function conditionKey(condition: Condition | 'all'): string {
  if (condition === 'all') return condition
  let key = KEYS.get(condition)
  if (key === undefined) {
    key = JSON.stringify(condition, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
    KEYS.set(condition, key)
  }
  return key
}
