// The server's time as this phone knows it, learnt from the `Date` of each answer.

/** A difference this small is the header's own precision and half the way, not a wrong clock. */
const PRECISION_MS = 1_500
/** `Date` leaves out what is below a second: half of one on average. */
const HALF_SECOND_MS = 500
/** An answer that took longer says too little about when it was written. */
export const ROUND_TRIP_MS_MAX = 1_000

/** Keeps how far the phone's clock is from the server's. */
export class ServerClock {
  #offset_ms = 0

  /** Takes the server's time of an answer, with when it was asked and when it came by the phone's clock. */
  heard(serverMs: number, askedMs: number, cameMs: number): void {
    const roundTrip = cameMs - askedMs
    if (roundTrip < 0 || roundTrip > ROUND_TRIP_MS_MAX) return
    const offset = serverMs + HALF_SECOND_MS + roundTrip / 2 - cameMs
    this.#offset_ms = Math.abs(offset) <= PRECISION_MS ? 0 : offset
  }

  /** The server's time at `nowMs` by the phone's clock. */
  at(nowMs: number): number {
    return nowMs + this.#offset_ms
  }
}
