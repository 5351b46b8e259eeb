// What the page makes of the member's calls: which one fills the screen, and how one ended that is no longer there.

import type { Offer, OfferStatus, OfferVerb } from '@likedong/api'
import type { Entry } from './outbox'

/** How a call ended that this page had shown as open. */
export type Ending = 'stood_down' | 'expired' | 'declined' | 'cleared' | 'gone'

export interface Ended {
  offer: Offer
  ending: Ending
}

/** Still to be answered. */
export function isWaiting(status: OfferStatus): boolean {
  return status === 'offered' || status === 'delivered'
}

/** Said yes, not done. */
export function isAssignment(status: OfferStatus): boolean {
  return status === 'accepted' || status === 'en_route' || status === 'arrived'
}

export function isOpen(status: OfferStatus): boolean {
  return isWaiting(status) || isAssignment(status)
}

/** The answers that move a call on; a word from the scene and asking for help leave it where it is. */
type Move = Exclude<OfferVerb, 'reinforce' | 'report'>

const AFTER: Record<Move, OfferStatus> = {
  deliver: 'delivered',
  accept: 'accepted',
  decline: 'declined',
  depart: 'en_route',
  arrive: 'arrived',
  clear: 'cleared',
}

const STARTED = { accept: 'accepted_at', depart: 'departed_at', arrive: 'arrived_at', clear: 'cleared_at' } as const

/** The offer as it will be once the answers that still wait here have reached the server. */
export function withPending(offer: Offer, entries: readonly Entry[]): Offer {
  return entries
    .filter((entry) => entry.offer === offer.id && entry.kind in AFTER)
    .reduce((it, entry) => {
      const verb = entry.kind as Move
      if (verb === 'deliver' && it.status !== 'offered') return it
      const next = { ...it, status: AFTER[verb] }
      if (verb === 'accept' || verb === 'depart' || verb === 'arrive' || verb === 'clear') next[STARTED[verb]] = entry.at
      return next
    }, offer)
}

/** The server's list, but never an older version of an offer than the one already here. */
export function keepNewer(known: readonly Offer[], list: readonly Offer[]): Offer[] {
  return list.map((it) => known.find((old) => old.id === it.id && old.version > it.version) ?? it)
}

/** Whether a call has run out by the server's time, whatever the server has said so far. */
export function hasRunOut(offer: Offer, nowMs: number): boolean {
  return isWaiting(offer.status) && Date.parse(offer.expires_at) <= nowMs
}

/** The call that takes the screen: an unanswered one first, the gravest of them; else what the member is busy with. */
export function foremost(offers: readonly Offer[], nowMs: number): Offer | null {
  const waiting = offers.filter((it) => isWaiting(it.status) && !hasRunOut(it, nowMs)).sort(byGravity)
  const busy = offers.filter((it) => isAssignment(it.status))
  return waiting[0] ?? busy[0] ?? null
}

function byGravity(one: Offer, other: Offer): number {
  const gravity = (one.card?.priority ?? 'P4').localeCompare(other.card?.priority ?? 'P4')
  return gravity !== 0 ? gravity : one.offered_at.localeCompare(other.offered_at)
}

/** Remembers the open calls, and tells how those ended that are gone from the next list. */
export class CallBook {
  #open = new Map<string, Offer>()
  #heard = new Map<string, Ending>()

  /** The live feed or the person's own tap told how a call ends, before the list shows it. */
  hear(offerId: string, ending: Ending): void {
    if (this.#open.has(offerId)) this.#heard.set(offerId, ending)
  }

  /** Takes the server's list; returns what has ended since the last one. */
  take(list: readonly Offer[], nowMs: number): Ended[] {
    const still = new Map(list.filter((it) => isOpen(it.status)).map((it) => [it.id, it]))
    const ended: Ended[] = []
    for (const [id, known] of this.#open) {
      if (still.has(id)) continue
      const last = list.find((it) => it.id === id) ?? known
      ended.push({ offer: last, ending: this.#heard.get(id) ?? endingOf(last, nowMs) })
      this.#heard.delete(id)
    }
    this.#open = still
    return ended
  }
}

function endingOf(offer: Offer, nowMs: number): Ending {
  switch (offer.status) {
    case 'stood_down':
    case 'expired':
    case 'declined':
    case 'cleared':
      return offer.status
    case 'offered':
    case 'delivered':
      return hasRunOut(offer, nowMs) ? 'expired' : 'gone'
    case 'accepted':
    case 'en_route':
    case 'arrived':
      return 'gone'
  }
}
