// The order of the queue: lives in danger first, then what runs out first, then what waits for a look.
import type { Incident, Priority } from '@likedong/api'
import { dueMs, isForReview, isOpen, runningClock } from './clocks'

export type QueueFilter = 'open' | 'review' | 'closed' | 'all'

const RANK: Record<Priority, number> = { P1: 1, P2: 2, P3: 3, P4: 4 }
const rankOf = (incident: Incident) => (incident.priority ? RANK[incident.priority] : 2.5)

interface Place {
  it: Incident
  /** 0: a P1 whose clock runs; 1: any other running clock; 2: no clock runs. */
  group: number
  due: number
  rank: number
}

function placeOf(it: Incident): Place {
  const clock = runningClock(it)
  return { it, group: clock === null ? 2 : it.priority === 'P1' ? 0 : 1, due: clock ? dueMs(clock) : 0, rank: rankOf(it) }
}
const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** By what runs out first; the keys are made once for each, for a list may hold ten thousand. */
function sortOpen(list: Incident[]): Incident[] {
  return list
    .map(placeOf)
    .sort((a, b) => a.group - b.group || a.due - b.due || a.rank - b.rank || text(a.it.reported_at, b.it.reported_at) || text(a.it.id, b.it.id))
    .map((place) => place.it)
}

/** What is over lies newest first. */
export function compareClosed(a: Incident, b: Incident): number {
  return text(b.closed_at ?? b.reported_at, a.closed_at ?? a.reported_at) || text(b.id, a.id)
}

export function queueOf(all: readonly Incident[], filter: QueueFilter): Incident[] {
  switch (filter) {
    case 'open':
      return sortOpen(all.filter(isWaiting))
    case 'review':
      return sortOpen(all.filter(isForReview))
    case 'closed':
      return all.filter((it) => !isOpen(it)).sort(compareClosed)
    case 'all':
      return [...sortOpen(all.filter(isOpen)), ...all.filter((it) => !isOpen(it)).sort(compareClosed)]
  }
}

const isWaiting = (it: Incident) => isOpen(it) && !isForReview(it)

/** How many stand under each heading, without putting them in order. */
export function countsOf(all: readonly Incident[]): { open: number; review: number; closed: number } {
  let [open, review, closed] = [0, 0, 0]
  for (const it of all) {
    if (isForReview(it)) review += 1
    else if (isOpen(it)) open += 1
    else closed += 1
  }
  return { open, review, closed }
}

/** The neighbour in the list that an arrow key leads to; from nowhere the first or the last. */
export function neighbour(ids: readonly string[], current: string | null, step: 1 | -1): string | null {
  if (ids.length === 0) return null
  const at = current === null ? -1 : ids.indexOf(current)
  if (at < 0) return (step === 1 ? ids[0] : ids[ids.length - 1]) ?? null
  return ids[Math.min(ids.length - 1, Math.max(0, at + step))] ?? null
}
