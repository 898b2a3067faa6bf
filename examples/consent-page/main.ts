import { createGate } from 'purposebound'
import { memorySink } from 'purposebound/sinks/memory'
import { memoryStore } from 'purposebound/stores/memory'
import { createApp } from './app.js'
import { policy } from './policy.js'

const gate = createGate({ policy, consents: memoryStore(), audit: memorySink() })
const port = Number(process.env['PORT'] ?? 3000)
await createApp(gate).listen({ port })
console.log(`http://localhost:${port}/login`)
