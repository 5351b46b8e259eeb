// Things of one kind kept current: a snapshot, then deltas; an older version never replaces a newer one.

export interface Versioned {
  id: string
  version: number
}

export interface CollectionOptions<T extends Versioned> {
  /** Reads one thing again after the feed said that it changed; null when it is gone or may not be seen. */
  refetch: (id: string) => Promise<T | null>
  /** Several entries about one thing within this time cause one read. */
  gatherMs?: number
  /** Joins a newer or equal thing with the one held, as where a list leaves out what a single read brings. */
  merge?: (held: T, next: T) => T
  setTimer?: (run: () => void, ms: number) => unknown
}

export const GATHER_MS = 120
/** A read that failed is tried again after this long, then twice as long, up to the second number. */
export const RETRY_FIRST_MS = 1_000
export const RETRY_MS_MAX = 30_000
/** Reads under way at once, so that a burst does not crowd out what a person asks. */
export const READS_MAX = 4

export class Collection<T extends Versioned> {
  private readonly items = new Map<string, T>()
  private readonly listeners = new Set<() => void>()
  private readonly dirty = new Set<string>()
  private readonly wanted = new Map<string, number>()
  /** When each thing last changed or went, counted in changes: a snapshot asked for before that knows nothing of it. */
  private readonly touched = new Map<string, number>()
  private readonly failures = new Map<string, number>()
  private changes = 0
  /** Reads that began before a clear belong to somebody else's desk. */
  private generation = 0
  private gathering = false
  private reads = 0

  constructor(private readonly options: CollectionOptions<T>) {}

  get size(): number {
    return this.items.size
  }
  get(id: string): T | undefined {
    return this.items.get(id)
  }
  all(): T[] {
    return [...this.items.values()]
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** The place to give to `snapshot`, taken before it is asked for. */
  now(): number {
    return this.changes
  }

  /**
   * Takes a whole snapshot: what it lacks is gone unless `keep` says otherwise, what is newer here stays.
   * What came or went after `since` is not the snapshot's to say.
   */
  snapshot(items: T[], keep: (item: T) => boolean = () => false, since: number = this.changes): void {
    const seen = new Set<string>()
    const later = (id: string) => (this.touched.get(id) ?? 0) > since
    for (const item of items) {
      seen.add(item.id)
      if (this.items.has(item.id) || !later(item.id)) this.store(item)
    }
    for (const item of this.all()) if (!seen.has(item.id) && !later(item.id) && !keep(item)) this.items.delete(item.id)
    for (const [id, at] of this.touched) if (at <= since) this.touched.delete(id)
    this.tell()
  }

  /** Takes one thing, as a command answered it. Says whether it was news. */
  put(item: T): boolean {
    const news = this.store(item)
    if (!news) return false
    this.touch(item.id)
    this.tell()
    return true
  }

  /** Shows the changed fields of an entry at once; the whole thing is read again right after. */
  patch(id: string, change: Partial<T>): void {
    const item = this.items.get(id)
    if (item) {
      const version = change.version ?? item.version
      if (version >= item.version) {
        // The patched thing keeps its version: only a read or an answer is whole, and must be let in.
        this.items.set(id, { ...item, ...change, version: item.version })
        this.touch(id)
        this.tell()
      }
    }
    this.mark(id, change.version)
  }

  /** Notes that a thing changed; it is read again once the burst is over. */
  mark(id: string, version?: number): void {
    const held = this.items.get(id)
    if (held && version !== undefined && held.version >= version && !this.patched(id)) return
    if (version !== undefined) this.wanted.set(id, Math.max(version, this.wanted.get(id) ?? 0))
    this.dirty.add(id)
    if (this.gathering) return
    this.gathering = true
    this.later(() => this.flush(), this.options.gatherMs ?? GATHER_MS)
  }

  /** Tries at once whatever could not be read, as when the line is back. */
  retry(): void {
    for (const id of this.failures.keys()) this.dirty.add(id)
    this.failures.clear()
    if (!this.gathering) this.flush()
  }

  remove(id: string): void {
    this.touch(id)
    if (this.items.delete(id)) this.tell()
  }

  clear(): void {
    this.generation += 1
    this.items.clear()
    this.dirty.clear()
    this.wanted.clear()
    this.touched.clear()
    this.failures.clear()
    this.tell()
  }

  private touch(id: string): void {
    this.touched.set(id, ++this.changes)
  }

  private later(run: () => void, ms: number): void {
    ;(this.options.setTimer ?? setTimeout)(run, ms)
  }

  private patched(id: string): boolean {
    return this.wanted.has(id)
  }

  private store(item: T): boolean {
    const held = this.items.get(item.id)
    if (held && held.version > item.version) return false
    if ((this.wanted.get(item.id) ?? 0) <= item.version) this.wanted.delete(item.id)
    this.items.set(item.id, held && this.options.merge ? this.options.merge(held, item) : item)
    return true
  }

  private flush(): void {
    this.gathering = false
    for (const id of this.dirty) {
      if (this.reads >= READS_MAX) return
      this.dirty.delete(id)
      this.reads += 1
      void this.read(id).finally(() => {
        this.reads -= 1
        if (this.dirty.size > 0 && !this.gathering) this.flush()
      })
    }
  }

  private async read(id: string): Promise<void> {
    const mine = this.generation
    try {
      const item = await this.options.refetch(id)
      if (mine !== this.generation) return
      this.failures.delete(id)
      if (item) this.put(item)
      else this.remove(id)
    } catch {
      // A failed read leaves what is shown and is owed: it is tried again, less and less often.
      if (mine === this.generation) this.owe(id)
    }
  }

  private owe(id: string): void {
    const times = (this.failures.get(id) ?? 0) + 1
    this.failures.set(id, times)
    const wait = Math.min(RETRY_MS_MAX, RETRY_FIRST_MS * 2 ** (times - 1))
    this.later(() => {
      if (this.failures.get(id) !== times) return
      this.dirty.add(id)
      if (!this.gathering) this.flush()
    }, wait)
  }

  private tell(): void {
    for (const listener of this.listeners) listener()
  }
}
