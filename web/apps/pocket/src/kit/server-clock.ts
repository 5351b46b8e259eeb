// The server's time as this phone knows it, learnt from the `Date` of each answer.

/** A difference this small is the header's own precision of one second, not a wrong clock. */
const PRECISION_MS = 1_500

/** Keeps how far the phone's clock is from the server's. */
export class ServerClock {
  #offset_ms = 0

  /** Takes the server's time of an answer that arrived at `nowMs` by the phone's clock. */
  heard(serverMs: number, nowMs: number): void {
    const offset = serverMs - nowMs
    this.#offset_ms = Math.abs(offset) <= PRECISION_MS ? 0 : offset
  }

  /** The server's time at `nowMs` by the phone's clock. */
  at(nowMs: number): number {
    return nowMs + this.#offset_ms
  }
}
