// Story 1: crying in the night. The desk reports it by hand, the guard at the gate goes and settles it, the desk closes it.
import type { Page } from '@playwright/test'
import { Api } from '../harness/api.ts'
import { call, close, figure, report } from '../harness/desk.ts'
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
  const incident = await test.step('the desk takes the report: two Enters', () => report(desk, unit.name, WORDS))

  await test.step('the nearest guard is called', () => call(desk, incident, member))

  await test.step('the guard accepts, arrives, settles it', () => answer(pocket))
  await expect(at(at(desk, 'incident-panel', { incident }), 'timeline-item', { kind: 'offer_arrived' }).first()).toBeVisible()

  // What the guard said of it is its feedback: the desk goes on from there.
  await expect(at(at(desk, 'incident-panel', { incident }), 'incident-status', { status: 'feedback_done' })).toBeVisible()

  await test.step('the desk closes', () => close(desk, incident, '门岗到场查看,是一只猫,已安抚住户'))
  await expect.poll(() => figure(desk, 'closed')).toBeGreaterThan(closedBefore)
  await picture(desk, 'story-1-closed')
})

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
