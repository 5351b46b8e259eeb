// A fetch that is safe on a bad line: a command carries one id and is sent again with it until it is answered.
import { Problem } from './problem'
import type { Language } from './types'

/** How often a request is sent in all, and how long it waits between: then the person is told. */
const ATTEMPTS_MAX = 3
const PAUSE_MS = [400, 1200]
/** A request without an answer for this long counts as lost. */
const ANSWER_MS_MAX = 12_000
const BUSY = new Set([502, 503, 504])
/** An answer that was longer under way says nothing exact about the time. */
const ROUND_TRIP_MS_MAX = 1_000
/** The Date header counts whole seconds: on the average half a one has gone. */
const HALF_SECOND_MS = 500

export interface SteadyOptions {
  language: () => Language
  /** Told the server's own time as it is now, with each quick answer, for clocks that must not trust this machine. */
  onServerTime?: (at_ms: number) => void
  now?: () => number
  fetch?: typeof fetch
  pause?: (ms: number) => Promise<void>
  newId?: () => string
}

/** Sends with the caller's language, an Idempotency-Key on every POST, and a second and third try where the line fails. */
export function steadyFetch(options: SteadyOptions): (request: Request) => Promise<Response> {
  const send = options.fetch ?? ((input, init) => fetch(input, init))
  const pause = options.pause ?? ((ms) => new Promise((done) => setTimeout(done, ms)))
  const newId = options.newId ?? commandId
  const now = options.now ?? Date.now
  return async (request) => {
    const headers = new Headers(request.headers)
    headers.set('Accept-Language', options.language())
    if (request.method === 'POST' && !headers.has('Idempotency-Key')) headers.set('Idempotency-Key', newId())
    for (let attempt = 1; ; attempt++) {
      const last = attempt >= ATTEMPTS_MAX
      try {
        const sent = now()
        const response = await send(new Request(request.clone(), { headers, signal: AbortSignal.timeout(ANSWER_MS_MAX) }))
        const date = Date.parse(response.headers.get('Date') ?? '')
        const way = now() - sent
        if (date && way <= ROUND_TRIP_MS_MAX) options.onServerTime?.(date + HALF_SECOND_MS + way / 2)
        if (last || !BUSY.has(response.status)) return response
      } catch {
        if (last) throw Problem.offline()
      }
      await pause(PAUSE_MS[attempt - 1] ?? 0)
    }
  }
}

/** An id for a command; `randomUUID` exists only on secure pages, so the bytes are drawn by hand where it is missing. */
export function commandId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
