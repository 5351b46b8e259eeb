// The phone page where things go wrong: a question lies open when a call comes, the line breaks, the session ends.
import type { Page } from '@playwright/test'
import { barriers } from '../harness/access.ts'
import type { Incident } from '../harness/api.ts'
import { callOut, cast, FLUSH_MS, goOnDuty, letGo, runOn, type Cast } from '../harness/pocket.ts'
import { at, expect, PHONE, picture, signIn, test, visit } from '../harness/test.ts'

/** The desk has this long to pick a report up. */
const PICK_UP_MS = 60_000

/** The status of the guard's call, as the server has it. */
async function statusOf({ guard }: Cast, incident: string): Promise<string | undefined> {
  const mine = await guard.get<{ items: { incident_id: string; status: string }[] }>('/offers/mine')
  return mine.items.find((it) => it.incident_id === incident)?.status
}

/** From here on the page is kept for a time without a network. */
async function kept(pocket: Page): Promise<void> {
  await pocket.evaluate(async () => void (await navigator.serviceWorker.ready))
}

test('a call that comes while a question lies open can be answered', async ({ browser, station }) => {
  const story = await cast(station, 'guard')
  await letGo(story.guard)
  const [lon, lat] = story.unit.point.coordinates
  const pocket = await visit(browser, station, { login: 'guard', path: '/pocket/', screen: PHONE, point: { lon, lat } })
  await goOnDuty(pocket)
  await at(pocket, 'duty-leave').click()
  await expect(at(pocket, 'duty-leave-confirm')).toBeVisible()

  const incident = await callOut(story, '门口有一条蛇')
  await expect(at(pocket, 'offer-card')).toBeVisible()
  await expect(at(pocket, 'duty-leave-confirm')).toHaveCount(0)
  await expect(at(pocket, 'offer-accept')).toBeEnabled()
  expect(await barriers(pocket)).toEqual([])
  await at(pocket, 'offer-accept').click()
  await expect.poll(() => statusOf(story, incident.id)).toMatch(/accepted|en_route|arrived/)
  await expect(at(pocket, 'offer-reinforce')).toBeEnabled()
  expect(await barriers(pocket)).toEqual([])

  await letGo(story.guard)
  await expect(at(pocket, 'offer-none')).toBeVisible()
  await pocket.context().close()
})

test('an answer given without a network is shown at once and sent when it is back', async ({ browser, station }) => {
  const story = await cast(station, 'guard')
  await letGo(story.guard)
  const [lon, lat] = story.unit.point.coordinates
  const pocket = await visit(browser, station, { login: 'guard', path: '/pocket/', screen: PHONE, point: { lon, lat } })
  await goOnDuty(pocket)
  await expect(at(pocket, 'connection', { state: 'live' })).toBeVisible()
  const incident = await callOut(story, '有只猫卡在栏杆里')
  await expect(at(pocket, 'offer-accept')).toBeEnabled()

  await pocket.context().setOffline(true)
  await at(pocket, 'offer-accept').click()
  await expect(at(pocket, 'offer-arrive').or(at(pocket, 'offer-handle')).first()).toBeVisible()
  const card = at(pocket, 'offer-card')
  await expect(at(card, 'outbox-waiting')).toBeVisible()
  await expect(at(card, 'line-down')).toBeVisible()
  await picture(pocket, 'pocket-offline')
  expect(await barriers(pocket)).toEqual([])
  expect(await statusOf(story, incident.id)).toMatch(/offered|delivered/)

  await pocket.context().setOffline(false)
  await expect.poll(() => statusOf(story, incident.id)).toMatch(/accepted|en_route|arrived/)
  await expect(at(pocket, 'outbox-waiting')).toHaveCount(0)
  await letGo(story.guard)
  await pocket.context().close()
})

test('a consent withdrawn without a network stays withdrawn after a reload', async ({ browser, station }) => {
  const { guard, unit } = await cast(station, 'guard2')
  const [lon, lat] = unit.point.coordinates
  const pocket = await visit(browser, station, { path: '/pocket/', screen: PHONE, point: { lon, lat } })
  let positions = 0
  pocket.on('websocket', (socket) => socket.on('framesent', ({ payload }) => (positions += String(payload).includes('"positions"') ? 1 : 0)))
  pocket.on('request', (request) => (positions += request.url().endsWith('/api/v1/positions') ? 1 : 0))
  await pocket.clock.install()
  await pocket.reload()
  const account = station.account('guard2')
  await at(pocket, 'login-name').fill(account.login)
  await at(pocket, 'login-password').fill(account.password)
  await at(pocket, 'login-submit').click()
  await goOnDuty(pocket)
  if (await at(pocket, 'location-on').isVisible()) {
    await at(pocket, 'location-on').click()
    await at(pocket, 'location-on-confirm').click()
  }
  await expect(at(pocket, 'location-mark', { state: 'sending' })).toBeVisible()
  await expect.poll(() => positions).toBeGreaterThan(0)
  await kept(pocket)

  await pocket.context().setOffline(true)
  await at(pocket, 'location-stop').click()
  await at(pocket, 'location-stop-confirm').click()
  await expect(at(pocket, 'location-mark', { state: 'off' })).toBeVisible()
  const before = positions

  await test.step('one visit was enough to open the page without a network', async () => {
    await pocket.reload()
    await expect(at(pocket, 'duty-retry')).toBeVisible()
    await picture(pocket, 'pocket-reload-offline')
  })

  await pocket.context().setOffline(false)
  await expect(at(pocket, 'location-mark', { state: 'off' })).toBeVisible()
  await expect.poll(async () => (await guard.get<{ consent: boolean }>('/duty')).consent).toBe(false)
  await pocket.context().setGeolocation({ longitude: lon + 0.001, latitude: lat, accuracy: 8 })
  await runOn(pocket, 2 * FLUSH_MS)
  await expect(at(pocket, 'location-mark', { state: 'off' })).toBeVisible()
  expect(positions).toBe(before)
  await pocket.context().close()
})

test('a session that ends in the middle of a shift is told, and signing in again keeps the shift', async ({ browser, station }) => {
  const { unit } = await cast(station, 'guard')
  const [lon, lat] = unit.point.coordinates
  const pocket = await visit(browser, station, { login: 'guard', path: '/pocket/', screen: PHONE, point: { lon, lat } })
  await goOnDuty(pocket)
  // The next request finds the session over, as after twelve hours.
  await pocket.context().clearCookies()
  await pocket.evaluate(() => window.dispatchEvent(new Event('online')))
  await expect(at(pocket, 'session-cut-off')).toBeVisible()
  await picture(pocket, 'pocket-cut-off')
  expect(await barriers(pocket)).toEqual([])
  const account = station.account('guard')
  await expect(at(pocket, 'login-name')).toHaveValue(account.login)
  await at(pocket, 'login-password').fill(account.password)
  await at(pocket, 'login-submit').click()
  await expect(at(pocket, 'duty-state', { on: 'true' })).toBeVisible()
  await pocket.context().close()
})

test('whoever reports from the phone sees when the desk picks it up', async ({ browser, station }) => {
  const { desk } = await cast(station, 'guard2')
  const pocket = await visit(browser, station, { login: 'guard2', path: '/pocket/', screen: PHONE })
  await pocket.goto(`${station.url}/pocket/report`)
  await at(pocket, 'report-kind', { kind: 'noise' }).click()
  await at(pocket, 'report-unit').click()
  await at(pocket, 'report-submit').click()
  await expect(at(pocket, 'report-pick-up', { state: 'waiting' })).toBeVisible()
  expect(await barriers(pocket)).toEqual([])
  const no = /JQ-[\d-]+\d/.exec(await at(pocket, 'report-done').innerText())?.[0]
  const open = await desk.get<{ items: Incident[] }>('/incidents?limit=50')
  const reported = open.items.find((it) => it.incident_no === no)
  await desk.post(`/incidents/${reported?.id}/claim`, {})
  await expect(at(pocket, 'report-pick-up', { state: 'taken' })).toBeVisible()
  await pocket.context().close()
})

test('whoever reports and is not heard within a minute is told to dial 110', async ({ browser, station }) => {
  const pocket = await visit(browser, station, { path: '/pocket/', screen: PHONE })
  await pocket.clock.install()
  await pocket.reload()
  await signIn(pocket, station, 'guard2')
  // The page keeps the server's time: from here on no answer tells it, so that a minute can pass at once.
  await pocket.route('**/api/**', async (route) => {
    const answer = await route.fetch()
    const { date: _, ...headers } = answer.headers()
    await route.fulfill({ response: answer, headers })
  })
  await pocket.goto(`${station.url}/pocket/report`)
  await at(pocket, 'report-kind', { kind: 'noise' }).click()
  await at(pocket, 'report-unit').click()
  await at(pocket, 'report-submit').click()
  await expect(at(pocket, 'report-pick-up', { state: 'waiting' })).toBeVisible()
  await runOn(pocket, PICK_UP_MS)
  const late = at(pocket, 'report-pick-up', { state: 'late' })
  await expect(late).toContainText('指挥室暂未接听，紧急请立即拨打110')
  await picture(pocket, 'pocket-not-heard')
  expect(await barriers(pocket)).toEqual([])
  await pocket.context().close()
})
