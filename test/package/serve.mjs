// the doors of HTTP, by import and by require, with a gate of either copy of the library
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import express from 'express'
import fastify from 'fastify'
import * as esm from 'purposebound'
import * as expressDoor from 'purposebound/express'
import * as fastifyDoor from 'purposebound/fastify'
import { memorySink } from 'purposebound/sinks/memory'
import { memoryStore } from 'purposebound/stores/memory'
import { row, shop } from './shop.mjs'

const require = createRequire(import.meta.url)
const cjs = require('purposebound')
const resolveActor = () => ({ id: 'a-1', roles: ['agent'] })
const strict = { resolveActor, requireView: true, enforce: 'all', onWarning() {} }
const own = row

for (const { createGate } of [esm, cjs]) {
  for (const { purposebound } of [expressDoor, require('purposebound/express')]) {
    const audit = memorySink({})
    const gate = createGate({ policy: shop(esm), consents: memoryStore(), audit, onWarning() {} })
    const { protect, purpose } = purposebound({ gate, ...strict })
    const app = express()
    protect(app)
    app.get('/member', purpose('support'), async (req, res) => res.json(await req.access.read('member', own)))
    app.get('/raw', purpose('support'), (_req, res) => res.json(own))
    const server = createServer(app).listen(0)
    await once(server, 'listening')
    const get = (path) => fetch(`http://127.0.0.1:${server.address().port}${path}`)
    assert.equal((await (await get('/member')).json()).cardNumber, '************4242')
    assert.equal((await get('/raw')).status, 500)
    assert.ok(audit.records.some(({ http }) => http?.route === '/member'))
    server.close()
    await gate.close()
  }
  for (const { purposebound } of [fastifyDoor, require('purposebound/fastify')]) {
    const audit = memorySink({})
    const gate = createGate({ policy: shop(esm), consents: memoryStore(), audit, onWarning() {} })
    const app = fastify()
    await app.register(purposebound, { gate, ...strict })
    const config = { purpose: 'support' }
    app.get('/member', { config }, async (request) => request.access.read('member', own))
    app.get('/raw', { config }, async () => own)
    assert.equal((await app.inject('/member')).json().cardNumber, '************4242')
    assert.equal((await app.inject('/raw')).statusCode, 500)
    assert.ok(audit.records.some(({ http }) => http?.route === '/member'))
    await app.close()
    await gate.close()
  }
}
console.log('served')
