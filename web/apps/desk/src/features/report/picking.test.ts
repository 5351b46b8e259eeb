// @vitest-environment happy-dom
// Pointing at the map ends with a place or with Esc, never with neither.
import { beforeEach, describe, expect, it } from 'vitest'
import { pickOnMap, picking } from './picking'

const point = { type: 'Point' as const, coordinates: [107.39, 29.7] as [number, number] }
const press = (key: string, on: EventTarget = document.body) => {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
  on.dispatchEvent(event)
  return event
}

describe('pickOnMap', () => {
  beforeEach(() => {
    picking.done?.(null)
    picking.centre = null
  })
  it('ends with Esc, and takes no key afterwards', async () => {
    const asked = pickOnMap()
    expect(press('Escape').defaultPrevented).toBe(true)
    expect(await asked).toBeNull()
    expect(picking.active).toBe(false)
    expect(press('Escape').defaultPrevented).toBe(false)
  })
  it('takes the middle of the map with Enter, where there is a map', async () => {
    const asked = pickOnMap()
    expect(press('Enter').defaultPrevented).toBe(false)
    picking.centre = () => point
    press('Enter')
    expect(await asked).toEqual(point)
  })
  it('leaves Enter to a button that has the focus', async () => {
    picking.centre = () => point
    const asked = pickOnMap()
    const button = document.body.appendChild(document.createElement('button'))
    expect(press('Enter', button).defaultPrevented).toBe(false)
    expect(picking.active).toBe(true)
    picking.done?.(null)
    expect(await asked).toBeNull()
  })
  it('turns the first away where it is asked twice', async () => {
    const first = pickOnMap()
    const second = pickOnMap()
    expect(await first).toBeNull()
    picking.done?.(point)
    expect(await second).toEqual(point)
  })
})
