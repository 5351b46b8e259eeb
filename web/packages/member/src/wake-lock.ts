// Keeps the screen on while a shift runs: a browser page that sleeps cannot be called.

/** Holds the lock, and takes it again whenever the page comes back to the front. */
export class WakeLock {
  #wanted = false
  #held: WakeLockSentinel | null = null

  constructor() {
    document.addEventListener('visibilitychange', () => void this.#take())
  }

  /** Switches the wish for a lit screen on or off. */
  want(wanted: boolean): void {
    this.#wanted = wanted
    if (wanted) void this.#take()
    else void this.#release()
  }

  async #take(): Promise<void> {
    if (!this.#wanted || this.#held !== null) return
    if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return
    try {
      const held = await navigator.wakeLock.request('screen')
      held.addEventListener('release', () => {
        this.#held = null
      })
      this.#held = held
      if (!this.#wanted) await this.#release()
    } catch {
      // Refused while the battery is low: the page works on without it.
      this.#held = null
    }
  }

  async #release(): Promise<void> {
    const held = this.#held
    this.#held = null
    await held?.release()
  }
}
