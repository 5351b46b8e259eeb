// The assignments that are under way, kept on the phone until they end: a place must not be lost with the network.

import type { Offer } from '@likedong/api'
import { isAssignment } from './calls'

const SLOT = 'pocket.calls'
/** Nobody is on more errands than this. */
const KEPT_MAX = 5

type Slots = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** Keeps what the member has accepted and not finished; everything else leaves the phone at once. */
export class KeptCalls {
  readonly #slots: Slots
  #last = ''

  constructor(slots: Slots) {
    this.#slots = slots
  }

  read(): Offer[] {
    try {
      const kept: unknown = JSON.parse(this.#slots.getItem(SLOT) ?? '[]')
      return Array.isArray(kept) ? (kept as Offer[]).filter((it) => isAssignment(it.status)).slice(0, KEPT_MAX) : []
    } catch {
      return []
    }
  }

  write(offers: readonly Offer[]): void {
    const text = JSON.stringify(offers.filter((it) => isAssignment(it.status)).slice(0, KEPT_MAX))
    if (text === this.#last) return
    this.#last = text
    try {
      if (text === '[]') this.#slots.removeItem(SLOT)
      else this.#slots.setItem(SLOT, text)
    } catch {
      return
    }
  }
}
