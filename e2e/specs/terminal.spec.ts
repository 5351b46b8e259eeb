// A post's own terminal: set up with a code, taken by name, handed over by tiles, asked when the hand-over is forgotten.
import type { Browser, Page } from '@playwright/test'
import { barriers } from '../harness/access.ts'
import { TERMINAL } from '../harness/gate.ts'
import { Api, type Who } from '../harness/api.ts'
import { callOut, cast, letGo, type Cast } from '../harness/pocket.ts'
import type { Station } from '../harness/station.ts'
import { at, expect, picture, test, visit } from '../harness/test.ts'

/** The server looks once a minute whether a shift should have ended. */
const ASKED_MS_MAX = 100_000

interface Registered {
  token: string
  terminal: { id: string }
}

/** Sets a terminal up for the guard's post, opens its page with the code, and gives it the guard's watch. */
async function enrolled(browser: Browser, station: Station, { desk, guard, member }: Cast): Promise<{ gate: Page; terminal: string }> {
  const who = await guard.get<Who & { member: { post_id: string } }>('/session')
  const { token, terminal } = await desk.post<Registered>('/terminals', { post_id: who.member.post_id, label: '东门岗值守屏' })
  const gate = await visit(browser, station, { path: `/gate/#enrol=${token}`, screen: TERMINAL })
  await expect(at(gate, 'watch-person', { member })).toBeVisible()
  expect(new URL(gate.url()).hash).toBe('')
  return { gate, terminal: terminal.id }
}

async function take(gate: Page, member: string): Promise<void> {
  await at(gate, 'watch-person', { member }).click()
  await at(gate, 'duty-consent').click()
  await at(gate, 'duty-confirm').click()
  const refused = at(gate, 'watch-refused')
  await expect(at(gate, 'ring-heard').or(refused).first()).toBeVisible()
  // Somebody else held the post: the same key, pressed once more, takes it over.
  if (await refused.isVisible()) await at(gate, 'duty-confirm').click()
  await expect(at(gate, 'ring-heard')).toBeEnabled()
}

test('a terminal is enrolled by its code, and its call ends in four taps', async ({ browser, station }) => {
  const story = await cast(station, 'guard')
  await letGo(story.guard)
  await story.guard.post('/duty/leave', {})
  const { gate, terminal } = await enrolled(browser, station, story)
  await picture(gate, 'terminal-start')
  expect(await barriers(gate)).toEqual([])
  await take(gate, story.member)
  await at(gate, 'ring-again').click()
  await at(gate, 'ring-heard').click()
  await expect(at(gate, 'duty-state', { on: 'true' })).toBeVisible()
  await picture(gate, 'terminal-idle')

  const incident = await callOut(story, '大堂的灯不亮了')
  for (const tap of ['offer-accept', 'offer-arrive', 'offer-handle']) await at(gate, tap).click()
  await at(gate, 'result-tile', { result: 'resolved' }).click()
  await expect(at(gate, 'offer-ended', { ending: 'cleared' })).toBeVisible()
  expect((await story.desk.get<{ status: string }>(`/incidents/${incident.id}`)).status).toBe('feedback_done')

  await test.step('lost and disabled by another person, it forgets everything', async () => {
    await story.desk.post(`/terminals/${terminal}/lost`, {})
    const commander = await Api.signIn(station, 'commander')
    await commander.post(`/terminals/${terminal}/disable`, {})
    await gate.reload()
    await expect(at(gate, 'terminal-lost').or(at(gate, 'login-form')).first()).toBeVisible()
    expect(await gate.evaluate(() => Object.keys(localStorage).filter((it) => it !== 'gate.prefs' && it !== 'gate.account'))).toEqual([])
  })
  await gate.context().close()
})

test('story 11: a hand-over forgotten is asked for, calls say so meanwhile, and the next one takes over', async ({ browser, station }) => {
  const [story, next] = [await cast(station, 'guard'), await cast(station, 'guard2')]
  for (const { guard } of [story, next]) {
    await letGo(guard)
    await guard.post('/duty/leave', {})
  }
  const { gate } = await enrolled(browser, station, story)
  await take(gate, story.member)
  await at(gate, 'ring-heard').click()
  await expect(at(gate, 'duty-state', { on: 'true' })).toBeVisible()

  await test.step('the planned end passes, and nobody has handed over', async () => {
    // The page asks for a whole turn; here the night is short.
    const status = await gate.evaluate(async (member) => {
      const answer = await fetch('/api/v1/terminal/confirm', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() },
        body: JSON.stringify({ member_id: member, planned_end_at: new Date(Date.now() + 3_000).toISOString() }),
      })
      return answer.status
    }, story.member)
    expect(status).toBe(200)
    await expect(at(gate, 'watch-who')).toBeVisible({ timeout: ASKED_MS_MAX })
    await picture(gate, 'terminal-who')
    expect(await barriers(gate)).toEqual([])
  })

  await test.step('a call meanwhile says that nobody knows who stands there', async () => {
    await callOut(story, '侧门没有关')
    await expect(at(gate, 'offer-identity')).toBeVisible()
    await picture(gate, 'terminal-identity')
    await at(gate, 'offer-decline').click()
    await at(gate, 'decline-reason', { reason: 'busy' }).click()
    await expect(at(gate, 'watch-who')).toBeVisible()
  })

  await test.step('the next one takes over, with what must be known, without typing', async () => {
    await at(gate, 'watch-change').click()
    await at(gate, 'hand-over-to', { member: next.member }).click()
    await at(gate, 'hand-over-note', { note: 'keys' }).click()
    await picture(gate, 'terminal-hand-over')
    expect(await barriers(gate)).toEqual([])
    await at(gate, 'hand-over-confirm').click()
    await expect(at(gate, 'ring-heard')).toBeEnabled()
    await at(gate, 'ring-heard').click()
    await expect(at(gate, 'hand-over-said')).toContainText('钥匙')
    await expect.poll(async () => (await story.guard.get<{ shift: object | null }>('/duty')).shift).toBeNull()
    expect((await next.guard.get<{ shift: object | null }>('/duty')).shift).not.toBeNull()
    await picture(gate, 'terminal-handed-over')
  })
  await gate.context().close()
})
