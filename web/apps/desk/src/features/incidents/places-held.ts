// The list of whom to call does not move under the finger: who was just called keeps the place for a moment.
import type { Pick } from '@likedong/api'

/** How long a called row stays where it was. */
export const HELD_MS = 3_000

export interface Held {
  pick: Pick
  at: number
}

/** The picks that may be called, with those just called put back where they stood. */
export function keepPlaces(picks: readonly Pick[], held: readonly Held[]): Pick[] {
  const called = new Set(held.map((it) => it.pick.member_id))
  const rows = picks.filter((it) => !called.has(it.member_id))
  for (const { pick, at } of [...held].sort((a, b) => a.at - b.at)) rows.splice(Math.min(at, rows.length), 0, pick)
  return rows
}
