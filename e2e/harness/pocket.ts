// What several stories do with the phone page: come on duty, get a call, be free again.
import { expect, type Page } from '@playwright/test'
import { Api, type Incident, type Unit } from './api.ts'
import type { Station } from './station.ts'
import { at } from './test.ts'

/** A batch of positions leaves the phone this often. */
export const FLUSH_MS = 5_000

/** Starts the shift, with the consent to location where it is asked for. */
export async function goOnDuty(pocket: Page): Promise<void> {
  const on = at(pocket, 'duty-state', { on: 'true' })
  const confirm = at(pocket, 'duty-confirm')
  await expect(on.or(confirm).first()).toBeVisible()
  if (await on.isVisible()) return
  const consent = at(pocket, 'duty-consent')
  if (await consent.isVisible()) await consent.check()
  await confirm.click()
  await expect(on).toBeVisible()
}

/** Ends the shift. */
export async function leave(pocket: Page): Promise<void> {
  await at(pocket, 'duty-leave').click()
  await at(pocket, 'duty-leave-confirm').click()
  await expect(at(pocket, 'duty-state', { on: 'false' })).toBeVisible()
}

/** A guard, the unit where the guard stands, and the desk that calls. */
export interface Cast {
  desk: Api
  guard: Api
  unit: Unit
  member: string
}

export async function cast(station: Station, login: string): Promise<Cast> {
  const [desk, guard] = [await Api.signIn(station, 'desk'), await Api.signIn(station, login)]
  const { member_id } = await guard.who()
  if (member_id === null) throw new Error(`${login} is no member`)
  return { desk, guard, unit: await desk.unitOf(guard), member: member_id }
}

/** A small matter at the guard's own unit, and the guard is called by hand. */
export async function callOut({ desk, unit, member }: Cast, description: string): Promise<Incident> {
  const incident = await desk.post<Incident>('/incidents', {
    source: 'station_phone',
    category: '5103',
    description,
    point: unit.point,
    unit_id: unit.id,
  })
  return desk.post<Incident>(`/incidents/${incident.id}/dispatch`, { members: [member] })
}

/** Brings what the guard has taken on to its end, so that the next story finds the guard free. */
export async function letGo(guard: Api): Promise<void> {
  const mine = await guard.get<{ items: { id: string; status: string }[] }>('/offers/mine')
  for (const { id, status } of mine.items) {
    if (status === 'offered' || status === 'delivered') {
      await guard.post(`/offers/${id}/decline`, { reason: 'busy' })
      continue
    }
    if (status !== 'arrived') await guard.post(`/offers/${id}/arrive`, {})
    await guard.post(`/offers/${id}/clear`, { result: 'handed_to_police' })
  }
}

/**
 * Lets the page's own clock run on by so much, and comes back once everything that this made it send has been seen:
 * the page's clock must have been taken over by `page.clock.install()` before it opened.
 */
export async function runOn(pocket: Page, ms: number): Promise<void> {
  await pocket.clock.runFor(ms)
  await pocket.evaluate(() => fetch('/healthz').then((it) => it.text()))
}
