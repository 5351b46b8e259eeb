// The member's own calls of this station day, as this phone saw them. Only the member sees this list; nothing is counted.

import type { Offer, OfferStatus, Priority } from '@likedong/api'
import { stationDay } from '@likedong/ui'
import { KeptFor, type Slots } from './kept-for'

/** A day has about five calls for all members together; this is far beyond one person's. */
export const ROWS_MAX = 50

/** One call in the list. Invariant: a neutral call leaves no trace of its category here. */
export interface DayRow {
  offer: string
  no: string
  /** The category's name; null for a neutral call-out. */
  what: string | null
  priority: Priority
  /** `gone` where the matter ended without a word to this phone. */
  status: OfferStatus | 'gone'
  at: string
}

/** Keeps today's rows; yesterday's are dropped when the first of today arrives or the log is read. */
export class DayLog {
  readonly #kept: KeptFor<readonly DayRow[]>
  #rows: DayRow[]

  constructor(slots: Slots, account: string, nowMs: number) {
    this.#kept = new KeptFor(slots, 'day', account)
    const kept = this.#kept.read()
    const rows = Array.isArray(kept) ? (kept as DayRow[]).filter((row) => typeof row.at === 'string') : []
    this.#rows = today(rows, nowMs)
  }

  rows(): readonly DayRow[] {
    return this.#rows
  }

  /** Notes the present state of an offer, or how it ended. */
  note(offer: Offer, nowMs: number, status: DayRow['status'] = offer.status): void {
    const card = offer.card
    const row: DayRow = {
      offer: offer.id,
      no: offer.incident_no,
      what: card === null || card.neutral !== null ? null : card.category_name,
      priority: card?.priority ?? 'P4',
      status,
      at: offer.offered_at,
    }
    const others = this.#rows.filter((it) => it.offer !== offer.id)
    this.#rows = today([row, ...others], nowMs)
      .sort((one, other) => other.at.localeCompare(one.at))
      .slice(0, ROWS_MAX)
    this.#kept.write(this.#rows)
  }
}

function today(rows: DayRow[], nowMs: number): DayRow[] {
  const day = stationDay(nowMs)
  return rows.filter((row) => stationDay(row.at) === day)
}
