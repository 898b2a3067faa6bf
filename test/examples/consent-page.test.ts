import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../examples/consent-page/app.js'
import { policy } from '../../examples/consent-page/policy.js'
import { createGate } from '../../src/index.js'
import { memorySink } from '../../src/sinks/memory.js'
import { memoryStore } from '../../src/stores/memory.js'

const CHROMIUM = '/usr/bin/chromium'
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
]
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

function open() {
  const gate = createGate({ policy, consents: memoryStore(), audit: memorySink(), onWarning: () => {} })
  const app = createApp(gate)
  const login = async (member: string) => {
    const { headers } = await app.inject({
      method: 'POST',
      url: '/login',
      headers: FORM,
      payload: `member=${member}`,
    })
    return String(headers['set-cookie']).split(';')[0]!
  }
  const page = async (cookie: string, language = 'en') =>
    (await app.inject({ url: '/consent', headers: { cookie, 'accept-language': language } })).body
  const csrfIn = (body: string) => /name="csrf" value="([^"]+)"/.exec(body)![1]!
  const post = async (cookie: string, url: string, csrf: string) =>
    (await app.inject({ method: 'POST', url, headers: { ...FORM, cookie }, payload: `csrf=${csrf}` }))
      .statusCode
  const newsletter = async (member = 'm-1') => (await app.inject({ url: `/newsletter/${member}` })).json()
  return { gate, app, login, page, csrfIn, post, newsletter }
}

describe('the consent page', () => {
  it('shows what stands in the language of the person, and what they withdraw holds for the next read', async () => {
    const { login, page, csrfIn, post, newsletter } = open()
    const cookie = await login('m-1')
    const first = await page(cookie, 'ja')
    expect(first).toContain('ダイレクトメールの送付')
    expect(first).toContain('data-status="ConsentUnknown"')
    expect(await post(cookie, '/consent/direct_mail/give', csrfIn(first))).toBe(303)
    expect(await newsletter()).toEqual({ sent: true, to: 'aiko@example.com' })
    expect(await page(cookie)).toContain('<section id="direct_mail" data-status="ConsentGiven">')
    expect(await post(cookie, '/consent/direct_mail/withdraw', csrfIn(first))).toBe(303)
    expect(await newsletter()).toEqual({ sent: false, reason: 'consent_withdrawn' })
  })

  it('lets nobody speak for another: not without a session, nor with the session or the form of somebody else', async () => {
    const { login, page, csrfIn, post, newsletter } = open()
    const [mine, theirs] = [await login('m-1'), await login('m-2')]
    const csrf = csrfIn(await page(mine))
    expect(await post('', '/consent/direct_mail/give', csrf)).toBe(403)
    expect(await post(theirs, '/consent/direct_mail/give', csrf)).toBe(403)
    expect(await post(mine, '/consent/direct_mail/give', '')).toBe(403)
    expect(await post(mine, '/consent/support/give', csrf)).toBe(404)
    expect(await post(mine, '/consent/__proto__/give', csrf)).toBe(404)
    expect(await newsletter('m-1')).toMatchObject({ sent: false })
    expect(await newsletter('m-2')).toMatchObject({ sent: false })
  })
})

const found = existsSync(CHROMIUM)
if (!found)
  console.warn(`SKIPPED: the consent page in a browser: ${CHROMIUM} is missing (apt-get install chromium)`)

describe.skipIf(!found)('the consent page, in a browser', () => {
  let browser: Browser
  let page: Page
  let address: string
  const { app } = open()

  beforeAll(async () => {
    address = await app.listen({ port: 0, host: '127.0.0.1' })
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS })
    page = await browser.newPage({ locale: 'ja-JP' })
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await app.close()
  })

  it('a person logs in, agrees, withdraws, and the next read respects it', async () => {
    const status = () => page.locator('#direct_mail').getAttribute('data-status')
    const newsletter = async () => (await fetch(`${address}/newsletter/m-1`)).json()
    await page.goto(`${address}/consent`)
    await page.fill('input[name=member]', 'm-1')
    await page.click('button')
    await page.waitForSelector('#direct_mail')
    expect(await page.locator('h1').textContent()).toBe('同意の状況')
    expect(await status()).toBe('ConsentUnknown')
    await page.locator('#direct_mail button').click()
    await page.waitForSelector('#direct_mail[data-status=ConsentGiven]')
    expect(await newsletter()).toEqual({ sent: true, to: 'aiko@example.com' })
    await page.locator('#direct_mail button').click()
    await page.waitForSelector('#direct_mail[data-status=ConsentWithdrawn]')
    expect(await newsletter()).toEqual({ sent: false, reason: 'consent_withdrawn' })
    expect(await page.locator('#direct_mail p').first().textContent()).toContain('撤回しました')
  }, 60_000)
})
