// The assignments that are under way, kept on the phone until they end: a place must not be lost with the network.
// They are one person's: a phone that goes on to the next guard forgets them.

import type { Offer } from '@likedong/api'
import { isAssignment } from './calls'
import { KeptFor, type Slots } from './kept-for'

/** Nobody is on more errands than this. */
const KEPT_MAX = 5

/** Keeps what the member has accepted and not finished; everything else leaves the phone at once. */
export class KeptCalls {
  readonly #kept: KeptFor<readonly Offer[]>
  #last = ''

  constructor(slots: Slots, account: string) {
    this.#kept = new KeptFor(slots, 'calls', account)
  }

  read(): Offer[] {
    const kept = this.#kept.read()
    return Array.isArray(kept) ? (kept as Offer[]).filter((it) => isAssignment(it.status)).slice(0, KEPT_MAX) : []
  }

  write(offers: readonly Offer[]): void {
    const open = offers.filter((it) => isAssignment(it.status)).slice(0, KEPT_MAX)
    const text = JSON.stringify(open)
    if (text === this.#last) return
    this.#last = text
    if (open.length === 0) this.#kept.forget()
    else this.#kept.write(open)
  }
}
