// One WebSocket kept alive: resumes after the last entry it saw, never hands an entry out twice, says how old its news is.
import { isEntry, parseFrame, type Frame, type LiveEntry, type PositionItem, type PresenceItem } from './entry'

export type LiveState = 'connecting' | 'live' | 'down'

/** The part of a WebSocket that is used, so that a test can stand in for it. */
export interface Socket {
  send(text: string): void
  close(code?: number): void
  onopen: (() => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: ((event: { code: number }) => void) | null
  onerror: (() => void) | null
}

export interface LiveHandlers {
  onEntry?: (entry: LiveEntry) => void
  onPositions?: (items: PositionItem[]) => void
  onPresence?: (items: PresenceItem[]) => void
  onFrame?: (frame: Frame) => void
  onState?: (state: LiveState) => void
  /** Entries may have been missed: read the snapshots again. Also called after the first hello. */
  onReset?: () => void
  /** The server closed the feed because the session is over: signing in comes first, trying again does not help. */
  onSessionEnded?: () => void
}

export interface LiveOptions extends LiveHandlers {
  url: string
  /** Resume after this entry; left out, the feed begins at its head. */
  after?: number
  open?: (url: string) => Socket
  now?: () => number
  random?: () => number
  setTimer?: (run: () => void, ms: number) => unknown
  clearTimer?: (timer: unknown) => void
  /** Where the browser says that the network went or came back; the page itself where it is left out. */
  network?: Pick<EventTarget, 'addEventListener' | 'removeEventListener'> | null
}

/** The close code of a feed whose session is over. */
export const SESSION_ENDED = 4001
export const BACKOFF_FIRST_MS = 500
export const BACKOFF_MAX_MS = 15_000
/** The server beats every 15 s: two beats missed and the line counts as lost. */
export const SILENCE_MS_MAX = 35_000
/** A connection that says nothing for this long after it was asked for is given up. */
export const CONNECT_MS_MAX = 8_000
/** Not live for this long, the page must say that it is old, whatever the line is trying. */
export const NOT_LIVE_MS = 20_000
/** Below this many failed tries in a row the page says "connecting", from then on "down". */
export const TRIES_BEFORE_DOWN = 2

export class LiveClient {
  private socket: Socket | null = null
  private timer: unknown = null
  private silence: unknown = null
  private tries = 0
  private last: number | null
  private stopped = true
  private heardAt: number
  /** Since when the feed is not live; null while it is. */
  private lostAt: number | null
  private current: LiveState = 'connecting'

  constructor(private readonly options: LiveOptions) {
    this.last = options.after ?? null
    this.heardAt = this.now()
    this.lostAt = this.now()
  }

  get state(): LiveState {
    return this.current
  }

  /** The last entry that was handed out or known to be before the head. */
  get seq(): number | null {
    return this.last
  }

  /** How long ago the server was last heard, in ms: the age of what the page shows. */
  get age(): number {
    return this.now() - this.heardAt
  }

  /** Not live for 20 s or more: what the page shows must be called old. */
  get outdated(): boolean {
    return this.lostAt !== null && this.now() - this.lostAt >= NOT_LIVE_MS
  }

  start(): void {
    if (!this.stopped) return
    this.stopped = false
    this.tries = 0
    this.lostAt = this.now()
    this.network?.addEventListener('offline', this.offline)
    this.network?.addEventListener('online', this.online)
    this.say('connecting')
    this.connect()
  }

  stop(): void {
    this.network?.removeEventListener('offline', this.offline)
    this.network?.removeEventListener('online', this.online)
    this.stopped = true
    this.clear()
    this.drop()
  }

  /** Tries at once instead of waiting, as when the browser says the network is back. */
  retryNow(): void {
    if (this.stopped || this.current === 'live') return
    this.clear()
    this.drop()
    this.connect()
  }

  send(frame: object): boolean {
    if (this.current !== 'live' || !this.socket) return false
    this.socket.send(JSON.stringify(frame))
    return true
  }

  private readonly online = (): void => this.retryNow()
  /** The browser says that there is no network: the socket is dead, whatever it believes. */
  private readonly offline = (): void => {
    if (this.stopped) return
    this.tries = Math.max(this.tries, TRIES_BEFORE_DOWN)
    this.lost()
  }

  private connect(): void {
    const url = this.last === null ? this.options.url : `${this.options.url}?after=${this.last}`
    let socket: Socket
    try {
      socket = (this.options.open ?? ((to) => new WebSocket(to) as unknown as Socket))(url)
    } catch {
      return this.retry()
    }
    this.socket = socket
    socket.onmessage = (event) => this.socket === socket && this.hear(event.data)
    socket.onclose = (event) => this.socket === socket && (event.code === SESSION_ENDED ? this.ended() : this.lost())
    socket.onerror = null
    this.watchSilence(CONNECT_MS_MAX)
  }

  private ended(): void {
    this.stop()
    this.say('down')
    this.options.onSessionEnded?.()
  }

  private hear(data: unknown): void {
    const frame = parseFrame(data)
    if (!frame) return
    this.heardAt = this.now()
    this.watchSilence()
    this.options.onFrame?.(frame)
    if (isEntry(frame)) return this.entry(frame)
    switch (frame.kind) {
      case 'hello':
        return this.hello((frame as { seq: number }).seq)
      case 'heartbeat':
        return this.advance((frame as { seq: number }).seq)
      case 'resync':
        return this.resync((frame as { after: number }).after)
      case 'positions':
        return this.options.onPositions?.((frame as { items: PositionItem[] }).items)
      case 'presence':
        return this.options.onPresence?.((frame as { items: PresenceItem[] }).items)
    }
  }

  private hello(head: number): void {
    this.tries = 0
    // Invariant: a head before our place is another log (a restored station): nothing shown can be trusted.
    const fresh = this.last === null || head < this.last
    if (fresh) this.last = head
    this.say('live')
    if (fresh) this.options.onReset?.()
  }

  private entry(entry: LiveEntry): void {
    if (this.last !== null && entry.seq <= this.last) return
    this.last = entry.seq
    this.options.onEntry?.(entry)
  }

  /** What the viewer may not see leaves holes in the numbers, so the beat tells how far everything was sent. */
  private advance(seq: number): void {
    if (this.last === null || seq > this.last) this.last = seq
  }

  private resync(after: number): void {
    if (this.last === null || after > this.last) {
      this.last = after
      this.options.onReset?.()
    }
    this.lost()
  }

  private lost(): void {
    this.drop()
    this.retry()
  }

  private retry(): void {
    if (this.stopped) return
    this.tries += 1
    this.say(this.tries > TRIES_BEFORE_DOWN ? 'down' : 'connecting')
    this.clear()
    this.timer = this.setTimer(() => this.connect(), backoff(this.tries, this.options.random ?? Math.random))
  }

  private watchSilence(ms = SILENCE_MS_MAX): void {
    if (this.silence !== null) this.clearTimer(this.silence)
    this.silence = this.setTimer(() => this.lost(), ms)
  }

  private drop(): void {
    const socket = this.socket
    this.socket = null
    if (this.silence !== null) this.clearTimer(this.silence)
    this.silence = null
    if (!socket) return
    socket.onmessage = socket.onclose = null
    try {
      socket.close()
    } catch {
      // Closing a socket that never opened may throw in old browsers; it is dropped either way.
    }
  }

  private clear(): void {
    if (this.timer !== null) this.clearTimer(this.timer)
    this.timer = null
  }

  private say(state: LiveState): void {
    if (state === this.current) return
    if (state === 'live') this.lostAt = null
    else if (this.current === 'live') this.lostAt = this.now()
    this.current = state
    this.options.onState?.(state)
  }

  private get network(): LiveOptions['network'] {
    if (this.options.network !== undefined) return this.options.network
    return typeof globalThis.addEventListener === 'function' ? globalThis : null
  }
  private now(): number {
    return (this.options.now ?? Date.now)()
  }
  private setTimer(run: () => void, ms: number): unknown {
    return (this.options.setTimer ?? setTimeout)(run, ms)
  }
  private clearTimer(timer: unknown): void {
    if (this.options.clearTimer) this.options.clearTimer(timer)
    else clearTimeout(timer as ReturnType<typeof setTimeout>)
  }
}

/** Doubles from half a second up to fifteen, each drawn from its upper half so that desks do not come back all at once. */
export function backoff(tries: number, random: () => number): number {
  const ceiling = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** Math.max(0, tries - 1))
  return Math.round(ceiling * (0.5 + random() / 2))
}
