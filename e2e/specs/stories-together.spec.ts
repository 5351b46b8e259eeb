// Stories 1 and 2 with everybody's page open at once: the desk, the governance centre, a gate, and a guard's phone.
import type { Browser, Page } from '@playwright/test'
import { Api } from '../harness/api.ts'
import { call, close, figure, report } from '../harness/desk.ts'
import { openGate } from '../harness/gate.ts'
import { cast, goOnDuty, letGo, type Cast } from '../harness/pocket.ts'
import type { Station } from '../harness/station.ts'
import { at, DESK, expect, PHONE, picture, test, visit } from '../harness/test.ts'

const BAT = '夜里有像婴儿的哭声，怕是蝙蝠，请门岗去看一下'
const FIGHT_WORDS = '持刀'

interface Together {
  story: Cast
  desk: Page
  centre: Page
  gate: Page
  phone: Page
}

async function together(browser: Browser, station: Station): Promise<Together> {
  const [story, other] = [await cast(station, 'guard'), await Api.signIn(station, 'guard2')]
  for (const guard of [story.guard, other]) await letGo(guard)
  const [lon, lat] = story.unit.point.coordinates
  const gate = await openGate(browser, station, 'guard')
  const phone = await visit(browser, station, { login: 'guard2', path: '/pocket/', screen: PHONE, point: { lon, lat } })
  await goOnDuty(phone)
  const desk = await visit(browser, station, { login: 'desk', path: '/desk/', screen: DESK })
  const centre = await visit(browser, station, { login: 'centre', path: '/desk/', screen: DESK })
  await expect(at(centre, 'connection', { state: 'live' })).toBeVisible()
  return { story, desk, centre, gate, phone }
}

async function part({ desk, centre, gate, phone }: Together): Promise<void> {
  await Promise.all([desk, centre, gate, phone].map((page) => page.context().close()))
}

/** The gate's four taps. */
async function fourTaps(gate: Page, result: string): Promise<void> {
  await expect(at(gate, 'offer-accept')).toBeEnabled()
  await at(gate, 'offer-accept').click()
  const [arrive, there] = [at(gate, 'offer-arrive'), at(gate, 'offer-there')]
  await expect(arrive.or(there).first()).toBeVisible()
  if (await arrive.isVisible()) await arrive.click()
  await expect(at(gate, 'offer-handle')).toBeEnabled()
  await at(gate, 'offer-handle').click()
  await expect(at(gate, 'result-tile', { result })).toBeEnabled()
  await at(gate, 'result-tile', { result }).click()
  await expect(at(gate, 'duty-state', { on: 'true' })).toBeVisible()
}

test('story 1: the gate settles it, the centre sees it go, nobody else is told', async ({ browser, station }) => {
  const all = await together(browser, station)
  const { story, desk, centre, gate, phone } = all
  const before = await figure(desk, 'closed')
  const incident = await test.step('the desk takes the report: two Enters', () => report(desk, story.unit.name, BAT))
  await test.step('the gate is called', () => call(desk, incident, story.member))
  const row = at(centre, 'queue-item', { incident })
  await expect(row).toBeVisible()
  await expect(at(gate, 'offer-place')).toBeVisible()
  await picture(gate, 'together-1-gate')

  await test.step('four taps at the gate', () => fourTaps(gate, 'resolved'))
  await expect(at(at(desk, 'incident-panel', { incident }), 'incident-status', { status: 'feedback_done' })).toBeVisible()
  await test.step('the centre opens it and sees how far it is', async () => {
    await centre.goto(`${station.url}/desk/incidents/${incident}`)
    await expect(at(at(centre, 'incident-panel', { incident }), 'timeline-item', { kind: 'offer_arrived' }).first()).toBeVisible()
    await picture(centre, 'together-1-centre')
  })
  await test.step('the desk closes it, and the centre sees that too', async () => {
    await close(desk, incident, '门岗到场查看，是一只猫，已安抚住户')
    await expect(at(at(centre, 'incident-panel', { incident }), 'incident-status', { status: 'closed' })).toBeVisible()
    await expect.poll(() => figure(desk, 'closed')).toBeGreaterThan(before)
  })
  expect(await phone.locator('body').innerText()).not.toContain('婴儿')
  await part(all)
})

test('story 2: a knife is seen, everybody keeps to observing, the police come, the centre sees nothing', async ({ browser, station }) => {
  const all = await together(browser, station)
  const { story, desk, centre, gate, phone } = all
  await test.step('a guard reports it from the phone: three taps', async () => {
    await phone.goto(`${station.url}/pocket/report`)
    await at(phone, 'report-kind', { kind: 'fight' }).click()
    await at(phone, 'report-unit').click()
    await at(phone, 'report-tick', { tick: 'weapon' }).click()
    await phone.locator('textarea').last().fill(FIGHT_WORDS)
    await at(phone, 'report-submit').click()
    await expect(at(phone, 'report-pick-up').first()).toBeVisible()
  })
  const no = /JQ-[\d-]+\d/.exec(await at(phone, 'report-done').innerText())?.[0] ?? ''
  const { items } = await story.desk.get<{ items: { id: string; incident_no: string }[] }>('/incidents?limit=50')
  const incident = items.find((it) => it.incident_no === no)?.id ?? ''
  const panel = at(desk, 'incident-panel', { incident })

  await test.step('the desk sees P1 and the hard stop, and takes it on: the reporter is told', async () => {
    await at(desk, 'queue-item', { incident }).click()
    await expect(at(panel, 'incident-priority', { priority: 'P1' })).toBeVisible()
    await expect(at(panel, 'incident-hard-stop')).toBeVisible()
    await at(panel, 'incident-action', { verb: 'claim' }).click()
    await expect(at(phone, 'report-pick-up', { state: 'taken' })).toBeVisible()
  })
  await test.step('three rings run, each with its clock', async () => {
    await call(desk, incident, story.member)
    await expect(at(panel, 'ring')).toHaveCount(3)
    await picture(desk, 'together-2-desk')
  })
  await test.step('the gate may only observe', async () => {
    await expect(at(gate, 'offer-level', { level: 'L1' })).toBeVisible()
    await picture(gate, 'together-2-gate')
    await fourTaps(gate, 'handed_to_police')
  })
  await test.step('a police matter stays open until police have come', async () => {
    const shown = await story.desk.get<{ status: string; police_dispatched: boolean }>(`/incidents/${incident}`)
    // Whether an officer was near enough to be called is the town's chance; the desk's own order always sends police.
    if (!shown.police_dispatched) await story.desk.post(`/incidents/${incident}/escalate`, {})
    const sent = await story.desk.get<{ police_dispatched: boolean }>(`/incidents/${incident}`)
    expect(sent.police_dispatched).toBe(true)
    expect(shown.status).not.toBe('closed')
    await expect(at(panel, 'timeline-item', { kind: 'offer_cleared' }).first()).toBeVisible()
  })
  await test.step('the centre learns nothing of it', async () => {
    await expect(at(centre, 'queue-item', { incident })).toHaveCount(0)
    expect(await centre.locator('body').innerText()).not.toContain(FIGHT_WORDS)
  })
  await part(all)
})
