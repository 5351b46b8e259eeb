// How long a call can still be answered. Told from the server's clock, because a phone's own may be minutes off.

/** What is left of a call's time, ready to show. */
export interface Countdown {
  left_s: number
  over: boolean
  text: string
}

/** Seconds as `m:ss`, and `h:mm:ss` from one hour on. */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const two = (n: number) => String(n).padStart(2, '0')
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  const rest = two(whole % 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`
}

/** Counts down to `expiresAt`; `nowMs` is the server's time. A second that has begun still counts. */
export function countdown(expiresAt: string, nowMs: number): Countdown {
  const left_s = Math.max(0, Math.ceil((Date.parse(expiresAt) - nowMs) / 1000))
  return { left_s, over: left_s === 0, text: clockText(left_s) }
}

/** Somebody who has not answered by then is phoned: 60 s after the call was made. */
export const TELEPHONE_AFTER_MS = 60_000

/** What runs out next for a call that waits: the time until somebody phones, then the time to answer at all. */
export function nextLimit(offer: { offered_at: string; expires_at: string; telephone: boolean }, nowMs: number): { until: string; phone: boolean } {
  const phoneMs = Date.parse(offer.offered_at) + TELEPHONE_AFTER_MS
  const phone = !offer.telephone && phoneMs > nowMs && phoneMs < Date.parse(offer.expires_at)
  return { until: phone ? new Date(phoneMs).toISOString() : offer.expires_at, phone }
}

/** The countdown to what runs out next: a clock that is a little behind never shows more than there ever was. */
export function leftOf(offer: { offered_at: string; expires_at: string; telephone: boolean }, nowMs: number): Countdown & { phone: boolean } {
  const now = Math.max(nowMs, Date.parse(offer.offered_at))
  const { until, phone } = nextLimit(offer, now)
  return { ...countdown(until, now), phone }
}

/** Seconds since `at`, never negative. */
export function elapsed(at: string, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - Date.parse(at)) / 1000))
}

/** Walking minutes for people: rounded up, at least one. */
export function minutes(travel_s: number): number {
  return Math.max(1, Math.ceil(travel_s / 60))
}
