// A guard calls for help: the desk rings and cannot look away, somebody has it, the guard reads who, and it ends as a slip.
import { barriers } from '../harness/access.ts'
import { cast, goOnDuty, letGo } from '../harness/pocket.ts'
import { at, DESK, expect, PHONE, picture, test, visit } from '../harness/test.ts'

/** Longer than the button has to be held. */
const HELD_MS = 1_700

test('a call for help rings on the desk until somebody has it', async ({ browser, station }) => {
  const story = await cast(station, 'guard')
  await letGo(story.guard)
  const [lon, lat] = story.unit.point.coordinates
  const desk = await visit(browser, station, { login: 'desk', path: '/desk/', screen: DESK })
  await expect(at(desk, 'connection', { state: 'live' })).toBeVisible()
  const pocket = await visit(browser, station, { login: 'guard', path: '/pocket/', screen: PHONE, point: { lon, lat } })
  await goOnDuty(pocket)
  const before = await story.desk.get<{ closed: number }>('/figures/day')

  // Let go too early, nothing has happened.
  await at(pocket, 'sos-hold').click()
  await expect(at(pocket, 'sos-stage')).toHaveCount(0)
  const hold = await at(pocket, 'sos-hold').boundingBox()
  await pocket.mouse.move(hold!.x + hold!.width / 2, hold!.y + hold!.height / 2)
  await pocket.mouse.down()
  await expect(at(pocket, 'sos-stage')).toBeVisible({ timeout: 10 * HELD_MS })
  await pocket.mouse.up()
  await expect(at(pocket, 'sos-stage', { stage: 'raised' })).toBeVisible()
  await picture(pocket, 'pocket-sos')

  await expect(at(desk, 'sos-bar', { ringing: 'true' })).toBeVisible()
  await picture(desk, 'desk-sos')
  // Nothing puts it away, and it lies over an open report.
  await desk.keyboard.press('Escape')
  await desk.keyboard.press('F2')
  await expect(at(desk, 'sos-bar', { ringing: 'true' })).toBeVisible()
  await expect(at(desk, 'sos-false-alarm')).toHaveCount(0)
  await desk.keyboard.press('F9')
  await expect(at(desk, 'sos-item', { status: 'acknowledged' })).toBeVisible()
  await expect(at(desk, 'sos-bar', { ringing: 'false' })).toBeVisible()

  await expect(at(pocket, 'sos-stage', { stage: 'heard' })).toBeVisible()
  await expect(at(pocket, 'sos-heard-by')).toContainText('指挥室')
  expect(await barriers(pocket)).toEqual([])

  await at(desk, 'sos-false-alarm').click()
  await at(desk, 'sos-reason').fill('回电核实，误碰')
  await at(desk, 'sos-confirm').click()
  await expect(at(desk, 'sos-bar')).toHaveCount(0)
  await expect(at(pocket, 'sos-stage', { stage: 'over' })).toBeVisible()
  await at(pocket, 'sos-seen').click()
  await expect(at(pocket, 'sos-stage')).toHaveCount(0)
  // What has been told is not told again by a page that opens anew.
  const asked = pocket.waitForResponse((it) => it.url().endsWith('/api/v1/sos/mine'))
  await pocket.reload()
  await asked
  await expect(at(pocket, 'sos-hold')).toBeVisible()
  await expect(at(pocket, 'sos-stage')).toHaveCount(0)
  // The matter itself is still the desk's to close.
  const after = await story.desk.get<{ closed: number }>('/figures/day')
  expect(after.closed).toBe(before.closed)
  const { items } = await story.desk.get<{ items: { id: string; source: string }[] }>('/incidents?limit=50')
  const matter = items.find((it) => it.source === 'device_sos')?.id ?? ''
  await story.desk.post(`/incidents/${matter}/stand_down`, {})
  await pocket.context().close()
  await desk.context().close()
})
