// What became of the last report at the desk: whoever is not heard within a minute must be told to dial 110.

/** The desk has this long to pick a report up before the reporter is told whom to phone instead. */
export const PICK_UP_MS = 60_000
/** A report is followed this long; after that it is the desk's own clocks that run. */
export const FOLLOW_MS = 30 * 60_000

/** The report as the server first answered it. */
export interface Reported {
  /** The key of the outbox entry that carried it. */
  entry: string
  id: string
  no: string
  /** The server's time. */
  at: string
}

/** What is known of it now; null where this account cannot read it. */
export type Seen = { picked_up_at: string | null } | null

export type PickUp = 'waiting' | 'taken' | 'late' | 'blind'

/** Reads a report's answer; null where it is something else. */
export function reportedOf(entry: string, body: unknown): Reported | null {
  if (typeof body !== 'object' || body === null) return null
  const { id, incident_no, reported_at } = body as Record<string, unknown>
  if (typeof id !== 'string' || typeof incident_no !== 'string' || typeof reported_at !== 'string') return null
  return { entry, id, no: incident_no, at: reported_at }
}

/** Whether somebody at the desk has picked it up: what the program does by itself is nobody's hearing it. */
export function pickUp(first: Reported, seen: Seen, nowMs: number): PickUp {
  if (seen !== null && seen.picked_up_at !== null) return 'taken'
  if (nowMs - Date.parse(first.at) < PICK_UP_MS) return 'waiting'
  return seen === null ? 'blind' : 'late'
}
