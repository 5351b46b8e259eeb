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
/** Reads under way at once, so that a burst does not crowd out what a person asks. */
export const READS_MAX = 4

export class Collection<T extends Versioned> {
  private readonly items = new Map<string, T>()
  private readonly listeners = new Set<() => void>()
  private readonly dirty = new Set<string>()
  private readonly wanted = new Map<string, number>()
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

  /** Takes a whole snapshot: what it lacks is gone unless `keep` says otherwise, what is newer here stays. */
  snapshot(items: T[], keep: (item: T) => boolean = () => false): void {
    const seen = new Set<string>()
    for (const item of items) {
      seen.add(item.id)
      this.store(item)
    }
    for (const item of this.all()) if (!seen.has(item.id) && !keep(item)) this.items.delete(item.id)
    this.tell()
  }

  /** Takes one thing, as a command answered it. Says whether it was news. */
  put(item: T): boolean {
    const news = this.store(item)
    if (news) this.tell()
    return news
  }

  /** Shows the changed fields of an entry at once; the whole thing is read again right after. */
  patch(id: string, change: Partial<T>): void {
    const item = this.items.get(id)
    if (item) {
      const version = change.version ?? item.version
      if (version >= item.version) {
        // The patched thing keeps its version: only a read or an answer is whole, and must be let in.
        this.items.set(id, { ...item, ...change, version: item.version })
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
    ;(this.options.setTimer ?? setTimeout)(() => this.flush(), this.options.gatherMs ?? GATHER_MS)
  }

  remove(id: string): void {
    if (this.items.delete(id)) this.tell()
  }

  clear(): void {
    this.items.clear()
    this.dirty.clear()
    this.wanted.clear()
    this.tell()
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
      this.options
        .refetch(id)
        .then((item) => (item ? this.put(item) : this.remove(id)))
        // A failed read leaves what is shown; the feed or the next snapshot brings it again.
        .catch(() => undefined)
        .finally(() => {
          this.reads -= 1
          if (this.dirty.size > 0 && !this.gathering) this.flush()
        })
    }
  }

  private tell(): void {
    for (const listener of this.listeners) listener()
  }
}
