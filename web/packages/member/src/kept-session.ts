// Who was signed in on this phone, until when, and whether on duty: a page that opens without a network stands on it,
// and a session that ended in the middle of a shift is told even after a reload.

import type { Account } from '@likedong/api'
import type { Slots } from './kept-for'

const SLOT = 'account'

/** How long before the session ends the person is asked to sign in again. */
export const RENEW_BEFORE_MS = 30 * 60_000

export interface KeptSession {
  account: Account
  /** When the session ends by the server's clock; null where that is not known. */
  until: number | null
  onDuty: boolean
  /** The server has ended it: it opens nothing any more. */
  ended: boolean
}

/** Reads what is kept; anything else than a session is nothing. */
export function readSession(slots: Slots): KeptSession | null {
  try {
    const kept = JSON.parse(slots.getItem(SLOT) ?? 'null') as Partial<KeptSession> | null
    if (typeof kept?.account?.id !== 'string') return null
    const until = typeof kept.until === 'number' ? kept.until : null
    return { account: kept.account, until, onDuty: kept.onDuty === true, ended: kept.ended === true }
  } catch {
    return null
  }
}

export function writeSession(slots: Slots, session: KeptSession): void {
  try {
    slots.setItem(SLOT, JSON.stringify(session))
  } catch {
    // Without a store the page asks the server each time.
    return
  }
}

/** Whether the kept session may stand in while the server cannot be asked. */
export function standsIn(kept: KeptSession | null, nowMs: number): kept is KeptSession {
  return kept !== null && !kept.ended && (kept.until === null || nowMs < kept.until)
}

/** When the server ends the session, in milliseconds; null where it does not say. */
export function endOf(account: Pick<Account, 'session_ends_at'>): number | null {
  const until = Date.parse(account.session_ends_at ?? '')
  return Number.isNaN(until) ? null : until
}

/** Whole minutes until the session ends, once the person should be warned; null before that. */
export function renewIn(until: number | null, nowMs: number): number | null {
  if (until === null || until - nowMs > RENEW_BEFORE_MS) return null
  return Math.max(0, Math.ceil((until - nowMs) / 60_000))
}
