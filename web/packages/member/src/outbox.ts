// Answers wait here until the server has them: each keeps its Idempotency-Key and the time on the phone's clock,
// so that sending it again is harmless and the record shows when the answer was really given.

/** Most entries that may wait; what only makes things safer is kept beyond it. */
export const ENTRIES_MAX = 30
/** After this long an entry is dropped: the shift it belonged to is over. */
export const ENTRY_AGE_MS = 12 * 3_600_000
/** Most characters of one body. */
export const BODY_MAX = 8_000
/** A lane that the server could not serve waits this long, then twice as long, up to the second. */
export const HOLD_FIRST_MS = 4_000
export const HOLD_MS_MAX = 60_000

/** Where the entries are kept. */
export const OUTBOX_SLOT = 'outbox'

/** What an entry does, for the words on the screen. */
export type EntryKind = 'deliver' | 'accept' | 'decline' | 'depart' | 'arrive' | 'clear' | 'reinforce' | 'scene' | 'report' | 'withdraw' | 'leave' | 'sos' | 'retract'

/** Nobody's call for help, nor their wish to be left alone, is refused for want of room, or lost with a sign-out: it names only the account. */
const ALWAYS_KEPT: ReadonlySet<EntryKind> = new Set(['withdraw', 'leave', 'sos', 'retract'])

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

/** How one attempt ended: `later` is about this entry, `offline` about all of them. */
export type Posted =
  | { kind: 'done'; body: unknown }
  | { kind: 'refused'; code: string; title: string }
  | { kind: 'later' }
  | { kind: 'offline' }
  | { kind: 'signed_out' }

/** Tries to deliver an entry until `signal` says that something else is more urgent; never throws. */
export type Post = (entry: Entry, signal: AbortSignal) => Promise<Posted>

/** What became of an entry that left the outbox. */
export type Left = { entry: Entry; outcome: Extract<Posted, { kind: 'done' | 'refused' }> | { kind: 'expired' } }

type Slots = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** Keeps entries and sends them one at a time: in order within a lane, and no lane waits for another. */
export class Outbox {
  readonly #slots: Slots
  readonly #post: Post
  readonly #now: () => number
  readonly #holds = new Map<string, { tries: number; until: number }>()
  #entries: Entry[]
  #flying: { entry: Entry; abort: AbortController } | null = null
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
    const others = this.#entries.filter((it) => !replaces(entry, it))
    const always = ALWAYS_KEPT.has(entry.kind)
    if ((others.length >= ENTRIES_MAX && !always) || entry.body.length > BODY_MAX) return false
    this.#entries = [...others, entry]
    this.#save()
    // A note of delivery that hangs must not hold up what a person has said.
    if (entry.kind !== 'deliver' && this.#flying?.entry.kind === 'deliver') this.#flying.abort.abort()
    // Nor must anything hold up a call for help: what flies goes out again afterwards, under its own key.
    else if (entry.kind === 'sos' && this.#flying !== null && !isSos(this.#flying.entry.kind)) this.#flying.abort.abort()
    return true
  }

  /** Takes back what waits of these kinds: the person has since said the opposite. */
  forget(account: string, kinds: readonly EntryKind[]): void {
    this.#entries = this.#entries.filter((it) => it.account !== account || !kinds.includes(it.kind))
    this.#save()
  }

  /** There may be a connection again: nobody waits for a pause to end. */
  hurry(): void {
    this.#holds.clear()
  }

  /** Sends the entries of `account` as far as they go; tells of each that left. */
  async drain(account: string, left: (it: Left) => void): Promise<Posted['kind'] | 'idle'> {
    if (this.#draining) return 'idle'
    this.#draining = true
    try {
      return await this.#pass(account, left)
    } finally {
      this.#draining = false
      this.#flying = null
    }
  }

  async #pass(account: string, left: (it: Left) => void): Promise<Posted['kind'] | 'idle'> {
    const cleared = this.#cleared
    const tried = new Set<string>()
    // What nobody came back to send does not stay on the phone of others.
    for (const entry of this.#entries) if (entry.account !== account && this.#tooOld(entry)) this.#drop(entry)
    for (;;) {
      const entry = this.#next(account, tried)
      if (entry === undefined) return this.#entries.some((it) => it.account === account) ? 'later' : 'done'
      if (this.#tooOld(entry)) {
        this.#drop(entry)
        left({ entry, outcome: { kind: 'expired' } })
        continue
      }
      const abort = new AbortController()
      this.#flying = { entry, abort }
      const outcome = await this.#post(entry, abort.signal)
      if (cleared !== this.#cleared) return 'idle'
      if (outcome.kind === 'offline' || outcome.kind === 'signed_out') return outcome.kind
      if (outcome.kind === 'later') {
        if (!abort.signal.aborted) {
          tried.add(laneOf(entry))
          this.#hold(laneOf(entry))
        }
        continue
      }
      this.#holds.delete(laneOf(entry))
      const waited = this.#entries.includes(entry)
      this.#drop(entry)
      if (waited) left({ entry, outcome })
    }
  }

  /** Signing out leaves nothing on the phone but what the server must still be told to stop. */
  clear(): void {
    this.#cleared += 1
    this.#entries = this.#entries.filter((it) => ALWAYS_KEPT.has(it.kind))
    this.#holds.clear()
    if (this.#entries.length === 0) this.#slots.removeItem(OUTBOX_SLOT)
    else this.#save()
  }

  /** The most urgent entry that is the first of its lane. */
  #next(account: string, tried: ReadonlySet<string>): Entry | undefined {
    const lanes = new Map<string, Entry>()
    for (const entry of this.#entries) {
      const lane = laneOf(entry)
      const held = (this.#holds.get(lane)?.until ?? 0) > this.#now()
      if (entry.account === account && !held && !tried.has(lane) && !lanes.has(lane)) lanes.set(lane, entry)
    }
    return [...lanes.values()].sort((one, other) => urgency(one) - urgency(other))[0]
  }

  #hold(lane: string): void {
    const tries = (this.#holds.get(lane)?.tries ?? 0) + 1
    this.#holds.set(lane, { tries, until: this.#now() + Math.min(HOLD_MS_MAX, HOLD_FIRST_MS * 2 ** (tries - 1)) })
  }

  #tooOld(entry: Entry): boolean {
    // A withdrawal holds until it is heard.
    return entry.kind !== 'withdraw' && this.#now() - Date.parse(entry.at) > ENTRY_AGE_MS
  }

  #drop(entry: Entry): void {
    this.#entries = this.#entries.filter((it) => it.key !== entry.key)
    this.#save()
  }

  #save(): void {
    // A full or forbidden store must not lose the answer: it stays in memory and is sent from there.
    try {
      this.#slots.setItem(OUTBOX_SLOT, JSON.stringify(this.#entries))
    } catch {
      return
    }
  }
}

/** What must keep its order: the answers to one call, what is said of the shift; each report stands alone. */
function laneOf(entry: Entry): string {
  if (entry.offer !== null) return entry.offer
  // A call for help waits for nothing but its own kind.
  if (isSos(entry.kind)) return 'sos'
  return entry.kind === 'report' ? entry.key : 'shift'
}

function isSos(kind: EntryKind): boolean {
  return kind === 'sos' || kind === 'retract'
}

function urgency({ kind }: Entry): number {
  if (isSos(kind)) return -1
  return kind === 'deliver' ? 2 : kind === 'report' ? 1 : 0
}

/** An answer says that the call was shown; and nobody leaves twice. */
function replaces(entry: Entry, waiting: Entry): boolean {
  if (entry.account !== waiting.account) return false
  if (ALWAYS_KEPT.has(entry.kind)) return waiting.kind === entry.kind
  return waiting.kind === 'deliver' && entry.offer !== null && entry.offer === waiting.offer
}

function read(slots: Slots): Entry[] {
  try {
    const kept: unknown = JSON.parse(slots.getItem(OUTBOX_SLOT) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isEntry).slice(0, ENTRIES_MAX + ALWAYS_KEPT.size) : []
  } catch {
    return []
  }
}

function isEntry(it: unknown): it is Entry {
  if (typeof it !== 'object' || it === null) return false
  const entry = it as Record<string, unknown>
  const texts = ['key', 'account', 'kind', 'path', 'body', 'at'].every((name) => typeof entry[name] === 'string')
  return texts && (entry['offer'] === null || typeof entry['offer'] === 'string')
}
