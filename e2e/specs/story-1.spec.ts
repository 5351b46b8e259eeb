// Story 1: crying in the night. The desk reports it by hand, the guard at the gate goes and settles it, the desk closes it.
import type { Page } from '@playwright/test'
import { Api } from '../harness/api.ts'
import { goOnDuty } from '../harness/pocket.ts'
import { at, DESK, expect, PHONE, picture, test, visit } from '../harness/test.ts'

const WORDS = '夜里有像婴儿的哭声,怕是蝙蝠,请门岗去看一下'

test('the desk reports, the guard goes, the desk closes, the figure moves', async ({ browser, station }) => {
  const unit = await (await Api.signIn(station, 'desk')).unitOf(await Api.signIn(station, 'guard'))
  const [lon, lat] = unit.point.coordinates
  const desk = await visit(browser, station, { login: 'desk', path: '/desk/', screen: DESK })
  const pocket = await visit(browser, station, { login: 'guard', path: '/pocket/', screen: PHONE, point: { lon, lat } })

  const member = await test.step('the guard says: I am on duty', async () => {
    await goOnDuty(pocket)
    const who = await (await Api.signIn(station, 'guard')).who()
    return who.member_id ?? ''
  })

  const closedBefore = await figure(desk, 'closed')
  const incident = await test.step('the desk takes the report: two Enters', () => report(desk, unit.name))

  await test.step('the nearest guard is called', async () => {
    const panel = at(desk, 'incident-panel', { incident })
    const candidate = at(panel, 'candidate', { member })
    const called = at(panel, 'offer', { member })
    await expect(candidate.or(called).first()).toBeVisible()
    // Whoever the program did not call by itself, the desk may call at any time.
    if ((await called.count()) === 0) await at(candidate, 'candidate-call').click()
    await expect(called.first()).toBeVisible()
  })

  await test.step('the guard accepts, arrives, settles it', () => answer(pocket))
  await expect(at(at(desk, 'incident-panel', { incident }), 'timeline-item', { kind: 'offer_arrived' }).first()).toBeVisible()

  // What the guard said of it is its feedback: the desk goes on from there.
  await expect(at(at(desk, 'incident-panel', { incident }), 'incident-status', { status: 'feedback_done' })).toBeVisible()

  await test.step('the desk closes', () => close(desk, incident))
  await expect.poll(() => figure(desk, 'closed')).toBeGreaterThan(closedBefore)
  await picture(desk, 'story-1-closed')
})

async function report(desk: Page, unitName: string): Promise<string> {
  await desk.keyboard.press('F2')
  await expect(at(desk, 'report-form')).toBeVisible()
  await at(desk, 'report-place').fill(unitName)
  const option = at(desk, 'report-place-option', { kind: 'unit' }).first()
  await expect(option).toBeVisible()
  await picture(desk, 'report-1-where')
  await option.click()
  await at(desk, 'report-words').fill(WORDS)
  await at(desk, 'report-nature', { nature: 'non_police' }).click()
  await at(desk, 'report-words').press('Enter')
  await expect(at(desk, 'report-suggestion')).toBeVisible()
  await picture(desk, 'report-2-confirm')
  await desk.keyboard.press('Enter')
  await expect(at(desk, 'report-form', { phase: 'called' })).toBeVisible()
  const panel = at(desk, 'incident-panel')
  await expect(at(panel, 'incident-words')).toContainText('婴儿的哭声')
  return (await panel.getAttribute('data-incident')) ?? ''
}

async function answer(pocket: Page): Promise<void> {
  const card = at(pocket, 'offer-card')
  await expect(card).toBeVisible()
  await picture(pocket, 'pocket-call')
  await at(card, 'offer-accept').click()
  await expect(at(pocket, 'offer-words')).toContainText('婴儿的哭声')
  await picture(pocket, 'pocket-way')
  const arrive = at(pocket, 'offer-arrive')
  const handle = at(pocket, 'offer-handle')
  // Standing at the gate already, the guard may be seen to have arrived before the key is pressed.
  await expect(arrive.or(handle).first()).toBeVisible()
  if (await arrive.isVisible()) await arrive.click()
  await expect(handle).toBeVisible()
  await handle.click()
  await picture(pocket, 'pocket-scene')
  await at(pocket, 'result-tile', { result: 'resolved' }).click()
  await expect(at(pocket, 'offer-none')).toBeVisible()
}

/** Presses whatever comes next until the incident is closed, as the panel offers it. */
async function close(desk: Page, incident: string): Promise<void> {
  const panel = at(desk, 'incident-panel', { incident })
  const status = at(panel, 'incident-status')
  for (const verb of ['handle', 'feedback', 'review', 'close']) {
    const button = at(panel, 'incident-action', { verb })
    const closed = at(panel, 'incident-status', { status: 'closed' })
    const next = at(panel, 'incident-action')
    await expect(closed.or(next).first()).toBeVisible()
    if ((await button.count()) === 0 || (await closed.count()) > 0) continue
    const before = await status.getAttribute('data-status')
    await button.first().click()
    await fillAction(desk)
    await expect(status).not.toHaveAttribute('data-status', before ?? '')
  }
  await expect(status).toHaveAttribute('data-status', 'closed')
}

async function fillAction(desk: Page): Promise<void> {
  const form = at(desk, 'action-form')
  if ((await form.count()) === 0) return
  for (const field of ['action-result', 'action-reason']) {
    if ((await at(form, field).count()) > 0) await at(form, field).fill('门岗到场查看,是一只猫,已安抚住户')
  }
  await at(form, 'action-confirm').click()
}

async function figure(desk: Page, name: string): Promise<number> {
  const text = await at(desk, 'figure', { figure: name }).innerText()
  return Number.parseInt(text, 10)
}
