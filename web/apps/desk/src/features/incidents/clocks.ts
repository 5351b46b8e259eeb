// Which clock of an incident runs out first, and how it reads.
import type { Clock, ClockKind, Incident, IncidentStatus } from '@likedong/api'

export interface ReadClock {
  noun: ClockKind
  kind: ClockKind
  late: boolean
  /** Seconds left, or since it ran out. */
  seconds: number
}

const OVER: ReadonlySet<IncidentStatus> = new Set(['closed', 'cancelled', 'merged', 'revisited'])

export function isOpen(incident: Pick<Incident, 'status'>): boolean {
  return !OVER.has(incident.status)
}

/** Everything done but the last look: waits for review, no clock runs. */
export function isForReview(incident: Pick<Incident, 'status'>): boolean {
  return incident.status === 'feedback_done'
}

/** Incidents are replaced, never changed: what was found once for one holds. */
const running = new WeakMap<object, Clock | null>()
const due = new WeakMap<Clock, number>()

/** When a clock runs out, in ms. */
export function dueMs(clock: Clock): number {
  const known = due.get(clock)
  if (known !== undefined) return known
  const at = Date.parse(clock.due_at)
  due.set(clock, at)
  return at
}

/** The unmet clock that is due first; none once the incident is over or waits for review. */
export function runningClock(incident: Pick<Incident, 'status' | 'clocks'>): Clock | null {
  const known = running.get(incident)
  if (known !== undefined) return known
  const found = firstUnmet(incident)
  running.set(incident, found)
  return found
}

function firstUnmet(incident: Pick<Incident, 'status' | 'clocks'>): Clock | null {
  if (!isOpen(incident) || isForReview(incident)) return null
  let first: Clock | null = null
  for (const clock of incident.clocks) {
    if (clock.met_at === null && (first === null || dueMs(clock) < dueMs(first))) first = clock
  }
  return first
}

/** A clock at a moment: what is left is rounded up, what is late is rounded down, so that 0:00 is the very end. */
export function readClock(clock: Clock, now: number): ReadClock {
  const left = (dueMs(clock) - now) / 1000
  const late = left < 0
  return {
    kind: clock.kind,
    noun: clock.kind,
    late,
    seconds: late ? Math.floor(-left) : Math.ceil(left),
  }
}

/** How long a met clock took, in seconds. */
export function tookSeconds(clock: Clock, from: string): number | null {
  return clock.met_at === null ? null : Math.max(0, Math.floor((Date.parse(clock.met_at) - Date.parse(from)) / 1000))
}

/** A clock met after it was due. */
export function metLate(clock: Clock): boolean {
  return clock.met_at !== null && Date.parse(clock.met_at) > Date.parse(clock.due_at)
}
