// The red lines that a page could cross: location after hours, forced consent, other people's secrets, silent cameras, ranks.
import type { Page } from '@playwright/test'
import type { Incident } from '../harness/api.ts'
import { cast, FLUSH_MS, goOnDuty, leave, letGo, runOn } from '../harness/pocket.ts'
import { at, DESK, expect, PHONE, picture, test, visit } from '../harness/test.ts'

const CALLER = '测试来电人'
const CALLER_PHONE = '19900001234'

/** Counts what a page asks of the device and of the server. */
async function watched(page: Page): Promise<{ positions: () => number; devices: () => Promise<number> }> {
  let positions = 0
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/api/v1/positions')) positions += 1
  })
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => {
      if (String(payload).includes('"positions"')) positions += 1
    })
  })
  await page.addInitScript(() => {
    const counter = window as unknown as { devicesAsked: number }
    counter.devicesAsked = 0
    const ask = navigator.mediaDevices?.getUserMedia?.bind(navigator.mediaDevices)
    if (!ask) return
    navigator.mediaDevices.getUserMedia = (wish) => {
      counter.devicesAsked += 1
      return ask(wish)
    }
  })
  return {
    positions: () => positions,
    devices: () => page.evaluate(() => (window as unknown as { devicesAsked: number }).devicesAsked),
  }
}

test('location is asked for separately, shown while it is sent, and stops with the shift', async ({ browser, station }) => {
  const { unit } = await cast(station, 'guard2')
  const [lon, lat] = unit.point.coordinates
  const pocket = await visit(browser, station, { path: '/pocket/', screen: PHONE, point: { lon, lat } })
  const seen = await watched(pocket)
  await pocket.clock.install()
  await pocket.reload()
  const account = station.account('guard2')
  await at(pocket, 'login-name').fill(account.login)
  await at(pocket, 'login-password').fill(account.password)
  await at(pocket, 'login-submit').click()
  await expect(at(pocket, 'duty-state')).toBeVisible()

  await test.step('off duty nothing is sent', async () => {
    if (await at(pocket, 'duty-leave').isVisible()) await leave(pocket)
    await expect(at(pocket, 'location-mark', { state: 'sending' })).toHaveCount(0)
    await runOn(pocket, 2 * FLUSH_MS)
    expect(seen.positions()).toBe(0)
  })

  await test.step('consent is never ticked beforehand', async () => {
    const consent = at(pocket, 'duty-consent')
    if ((await consent.count()) > 0) {
      await expect(consent).not.toBeChecked()
      await consent.check()
    }
  })

  await test.step('on duty it is sent, and the page says so', async () => {
    await at(pocket, 'duty-confirm').click()
    await expect(at(pocket, 'duty-state', { on: 'true' })).toBeVisible()
    await expect(at(pocket, 'location-mark', { state: 'sending' })).toBeVisible()
    await expect.poll(() => seen.positions()).toBeGreaterThan(0)
    await picture(pocket, 'pocket-on-duty')
    // What the quiet steps rely on: with the clock run on, a step of the phone is seen to leave it.
    const before = seen.positions()
    let steps = 0
    await expect
      .poll(async () => {
        // Steps that follow each other too soon are passed over, by the device's own clock: so walk until one counts.
        steps += 1
        await pocket.context().setGeolocation({ longitude: lon + 0.0001 * steps, latitude: lat, accuracy: 8 })
        await runOn(pocket, FLUSH_MS)
        return seen.positions()
      })
      .toBeGreaterThan(before)
  })

  await test.step('the last word of a shift is the last position', async () => {
    await leave(pocket)
    const atLeave = seen.positions()
    await pocket.context().setGeolocation({ longitude: lon + 0.005, latitude: lat, accuracy: 8 })
    await runOn(pocket, 2 * FLUSH_MS)
    expect(seen.positions()).toBe(atLeave)
    await pocket.reload()
    await expect(at(pocket, 'duty-state', { on: 'false' })).toBeVisible()
    await expect(at(pocket, 'location-mark', { state: 'sending' })).toHaveCount(0)
    await runOn(pocket, 2 * FLUSH_MS)
    expect(seen.positions()).toBe(atLeave)
  })

  expect(await seen.devices(), 'no camera, no microphone').toBe(0)
  await pocket.context().close()
})

test('a call shows a guard neither who called nor, in such cases, what it is', async ({ browser, station }) => {
  const { desk, guard, unit } = await cast(station, 'guard')
  await letGo(guard)
  const [lon, lat] = unit.point.coordinates
  const pocket = await visit(browser, station, { login: 'guard', path: '/pocket/', screen: PHONE, point: { lon, lat } })
  await goOnDuty(pocket)
  // A hard stop: it calls the own unit and the police by itself.
  await desk.post<Incident>('/incidents', {
    source: 'station_phone',
    description: '夫妻在家里吵架动手',
    involves_dv: true,
    caller_name: CALLER,
    caller_phone: CALLER_PHONE,
    point: unit.point,
    unit_id: unit.id,
  })
  await expect(at(pocket, 'offer-card')).toBeVisible()
  await expect(at(pocket, 'offer-neutral')).toBeVisible()
  await picture(pocket, 'pocket-neutral')
  await at(pocket, 'offer-accept').click()
  await expect(at(pocket, 'offer-arrive').or(at(pocket, 'offer-handle')).first()).toBeVisible()
  const shown = await pocket.locator('body').innerText()
  for (const secret of [CALLER, CALLER_PHONE, '动手', '吵架']) expect(shown).not.toContain(secret)
  await letGo(guard)
  await pocket.context().close()
})

/** Words of a table of the best, in both languages. */
const RANKS = /排名|排行|得分|积分|先进|落后|第一名|在线时长|出警量|\b(rank|ranking|score|points|leaderboard|fastest|slowest|top \d+)\b/i

for (const language of ['zh', 'en'] as const) {
  test(`nobody is ranked, in ${language}`, async ({ browser, station }) => {
    for (const login of ['commander', 'chief', 'centre']) {
      const desk = await visit(browser, station, { login, path: '/desk/', screen: DESK, language })
      await expect(at(desk, 'figures')).toBeVisible()
      expect(await desk.locator('body').innerText(), login).not.toMatch(RANKS)
      const menu = desk.locator('[data-testid^="menu-"]')
      for (const entry of await menu.all()) {
        await entry.click()
        await expect(entry).toHaveAttribute('aria-pressed', 'true')
        expect(await desk.locator('body').innerText(), `${login}: ${await entry.innerText()}`).not.toMatch(RANKS)
      }
      await desk.context().close()
    }
    const pocket = await visit(browser, station, { login: 'guard2', path: '/pocket/', screen: PHONE, language })
    for (const path of ['', 'report', 'me', 'track']) {
      await pocket.goto(`${station.url}/pocket/${path}`)
      await expect(at(pocket, 'connection')).toBeVisible()
      expect(await pocket.locator('body').innerText(), path).not.toMatch(RANKS)
    }
    await pocket.context().close()
  })
}
