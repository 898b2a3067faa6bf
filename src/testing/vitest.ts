import { expect } from 'vitest'
import { matchers, type PurposeMatchers } from './matchers.js'

declare module 'vitest' {
  interface Matchers<T> extends PurposeMatchers<T> {}
}

expect.extend(matchers)

export { matchers }
