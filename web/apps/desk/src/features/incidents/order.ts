// The order of the queue: lives in danger first, then what runs out first, then what waits for a look.
import type { Incident, Priority } from '@likedong/api'
import { isForReview, isOpen, runningClock } from './clocks'

export type QueueFilter = 'open' | 'review' | 'closed' | 'all'

const RANK: Record<Priority, number> = { P1: 1, P2: 2, P3: 3, P4: 4 }
const rankOf = (incident: Incident) => (incident.priority ? RANK[incident.priority] : 2.5)

/** 0: a P1 whose clock runs; 1: any other running clock; 2: no clock runs. */
function group(incident: Incident): number {
  const clock = runningClock(incident)
  if (!clock) return 2
  return incident.priority === 'P1' ? 0 : 1
}

export function compareOpen(a: Incident, b: Incident): number {
  const byGroup = group(a) - group(b)
  if (byGroup) return byGroup
  const due = (runningClock(a)?.due_at ?? '').localeCompare(runningClock(b)?.due_at ?? '')
  return due || rankOf(a) - rankOf(b) || a.reported_at.localeCompare(b.reported_at) || a.id.localeCompare(b.id)
}

/** What is over lies newest first. */
export function compareClosed(a: Incident, b: Incident): number {
  return (b.closed_at ?? b.reported_at).localeCompare(a.closed_at ?? a.reported_at) || b.id.localeCompare(a.id)
}

export function queueOf(all: readonly Incident[], filter: QueueFilter): Incident[] {
  switch (filter) {
    case 'open':
      return all.filter((it) => isOpen(it) && !isForReview(it)).sort(compareOpen)
    case 'review':
      return all.filter(isForReview).sort(compareOpen)
    case 'closed':
      return all.filter((it) => !isOpen(it)).sort(compareClosed)
    case 'all':
      return [...all.filter(isOpen).sort(compareOpen), ...all.filter((it) => !isOpen(it)).sort(compareClosed)]
  }
}

/** The neighbour in the list that an arrow key leads to; from nowhere the first or the last. */
export function neighbour(ids: readonly string[], current: string | null, step: 1 | -1): string | null {
  if (ids.length === 0) return null
  const at = current === null ? -1 : ids.indexOf(current)
  if (at < 0) return (step === 1 ? ids[0] : ids[ids.length - 1]) ?? null
  return ids[Math.min(ids.length - 1, Math.max(0, at + step))] ?? null
}
