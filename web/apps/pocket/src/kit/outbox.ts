// Answers wait here until the server has them: each keeps its Idempotency-Key and the time on the phone's clock,
// so that sending it again is harmless and the record shows when the answer was really given.

/** Most entries that may wait. */
export const ENTRIES_MAX = 30
/** After this long an entry is dropped: the shift it belonged to is over. */
export const ENTRY_AGE_MS = 12 * 3_600_000
/** Most characters of one body. */
export const BODY_MAX = 8_000

const SLOT = 'pocket.outbox'

/** What an entry does, for the words on the screen. */
export type EntryKind = 'deliver' | 'accept' | 'decline' | 'depart' | 'arrive' | 'clear' | 'report'

/** One command on its way. */
export interface Entry {
  key: string
  account: string
  kind: EntryKind
  path: string
  /** The exact bytes to send: the same key with another body would be refused. */
  body: string
  at: string
  /** The offer that it answers, if it answers one. */
  offer: string | null
}

/** How one attempt ended. */
export type Posted =
  | { kind: 'done'; body: unknown }
  | { kind: 'refused'; code: string; title: string }
  | { kind: 'later' }
  | { kind: 'signed_out' }

/** Tries to deliver an entry; never throws. */
export type Post = (entry: Entry) => Promise<Posted>

/** What became of an entry that left the outbox. */
export type Left = { entry: Entry; outcome: Extract<Posted, { kind: 'done' | 'refused' }> | { kind: 'expired' } }

type Slots = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** Keeps entries in order and sends them one at a time. */
export class Outbox {
  readonly #slots: Slots
  readonly #post: Post
  readonly #now: () => number
  #entries: Entry[]
  #draining = false
  #cleared = 0

  constructor(slots: Slots, post: Post, now: () => number) {
    this.#slots = slots
    this.#post = post
    this.#now = now
    this.#entries = read(slots)
  }

  /** What waits, oldest first. */
  entries(): readonly Entry[] {
    return this.#entries
  }

  /** Keeps an entry; says false when the outbox is full or the body too long, and then keeps nothing. */
  add(entry: Entry): boolean {
    if (this.#entries.length >= ENTRIES_MAX || entry.body.length > BODY_MAX) return false
    this.#entries = [...this.#entries, entry]
    this.#save()
    return true
  }

  /** Sends the entries of `account` in order until one has to wait; tells of each that left. */
  async drain(account: string, left: (it: Left) => void): Promise<Posted['kind'] | 'idle'> {
    if (this.#draining) return 'idle'
    this.#draining = true
    const cleared = this.#cleared
    try {
      for (;;) {
        const entry = this.#entries.find((it) => it.account === account)
        if (entry === undefined) return 'done'
        if (this.#now() - Date.parse(entry.at) > ENTRY_AGE_MS) {
          this.#drop(entry)
          left({ entry, outcome: { kind: 'expired' } })
          continue
        }
        const outcome = await this.#post(entry)
        if (cleared !== this.#cleared) return 'idle'
        if (outcome.kind === 'later' || outcome.kind === 'signed_out') return outcome.kind
        this.#drop(entry)
        left({ entry, outcome })
      }
    } finally {
      this.#draining = false
    }
  }

  /** Forgets everything: signing out leaves nothing on the phone. */
  clear(): void {
    this.#cleared += 1
    this.#entries = []
    this.#slots.removeItem(SLOT)
  }

  #drop(entry: Entry): void {
    this.#entries = this.#entries.filter((it) => it.key !== entry.key)
    this.#save()
  }

  #save(): void {
    // A full or forbidden store must not lose the answer: it stays in memory and is sent from there.
    try {
      this.#slots.setItem(SLOT, JSON.stringify(this.#entries))
    } catch {
      return
    }
  }
}

function read(slots: Slots): Entry[] {
  try {
    const kept: unknown = JSON.parse(slots.getItem(SLOT) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isEntry).slice(0, ENTRIES_MAX) : []
  } catch {
    return []
  }
}

function isEntry(it: unknown): it is Entry {
  if (typeof it !== 'object' || it === null) return false
  const entry = it as Record<string, unknown>
  return ['key', 'account', 'kind', 'path', 'body', 'at'].every((name) => typeof entry[name] === 'string')
}
