// The gate page: an always-on terminal that wakes whoever has the watch; four taps a call, no typing.
import type { Page } from '@playwright/test'
import { barriers } from '../harness/access.ts'
import { openGate, TERMINAL } from '../harness/gate.ts'
import { callOut, cast, letGo, type Cast } from '../harness/pocket.ts'
import { at, expect, picture, signIn, test, visit, type Language } from '../harness/test.ts'

const LANGUAGES: Language[] = ['zh', 'en']

async function statusOf({ guard }: Cast, incident: string): Promise<string | undefined> {
  const mine = await guard.get<{ items: { incident_id: string; status: string }[] }>('/offers/mine')
  return mine.items.find((it) => it.incident_id === incident)?.status
}

/** Counts the tones that the page plays. */
async function ears(gate: Page): Promise<() => Promise<number>> {
  await gate.addInitScript(() => {
    const counter = window as unknown as { tones: number }
    counter.tones = 0
    const start = OscillatorNode.prototype.start
    OscillatorNode.prototype.start = function (this: OscillatorNode, when?: number) {
      counter.tones += 1
      return start.call(this, when)
    }
  })
  return () => gate.evaluate(() => (window as unknown as { tones: number }).tones)
}

for (const language of LANGUAGES) {
  test(`the gate page in ${language}`, async ({ browser, station }) => {
    const story = await cast(station, 'guard2')
    await letGo(story.guard)
    await story.guard.post('/duty/leave', {})
    const gate = await visit(browser, station, { path: '/gate/', screen: TERMINAL, language })
    await expect(at(gate, 'login-form')).toBeVisible()
    await picture(gate, `gate-login-${language}`)
    expect(await barriers(gate)).toEqual([])
    await signIn(gate, station, 'guard2')
    await expect(at(gate, 'duty-confirm')).toBeEnabled()
    await picture(gate, `gate-start-${language}`)
    expect(await barriers(gate)).toEqual([])
    await at(gate, 'duty-confirm').click()
    await expect(at(gate, 'ring-heard')).toBeEnabled()
    await picture(gate, `gate-ring-${language}`)
    expect(await barriers(gate)).toEqual([])
    await at(gate, 'ring-silent').click()
    await expect(at(gate, 'ring-test')).toContainText(/\d{4,}/)
    await at(gate, 'ring-heard').click()
    await expect(at(gate, 'duty-state', { on: 'true' })).toBeVisible()
    await picture(gate, `gate-idle-${language}`)
    expect(await barriers(gate)).toEqual([])
    await at(gate, 'theme-toggle').click()
    await picture(gate, `gate-idle-light-${language}`)
    expect(await barriers(gate)).toEqual([])
    await at(gate, 'watch-change').click()
    await expect(at(gate, 'duty-leave-confirm')).toBeEnabled()
    await picture(gate, `gate-change-${language}`)
    expect(await barriers(gate)).toEqual([])
    await at(gate, 'duty-leave-confirm').click()
    await expect(at(gate, 'login-form')).toBeVisible()
    await expect.poll(async () => (await story.guard.get<{ shift: object | null }>('/duty')).shift).toBeNull()
    await gate.context().close()
  })
}

test('a call fills the screen and rings; four taps bring it to its end', async ({ browser, station }) => {
  const story = await cast(station, 'guard')
  await letGo(story.guard)
  const gate = await openGate(browser, station, 'guard')
  const tones = await ears(gate)
  await gate.reload()
  await expect(at(gate, 'duty-state', { on: 'true' })).toBeVisible()
  await gate.mouse.click(5, 300)
  const incident = await callOut(story, '门口有人被狗咬了衣服，请去看一下')
  await expect(at(gate, 'offer-place')).toBeVisible()
  await expect(at(gate, 'offer-level')).toBeVisible()
  await expect.poll(tones).toBeGreaterThan(0)
  await picture(gate, 'gate-alarm')
  expect(await barriers(gate)).toEqual([])
  await expect.poll(() => statusOf(story, incident.id)).toBe('delivered')

  await test.step('a reload in the middle of the alarm loses nothing', async () => {
    await gate.reload()
    await expect(at(gate, 'offer-accept')).toBeEnabled()
  })

  await at(gate, 'offer-accept').click()
  await expect(at(gate, 'offer-words')).toContainText('狗咬')
  await expect(at(gate, 'offer-arrive').or(at(gate, 'offer-there')).first()).toBeVisible()
  await picture(gate, 'gate-way')
  expect(await barriers(gate)).toEqual([])
  if (await at(gate, 'offer-arrive').isVisible()) await at(gate, 'offer-arrive').click()
  await expect(at(gate, 'offer-handle')).toBeEnabled()
  await picture(gate, 'gate-scene')
  await at(gate, 'offer-handle').click()
  await expect(at(gate, 'result-tile', { result: 'resolved' })).toBeEnabled()
  await picture(gate, 'gate-result')
  expect(await barriers(gate)).toEqual([])
  await at(gate, 'result-tile', { result: 'resolved' }).click()
  await expect(at(gate, 'offer-ended', { ending: 'cleared' })).toBeVisible()
  await expect(at(gate, 'today-call').first()).toBeVisible()
  // What is done is on the member's list no more, and the guard's word is the incident's feedback.
  expect(await statusOf(story, incident.id)).toBeUndefined()
  expect((await story.desk.get<{ status: string }>(`/incidents/${incident.id}`)).status).toBe('feedback_done')
  await gate.context().close()
})

test('a lost line says: telephone; an answer given meanwhile is sent when it is back, and a reload keeps the watch', async ({ browser, station }) => {
  const story = await cast(station, 'guard')
  await letGo(story.guard)
  const gate = await openGate(browser, station, 'guard')
  await gate.evaluate(async () => void (await navigator.serviceWorker.ready))
  await gate.context().setOffline(true)
  await expect(at(gate, 'line-down')).toBeVisible()
  await picture(gate, 'gate-down')
  expect(await barriers(gate)).toEqual([])
  await gate.reload()
  await expect(at(gate, 'line-down')).toBeVisible()
  await gate.context().setOffline(false)
  await expect(at(gate, 'duty-state', { on: 'true' })).toBeVisible()

  const incident = await callOut(story, '车库有人晕倒，已经醒了')
  await expect(at(gate, 'offer-accept')).toBeEnabled()
  await gate.context().setOffline(true)
  await at(gate, 'offer-accept').click()
  await expect(at(at(gate, 'offer-card'), 'line-down')).toBeVisible()
  await picture(gate, 'gate-way-offline')
  expect(await barriers(gate)).toEqual([])
  expect(await statusOf(story, incident.id)).toMatch(/offered|delivered/)
  await gate.context().setOffline(false)
  await expect.poll(() => statusOf(story, incident.id)).toMatch(/accepted|en_route|arrived/)
  await letGo(story.guard)
  await expect(at(gate, 'duty-state', { on: 'true' })).toBeVisible()
  await gate.context().close()
})

test('in a neutral case the gate shows and says nothing of the matter', async ({ browser, station }) => {
  const story = await cast(station, 'guard')
  await letGo(story.guard)
  const gate = await openGate(browser, station, 'guard')
  const made = await story.desk.post<{ id: string }>('/incidents', {
    source: 'station_phone', description: '丈夫动手打人', point: story.unit.point, unit_id: story.unit.id, involves_dv: true,
  })
  await story.desk.post(`/incidents/${made.id}/dispatch`, { members: [story.member] })
  await expect(at(gate, 'offer-neutral')).toBeVisible()
  await expect(at(gate, 'offer-category')).toHaveCount(0)
  expect(await gate.locator('body').innerText()).not.toMatch(/家暴|家庭暴力|丈夫|打人/)
  await picture(gate, 'gate-neutral')
  expect(await barriers(gate)).toEqual([])
  await at(gate, 'offer-decline').click()
  await expect(at(gate, 'decline-reason', { reason: 'busy' })).toBeEnabled()
  await picture(gate, 'gate-decline')
  await at(gate, 'decline-reason', { reason: 'busy' }).click()
  await expect(at(gate, 'duty-state', { on: 'true' })).toBeVisible()
  await gate.context().close()
})
