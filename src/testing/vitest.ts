import { expect } from 'vitest'
import { matchers, type PurposeMatchers } from './matchers.js'

declare module 'vitest' {
  interface Matchers<T> extends PurposeMatchers<void> {}
}

expect.extend(matchers)

export { matchers }
