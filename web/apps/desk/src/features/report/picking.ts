// Pointing at the map in the middle of a report: the overlay steps aside until a place is chosen, and there is always a way back.
import { shallowReactive } from 'vue'
import type { Point } from '@likedong/api'

export interface Picking {
  active: boolean
  done: ((at: Point | null) => void) | null
  /** The middle of the map, where one is drawn: what Enter takes. */
  centre: (() => Point) | null
}

export const picking = shallowReactive<Picking>({ active: false, done: null, centre: null })

/** Heard before anything else on the page: Esc ends it wherever the focus is, Enter takes the middle of the map. */
function keys(event: KeyboardEvent): void {
  if (event.isComposing) return
  const middle = event.key === 'Enter' && !event.repeat && !(event.target instanceof HTMLButtonElement) ? picking.centre?.() : undefined
  if (event.key !== 'Escape' && !middle) return
  event.preventDefault()
  event.stopImmediatePropagation()
  picking.done?.(middle ?? null)
}

/** Asks for a place on the map; null where the person turns back. */
export function pickOnMap(): Promise<Point | null> {
  picking.done?.(null)
  picking.active = true
  addEventListener('keydown', keys, true)
  return new Promise((done) => {
    picking.done = (at) => {
      removeEventListener('keydown', keys, true)
      picking.active = false
      picking.done = null
      done(at)
    }
  })
}
