// Pointing at the map in the middle of a report: the overlay steps aside until a place is chosen.
import { shallowReactive } from 'vue'
import type { Point } from '@likedong/api'

export const picking = shallowReactive<{ active: boolean; done: ((at: Point | null) => void) | null }>({ active: false, done: null })

/** Asks for a place on the map; null where the person turns back. */
export function pickOnMap(): Promise<Point | null> {
  picking.done?.(null)
  picking.active = true
  return new Promise((done) => {
    picking.done = (at) => {
      picking.active = false
      picking.done = null
      done(at)
    }
  })
}
