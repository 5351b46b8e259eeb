// Asking for more people: the desk is told, somebody else is called, and whoever asked stays where they are.
import { barriers } from '../harness/access.ts'
import { callOut, cast, goOnDuty, letGo } from '../harness/pocket.ts'
import { at, DESK, expect, PHONE, picture, test, visit } from '../harness/test.ts'

interface Called {
  offers: { id: string; member_id: string; status: string }[]
}

test('a guard on the scene asks for more: the desk sees it, another is called, the first stays', async ({ browser, station }) => {
  const story = await cast(station, 'guard')
  await letGo(story.guard)
  const [lon, lat] = story.unit.point.coordinates
  const pocket = await visit(browser, station, { login: 'guard', path: '/pocket/', screen: PHONE, point: { lon, lat } })
  await goOnDuty(pocket)
  const incident = await callOut(story, '大门口围了很多人看一条蛇')
  const desk = await visit(browser, station, { login: 'desk', path: `/desk/incidents/${incident.id}`, screen: DESK })
  const panel = at(desk, 'incident-panel', { incident: incident.id })
  await expect(at(panel, 'offer', { member: story.member })).toBeVisible()

  await at(pocket, 'offer-accept').click()
  const arrive = at(pocket, 'offer-arrive')
  await expect(arrive.or(at(pocket, 'offer-handle')).first()).toBeEnabled()
  if (await arrive.isVisible()) await arrive.click()
  await expect(at(pocket, 'offer-card', { status: 'arrived' })).toBeVisible()
  const before = (await desk.evaluate((id) => fetch(`/api/v1/incidents/${id}`).then((it) => it.json()), incident.id)) as Called

  await at(pocket, 'offer-reinforce').click()
  await expect(at(pocket, 'offer-reinforced')).toBeVisible()
  await picture(pocket, 'reinforcement-pocket')
  expect(await barriers(pocket)).toEqual([])

  await test.step('the desk is told, in the panel and in the queue', async () => {
    await expect(at(panel, 'timeline-item', { kind: 'reinforcement_asked' })).toBeVisible()
    await expect(at(desk, 'incident-alert', { whom: 'reinforcement' }).or(at(panel, 'timeline-item', { kind: 'alert_raised' })).first()).toBeVisible()
  })

  await test.step('somebody is called who was not called before', async () => {
    const others = before.offers.map((it) => it.member_id)
    const members = () => at(panel, 'offer').evaluateAll((rows) => rows.map((it) => it.getAttribute('data-member')))
    await expect.poll(async () => (await members()).filter((it) => it !== null && !others.includes(it)).length).toBeGreaterThan(0)
    await picture(desk, 'reinforcement-desk')
  })

  await test.step('whoever asked keeps the assignment', async () => {
    await expect(at(pocket, 'offer-card', { status: 'arrived' })).toBeVisible()
    await expect(at(panel, 'offer', { member: story.member, status: 'arrived' })).toBeVisible()
  })
  await letGo(story.guard)
  await Promise.all([desk.context().close(), pocket.context().close()])
})
