// what a stranger writes, checked against the declarations in the tarball, as ESM and as CommonJS
import { createGate, definePolicy, withheld } from 'purposebound'
import { batched } from 'purposebound/sinks/batched'
import { filtered } from 'purposebound/sinks/filtered'
import { cloudEvents, mapped } from 'purposebound/sinks/mapped'
import { memorySink } from 'purposebound/sinks/memory'
import { pinoSink } from 'purposebound/sinks/pino'
import { postgresSink } from 'purposebound/sinks/postgres'
import { memoryStore } from 'purposebound/stores/memory'
import { postgresStore } from 'purposebound/stores/postgres'
import { redisStore } from 'purposebound/stores/redis'
import { z } from 'zod'

const policy = definePolicy({
  name: 'shop',
  version: '1',
  categories: ['identity', 'contact'],
  resources: {
    member: {
      schema: z.object({ id: z.string(), name: z.string(), email: z.email() }),
      subject: 'id',
      fields: { id: 'key', name: 'identity', email: 'contact' },
    },
  },
  purposes: { support: { title: 'Support', basis: 'contract', uses: ['identity'] } },
  roles: { agent: { purposes: ['support'], sees: { identity: 'clear' } } },
})

const gate = createGate({ policy, consents: memoryStore(), audit: memorySink({}) })

export async function look(row: { id: string; name: string; email: string }): Promise<string> {
  const view = await gate
    .for('support', { actor: { id: 'a-1', roles: ['agent'] } })
    .read('member', row, { require: ['name'] })
  // @ts-expect-error: the purpose does not use it
  view.email
  return `${view.name} ${withheld(view)?.map(({ reason }) => reason)}`
}

// @ts-expect-error: the policy knows no such purpose
gate.for('suport', { actor: { id: 'a-1', roles: ['agent'] } })

const logger = {
  level: 'info',
  info(_line: object, _message: string) {},
  warn(_line: object, _message: string) {},
}
const pool = {
  connect: async () => ({
    query: async (_text: string, _values?: unknown[]) => ({ rows: [] }),
    release() {},
  }),
}
const broker = {
  name: 'broker',
  durability: 'disk',
  write: (_events: readonly { readonly specversion: '1.0' }[]) => {},
} as const
export const sinks = [
  pinoSink(logger),
  batched(filtered(postgresSink({ pool }), ({ effect }) => effect === 'deny')),
  mapped(broker, cloudEvents({ source: '/shop' })),
]
const redis = { call: async (_command: string, ..._words: string[]): Promise<unknown> => null }
export const stores = [memoryStore(), postgresStore({ pool }), redisStore({ client: redis })]
