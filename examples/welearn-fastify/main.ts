import { openWelearn } from '../welearn/open.js'
import { createApp } from './app.js'

const { gate, db, trail } = await openWelearn(300)
const port = Number(process.env['PORT'] ?? 3000)
const app = await createApp(gate, db, async (letter) => console.log(`a letter to ${letter.email}`))
await app.listen({ port })
console.log(`curl -H 'Authorization: Bearer agent' http://localhost:${port}/staff/members`)
console.log(`tail -f ${trail}`)
