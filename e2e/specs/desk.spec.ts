// The desk under pressure: keys that belong to the overlay, a call taken back, a line that breaks, a colleague, a centre that sees less, no map.
import type { Browser, Page } from '@playwright/test'
import { Api, type Incident, type Unit } from '../harness/api.ts'
import { at, DESK, expect, picture, signIn, test } from '../harness/test.ts'
import type { Station } from '../harness/station.ts'

interface Whole extends Incident {
  offers: { id: string; status: string }[]
  allowed: string[]
  police_nature: string
}

/** A place of the town, and words for a matter that is nobody's danger. */
async function place(api: Api): Promise<Unit> {
  const { items } = await api.get<{ items: Unit[] }>('/units?limit=1')
  if (!items[0]) throw new Error('the town has no unit')
  return items[0]
}
async function reported(api: Api, words: string, special: object = {}): Promise<Whole> {
  const unit = await place(api)
  const sorted = { category: '4099', police_nature: 'non_police', ...special }
  const made = await api.post<Whole>('/incidents', { source: 'station_phone', description: words, point: unit.point, unit_id: unit.id, address_text: unit.name, ...sorted })
  return api.post<Whole>(`/incidents/${made.id}/triage`, { ...sorted, priority: 'P3' })
}
const show = (api: Api, id: string) => api.get<Whole>(`/incidents/${id}`)

/** A desk on a machine without graphics: what is tried here needs no map, and two cores draw slowly. */
async function open(station: Station, browser: Browser, login: string, path = ''): Promise<Page> {
  const context = await browser.newContext({ viewport: DESK, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  await context.addInitScript(() => {
    const draw = HTMLCanvasElement.prototype.getContext
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...more: unknown[]) {
      return kind.startsWith('webgl') ? null : (draw as (...all: unknown[]) => unknown).call(this, kind, ...more)
    } as typeof draw
  })
  const desk = await context.newPage()
  await desk.goto(`${station.url}/desk/${path}`)
  await signIn(desk, station, login)
  return desk
}
const STANDING = ['offered', 'delivered', 'accepted', 'en_route', 'arrived']

/** The open report, filled up to the first Enter. */
async function filled(desk: Page, unit: Unit, words: string): Promise<void> {
  await desk.keyboard.press('F2')
  await expect(at(desk, 'report-place')).toBeFocused()
  await desk.keyboard.type(unit.name)
  // Whoever is quicker than the search: the key waits for the list of these very words.
  await desk.keyboard.press('Tab')
  await expect(at(desk, 'report-words')).toBeFocused()
  await desk.keyboard.type(words)
}

test('keys over an open report are the report’s alone, and a held Enter is one', async ({ browser, station }) => {
  const api = await Api.signIn(station, 'desk')
  const unit = await place(api)
  const other = await reported(api, '键盘试验：先有的一件')
  const desk = await open(station, browser, 'desk', `incidents/${other.id}`)
  const panel = at(desk, 'incident-panel', { incident: other.id })
  await expect(at(panel, 'candidate').first()).toBeVisible()

  await filled(desk, unit, '键盘试验：大厅有人借用轮椅')
  await at(desk, 'report-source', { source: 'station_phone' }).focus()
  for (const key of ['Shift+Numpad4', 'Digit4', 'Shift+Numpad4', 'ArrowDown', 'ArrowUp']) await desk.keyboard.press(key)
  await expect(at(desk, 'report-tick', { tick: 'minor' })).toHaveAttribute('aria-checked', 'true')
  await desk.keyboard.press('KeyF')
  await expect(at(desk, 'report-nature', { nature: 'non_police' })).toHaveAttribute('aria-checked', 'true')
  await expect(panel).toBeVisible()
  expect((await show(api, other.id)).offers, 'no digit called anybody behind the report').toEqual([])

  // Held down, Enter records and does not call.
  await at(desk, 'report-words').focus()
  await desk.keyboard.down('Enter')
  await desk.keyboard.down('Enter')
  await expect(at(desk, 'report-suggestion')).toBeVisible()
  await desk.keyboard.down('Enter')
  await desk.keyboard.up('Enter')
  const made = at(desk, 'incident-panel')
  await expect(at(made, 'incident-words')).toContainText('借用轮椅')
  const id = (await made.getAttribute('data-incident')) ?? ''
  expect((await show(api, id)).offers).toEqual([])
  await expect(at(desk, 'report-form', { phase: 'confirm' })).toBeVisible()

  // Esc in the open list of categories closes the list and not the report.
  await at(desk, 'action-category').click()
  await expect(desk.locator('.n-base-select-menu')).toBeVisible()
  await desk.keyboard.press('Escape')
  await expect(desk.locator('.n-base-select-menu')).toBeHidden()
  await expect(at(desk, 'report-form', { phase: 'confirm' })).toBeVisible()

  // What the caller says late still lifts what is recorded.
  await desk.keyboard.press('Alt+2')
  await expect(at(desk, 'report-tick', { tick: 'weapon' })).toHaveAttribute('aria-checked', 'true')
  await expect(at(desk, 'incident-priority')).toHaveAttribute('data-priority', 'P1')
  await desk.context().close()
})

test('a call is taken back with a key, and its search with it', async ({ browser, station }) => {
  const api = await Api.signIn(station, 'desk')
  const incident = await reported(api, '撤回试验：楼道堆物')
  const desk = await open(station, browser, 'desk', `incidents/${incident.id}`)
  await at(desk, 'incident-action', { verb: 'dispatch' }).first().click()
  await expect(at(desk, 'undo')).toBeVisible()
  await desk.keyboard.press('Control+z')
  await expect(at(desk, 'undo')).toHaveCount(0)
  await expect(at(desk, 'timeline-item', { kind: 'incident_stood_down' }).first()).toBeVisible()
  await expect.poll(async () => (await show(api, incident.id)).offers.filter((it) => STANDING.includes(it.status)).length).toBe(0)
  await picture(desk, 'desk-undone')
  await desk.context().close()
})

test('a broken line is said at once, and what happened meanwhile is there when it is back', async ({ browser, station }) => {
  const api = await Api.signIn(station, 'desk2')
  const desk = await open(station, browser, 'desk')
  await expect(at(desk, 'connection', { state: 'live' })).toBeVisible()
  await expect(at(desk, 'queue-item').first()).toBeVisible()
  await desk.context().setOffline(true)
  await expect(at(desk, 'connection', { state: 'down' })).toBeVisible()
  await expect(at(desk, 'stale')).toBeVisible()
  await picture(desk, 'desk-offline')
  // The same press twice while nothing answers must make one incident and no more.
  const words = `断网试验 ${Date.now()}`
  await filledOffline(desk, words)
  const missed = await reported(api, '断网时接的一件', { category: '4010' })
  await desk.context().setOffline(false)
  await expect(at(desk, 'connection', { state: 'live' })).toBeVisible()
  await expect(at(desk, 'stale')).toHaveCount(0)
  await desk.goto(`${station.url}/desk/incidents/${missed.id}`)
  await expect(at(desk, 'incident-panel', { incident: missed.id })).toBeVisible()
  const all = await api.get<{ items: Incident[] }>('/incidents?status=all&limit=50')
  expect(all.items.filter((it) => it.description === words)).toHaveLength(0)
  await desk.context().close()
})

/** Without a line nothing is found, the page says so, and the words stay. */
async function filledOffline(desk: Page, words: string): Promise<void> {
  await desk.keyboard.press('F2')
  await desk.keyboard.type('任意地点')
  await at(desk, 'report-words').fill(words)
  await desk.keyboard.press('Enter')
  await expect(at(desk, 'report-error', { field: 'point' })).toBeVisible()
  await desk.keyboard.press('Escape')
  await desk.keyboard.press('Escape')
  await expect(at(desk, 'report-form')).toHaveCount(0)
  await desk.keyboard.press('F2')
  await expect(at(desk, 'report-words')).toHaveValue(words)
  await desk.keyboard.press('Escape')
  await desk.keyboard.press('Escape')
}

test('what one desk takes on, the other sees', async ({ browser, station }) => {
  const api = await Api.signIn(station, 'desk')
  const incident = await reported(api, '两席试验：有人咨询开锁')
  const path = `incidents/${incident.id}`
  const [first, second] = await Promise.all([open(station, browser, 'desk', path), open(station, browser, 'desk2', path)])
  await expect(at(second, 'incident-action', { verb: 'claim' })).toBeVisible()
  await at(first, 'incident-action', { verb: 'claim' }).click()
  await expect(at(first, 'incident-action', { verb: 'release' })).toBeVisible()
  const { items } = await api.get<{ items: { seq: number; kind: string; actor: { name: string } }[] }>(`/incidents/${incident.id}/timeline`)
  const by = items.find((it) => it.kind === 'incident_claimed')?.actor.name ?? 'nobody'
  await expect(at(second, 'incident-panel', { incident: incident.id })).toContainText(by)
  await expect(at(second, 'timeline-item', { kind: 'incident_claimed' })).toBeVisible()
  await Promise.all([first.context().close(), second.context().close()])
})

test('the governance centre sees what it may', async ({ browser, station }) => {
  const desk = await Api.signIn(station, 'desk')
  const theirs = await reported(desk, '智治中心可见：路灯坏了')
  const police = await reported(desk, '智治中心不可见：商铺被盗', { police_nature: 'police', category: '1001' })
  const centre = await open(station, browser, 'centre', `incidents/${theirs.id}`)
  await expect(at(centre, 'incident-panel', { incident: theirs.id })).toBeVisible()
  await expect(at(centre, 'queue-item', { incident: theirs.id })).toBeVisible()
  await expect(at(centre, 'queue-item', { incident: police.id })).toHaveCount(0)
  await centre.goto(`${station.url}/desk/incidents/${police.id}`)
  await expect(at(centre, 'queue-item').first()).toBeVisible()
  await expect(at(centre, 'incident-panel')).toHaveCount(0)
  expect(await centre.locator('body').innerText()).not.toContain('商铺被盗')
  await centre.context().close()
})

test('without a map the desk shows lists, and a report still finds a place', async ({ browser, station }) => {
  const desk = await open(station, browser, 'desk')
  await expect(at(desk, 'map-list')).toBeVisible()
  await picture(desk, 'desk-list')
  // From the people's page too: pointing leads to where it can be done, and Esc leads back.
  await desk.keyboard.press('Alt+d')
  await expect(at(desk, 'duty-list')).toBeVisible()
  await desk.keyboard.press('F2')
  await at(desk, 'report-on-map').click()
  await expect(at(desk, 'pick-middle').first()).toBeVisible()
  await desk.keyboard.press('Escape')
  await expect(at(desk, 'report-place')).toBeFocused()
  await at(desk, 'report-on-map').click()
  await at(desk, 'pick-middle').first().click()
  await expect(at(desk, 'report-words')).toBeFocused()
  await desk.context().close()
})
