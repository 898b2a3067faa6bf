import type { Welearn } from '../../examples/welearn/policy.js'

declare module 'purposebound/fastify' {
  interface Register {
    policy: Welearn
  }
}

export type { Welearn }
