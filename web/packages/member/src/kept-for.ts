// A slot of the phone's store that belongs to one account: whoever signs in next neither reads it nor leaves it there.

export type Slots = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** The same store under names that begin with `prefix`. */
export function prefixed(slots: Slots, prefix: string): Slots {
  return {
    getItem: (name) => slots.getItem(prefix + name),
    setItem: (name, value) => slots.setItem(prefix + name, value),
    removeItem: (name) => slots.removeItem(prefix + name),
  }
}

/** Keeps one value for one account. */
export class KeptFor<Value> {
  readonly #slots: Slots
  readonly #slot: string
  readonly #account: string

  /** Forgets at once what another account has left in the slot. */
  constructor(slots: Slots, slot: string, account: string) {
    this.#slots = slots
    this.#slot = slot
    this.#account = account
    if (slots.getItem(slot) !== null && this.#owned() === null) this.forget()
  }

  /** What this account has kept, as it was written; null where there is nothing. */
  read(): unknown {
    return this.#owned()?.value ?? null
  }

  /** Keeps the value; a full or forbidden store keeps nothing and stops nobody. */
  write(value: Value): void {
    try {
      this.#slots.setItem(this.#slot, JSON.stringify({ account: this.#account, value }))
    } catch {
      return
    }
  }

  forget(): void {
    this.#slots.removeItem(this.#slot)
  }

  #owned(): { value: unknown } | null {
    try {
      const kept: unknown = JSON.parse(this.#slots.getItem(this.#slot) ?? 'null')
      if (typeof kept !== 'object' || kept === null || !('account' in kept) || kept.account !== this.#account) return null
      return 'value' in kept ? { value: kept.value } : null
    } catch {
      return null
    }
  }
}
