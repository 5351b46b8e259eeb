// Whether the person has stopped being located: kept until they say otherwise, so that neither a reload nor a server
// that could not be told yet starts it again.

import { KeptFor, type Slots } from '@likedong/member/kept-for'
import type { Entry } from '@likedong/member/outbox'

/** Left the shift, or took the consent back. */
export type Stop = 'left' | 'withdrawn'

export class KeptStop {
  readonly #kept: KeptFor<Stop>

  constructor(slots: Slots, account: string) {
    this.#kept = new KeptFor(slots, 'pocket.stop', account)
  }

  read(): Stop | null {
    const kept = this.#kept.read()
    return kept === 'left' || kept === 'withdrawn' ? kept : null
  }

  write(stop: Stop | null): void {
    if (stop === null) this.#kept.forget()
    else this.#kept.write(stop)
  }
}

/** What the outbox has yet to tell the server. */
export function stopWaiting(entries: readonly Pick<Entry, 'kind'>[]): Stop | null {
  if (entries.some((it) => it.kind === 'withdraw')) return 'withdrawn'
  return entries.some((it) => it.kind === 'leave') ? 'left' : null
}

/** A withdrawal outlives the end of a shift. */
export function stopAfterLeaving(stop: Stop | null): Stop {
  return stop ?? 'left'
}

/** Coming on duty takes up again what leaving ended; a withdrawal only if consent was given anew. */
export function stopAfterConfirming(stop: Stop | null, consented: boolean): Stop | null {
  return consented || stop === 'left' ? null : stop
}
