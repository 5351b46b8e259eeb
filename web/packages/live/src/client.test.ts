// The connection against a socket that does what it is told.
import { beforeEach, describe, expect, it } from 'vitest'
import { backoff, CONNECT_MS_MAX, LiveClient, NOT_LIVE_MS, SESSION_ENDED, SILENCE_MS_MAX, type LiveState, type Socket } from './client'

class FakeSocket implements Socket {
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  onerror: (() => void) | null = null
  sent: string[] = []
  closed = false
  constructor(readonly url: string) {}
  send(text: string) {
    this.sent.push(text)
  }
  close() {
    this.closed = true
  }
  say(frame: object) {
    this.onmessage?.({ data: JSON.stringify(frame) })
  }
  break(code = 1006) {
    this.onclose?.({ code })
  }
}

let sockets: FakeSocket[]
let timers: { run: () => void; ms: number; off: boolean }[]
let log: string[]
let now: number
let network: EventTarget

function client(after?: number) {
  const it = new LiveClient({
    url: 'ws://desk.test/api/v1/live',
    after,
    open: (url) => {
      const socket = new FakeSocket(url)
      sockets.push(socket)
      return socket
    },
    now: () => now,
    random: () => 1,
    network,
    setTimer: (run, ms) => timers.push({ run, ms, off: false }) - 1,
    clearTimer: (at) => void ((timers[at as number] as { off: boolean }).off = true),
    onEntry: (entry) => log.push(`entry ${entry.seq}`),
    onState: (state: LiveState) => log.push(state),
    onReset: () => log.push('reset'),
    onSessionEnded: () => log.push('session ended'),
    onPositions: (items) => log.push(`positions ${items.length}`),
  })
  it.start()
  return it
}
const socket = () => sockets[sockets.length - 1] as FakeSocket
const entry = (seq: number) => ({ seq, at: '2026-11-23T08:00:00Z', kind: 'offer_made', station_id: 's' })
function elapse(pick: (ms: number) => boolean) {
  const timer = [...timers].reverse().find((it) => !it.off && pick(it.ms))
  if (!timer) throw new Error('no such timer')
  timer.off = true
  timer.run()
}

describe('LiveClient', () => {
  beforeEach(() => {
    sockets = []
    timers = []
    log = []
    now = 0
    network = new EventTarget()
  })

  it('begins at the head, asks for a snapshot, then hands entries out once each', () => {
    client()
    expect(socket().url).toBe('ws://desk.test/api/v1/live')
    socket().say({ kind: 'hello', seq: 7 })
    for (const seq of [8, 8, 7, 9]) socket().say(entry(seq))
    expect(log).toEqual(['live', 'reset', 'entry 8', 'entry 9'])
  })

  it('does not try again where the session is over, and says so once', () => {
    client()
    socket().say({ kind: 'hello', seq: 7 })
    log = []
    socket().break(SESSION_ENDED)
    expect(log).toEqual(['down', 'session ended'])
    network.dispatchEvent(new Event('online'))
    expect(sockets).toHaveLength(1)
    expect(timers.every((it) => it.off)).toBe(true)
  })

  it('resumes after the last entry without asking for a snapshot', () => {
    const it = client()
    socket().say({ kind: 'hello', seq: 7 })
    socket().say(entry(9))
    socket().break()
    expect(it.state).toBe('connecting')
    elapse((ms) => ms <= 1000)
    expect(socket().url).toBe('ws://desk.test/api/v1/live?after=9')
    socket().say({ kind: 'hello', seq: 11 })
    socket().say(entry(10))
    socket().say(entry(11))
    expect(log).toEqual(['live', 'reset', 'entry 9', 'connecting', 'live', 'entry 10', 'entry 11'])
  })

  it('takes the beat as its place where entries are hidden from this viewer', () => {
    client()
    socket().say({ kind: 'hello', seq: 7 })
    socket().say({ kind: 'heartbeat', seq: 40 })
    socket().break()
    elapse((ms) => ms <= 1000)
    expect(socket().url).toContain('after=40')
  })

  it('reads the snapshots again where the server can not replay from our place', () => {
    client(5)
    socket().say({ kind: 'hello', seq: 900 })
    socket().say({ kind: 'resync', after: 800 })
    expect(log).toEqual(['live', 'reset', 'connecting'])
    elapse((ms) => ms <= 1000)
    expect(socket().url).toContain('after=800')
  })

  it('resumes quietly where a slow reader is closed at its own place', () => {
    client(5)
    socket().say({ kind: 'hello', seq: 9 })
    socket().say(entry(6))
    socket().say({ kind: 'resync', after: 6 })
    expect(log).toEqual(['live', 'entry 6', 'connecting'])
  })

  it('starts over where the log is another one', () => {
    const it = client(500)
    socket().say({ kind: 'hello', seq: 12 })
    expect(log).toEqual(['live', 'reset'])
    expect(it.seq).toBe(12)
  })

  it('goes down after repeated failures and comes back', () => {
    const it = client()
    for (let n = 0; n < 3; n++) {
      socket().break()
      elapse((ms) => ms < SILENCE_MS_MAX)
    }
    expect(it.state).toBe('down')
    socket().say({ kind: 'hello', seq: 1 })
    expect(it.state).toBe('live')
    expect(timers.filter((timer) => !timer.off).length).toBe(1)
  })

  it('takes silence for a lost line and tells how old its news is', () => {
    const it = client()
    socket().say({ kind: 'hello', seq: 1 })
    now = 36_000
    expect(it.age).toBe(36_000)
    elapse((ms) => ms === SILENCE_MS_MAX)
    expect(it.state).toBe('connecting')
    expect(sockets[0]?.closed).toBe(true)
  })

  it('gives up a connection that hangs long before silence would', () => {
    const it = client()
    elapse((ms) => ms === CONNECT_MS_MAX)
    expect(sockets[0]?.closed).toBe(true)
    expect(CONNECT_MS_MAX).toBeLessThan(SILENCE_MS_MAX)
    expect(it.state).toBe('connecting')
  })

  it('is down at once where the browser says so, and back as soon as it says that', () => {
    const it = client()
    socket().say({ kind: 'hello', seq: 1 })
    network.dispatchEvent(new Event('offline'))
    expect(it.state).toBe('down')
    expect(sockets[0]?.closed).toBe(true)
    network.dispatchEvent(new Event('online'))
    expect(sockets).toHaveLength(2)
    socket().say({ kind: 'hello', seq: 1 })
    expect(it.state).toBe('live')
  })

  it('calls the page old after 20 s without the feed, whatever it tries', () => {
    const it = client()
    socket().say({ kind: 'hello', seq: 1 })
    now = NOT_LIVE_MS * 2
    expect(it.outdated).toBe(false)
    socket().break()
    expect(it.outdated).toBe(false)
    now += NOT_LIVE_MS
    expect(it.outdated).toBe(true)
    elapse((ms) => ms <= 1000)
    socket().say({ kind: 'hello', seq: 1 })
    expect(it.outdated).toBe(false)
  })

  it('passes positions on, ignores what is no frame, sends only when live', () => {
    const it = client()
    expect(it.send({ kind: 'positions', fixes: [] })).toBe(false)
    socket().say({ kind: 'hello', seq: 1 })
    socket().onmessage?.({ data: 'not json' })
    socket().say({ kind: 'positions', items: [{}, {}] })
    expect(it.send({ kind: 'positions', fixes: [] })).toBe(true)
    expect(log).toEqual(['live', 'reset', 'positions 2'])
  })

  it('is silent once stopped', () => {
    const it = client()
    const first = socket()
    it.stop()
    first.say({ kind: 'hello', seq: 1 })
    first.break()
    expect(sockets).toHaveLength(1)
    expect(timers.every((timer) => timer.off)).toBe(true)
  })
})

describe('backoff', () => {
  it('doubles, stays under its ceiling and spreads', () => {
    expect([1, 2, 3, 9].map((n) => backoff(n, () => 1))).toEqual([500, 1000, 2000, 15_000])
    expect(backoff(3, () => 0)).toBe(1000)
  })
})
