// Gathers positions into batches. Invariant: nothing is kept or sent unless the member is on duty and has consented;
// the moment either ends, what was gathered is forgotten.

import type { Fix } from '@likedong/api'

/** A batch leaves after this long. */
export const FLUSH_MS = 5_000
/** Most fixes in one batch. */
export const BATCH_MAX = 20
/** Most fixes kept while there is no connection; the oldest go first. */
export const HELD_MAX = 120
/** A fix older than this tells nobody anything and is dropped. */
export const HELD_AGE_MS = 10 * 60_000

/** The two conditions for sending a position at all. */
export interface Gate {
  onDuty: boolean
  consent: boolean
}

/** Carries one batch; rejects when it could not be delivered. */
export type SendBatch = (fixes: Fix[]) => Promise<void>

/** Holds fixes between the phone's receiver and the server. */
export class PositionBatcher {
  readonly #send: SendBatch
  readonly #now: () => number
  #held: Fix[] = []
  #open = false
  #flying = false
  // Counts how often the gate closed, so that a batch that fails after that is not put back.
  #closings = 0

  constructor(send: SendBatch, now: () => number) {
    this.#send = send
    this.#now = now
  }

  /** Number of fixes waiting. */
  get held(): number {
    return this.#held.length
  }

  /** Whether positions may be sent now. */
  get open(): boolean {
    return this.#open
  }

  /** Opens or closes the gate; closing forgets what waits. */
  allow(gate: Gate): void {
    const open = gate.onDuty && gate.consent
    if (this.#open && !open) {
      this.#closings += 1
      this.#held = []
    }
    this.#open = open
  }

  /** Takes one fix, unless the gate is closed. */
  add(fix: Fix): void {
    if (!this.#open) return
    this.#held.push(fix)
    this.#trim()
  }

  /** Sends what waits, one batch after the other; keeps a batch that failed for the next time. */
  async flush(): Promise<void> {
    if (this.#flying) return
    this.#flying = true
    try {
      while (this.#open && this.#held.length > 0) {
        this.#trim()
        const batch = this.#held.splice(0, BATCH_MAX)
        if (batch.length === 0) return
        const closings = this.#closings
        try {
          await this.#send(batch)
        } catch {
          if (closings === this.#closings) this.#held.unshift(...batch)
          return
        }
      }
    } finally {
      this.#flying = false
    }
  }

  #trim(): void {
    const oldest = this.#now() - HELD_AGE_MS
    this.#held = this.#held.filter((fix) => Date.parse(fix.at) >= oldest).slice(-HELD_MAX)
  }
}
