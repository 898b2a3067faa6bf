import { expect } from '@jest/globals'
import { matchers, type PurposeMatchers } from './matchers.js'

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T> extends PurposeMatchers<R> {}
}

declare global {
  namespace jest {
    interface Matchers<R, T> extends PurposeMatchers<R> {}
  }
}

expect.extend(matchers)

export { matchers }
