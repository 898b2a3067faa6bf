import type { FastifyInstance } from 'fastify'
import { expect, it } from 'vitest'
import { beforeAllHooks } from '../../src/fastify/first.js'

it('a Fastify whose hooks stand elsewhere fails the start: an early reply would leave unseen', () => {
  const unknown = { addHook: () => {} } as unknown as FastifyInstance
  expect(() => beforeAllHooks(unknown, () => {})).toThrowError(
    expect.objectContaining({ code: 'config_invalid' }),
  )
})
