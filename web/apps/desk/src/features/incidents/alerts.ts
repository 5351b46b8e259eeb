// Incidents that nobody comes to: said until somebody acts, whatever else is on the screen.
import { shallowReactive } from 'vue'
import type { Incident, TimelineItem } from '@likedong/api'

export type Whom = 'desk' | 'duty_commander' | 'governance_centre' | 'nobody_left' | 'reinforcement' | 'transfer_silent' | 'transfer_reported' | 'major_remind' | 'major_overdue'

/** What ends an alert: somebody comes, or a person has taken another way. */
const SETTLES: ReadonlySet<string> = new Set([
  'offer_accepted', 'offer_departed', 'offer_arrived', 'incident_dispatched', 'incident_escalated', 'incident_en_route', 'incident_on_scene', 'incident_handled', 'incident_feedback',
  'incident_transferred', 'incident_converted', 'incident_merged', 'incident_cancelled', 'incident_closed', 'incident_returned', 'incident_taken_back', 'major_reported', 'major_unmarked',
])
interface Entry {
  seq: number
  kind: string
  body?: Record<string, unknown> | null
}

const standing = shallowReactive(new Map<string, Whom>())
/** The last entry that said something of each incident's alert: what is older is not news. */
const places = new Map<string, number>()

/** To whom an entry cries, or null where it is no alert. */
export function whomOf(entry: Pick<Entry, 'kind' | 'body'>): Whom | null {
  if (entry.kind === 'search_exhausted') return 'nobody_left'
  if (entry.kind !== 'alert_raised') return null
  if (entry.body?.['cause'] === 'reinforcement_asked') return 'reinforcement'
  const cause = entry.body?.['cause']
  if (cause === 'major_remind' || cause === 'major_overdue') return cause
  const whom = entry.body?.['whom']
  if (entry.body?.['cause'] === 'transfer_silent') return whom === 'duty_commander' ? 'transfer_reported' : 'transfer_silent'
  return whom === 'duty_commander' || whom === 'governance_centre' ? whom : 'desk'
}

export const alerts = {
  of: (id: string): Whom | null => standing.get(id) ?? null,
  /** The same, or what the list says of a search whose entries were not heard here. */
  shown(incident: Pick<Incident, 'id' | 'alert' | 'status' | 'transfer_silence' | 'major'>): Whom | null {
    const heard = alerts.of(incident.id)
    const major = incident.major
    if (major?.next && major.said !== 'in_time') return major.said === 'remind' ? 'major_remind' : 'major_overdue'
    const away = incident.status === 'transferred_out' || incident.status === 'handed_over'
    if (away && incident.transfer_silence !== 'in_time') return incident.transfer_silence === 'remind' ? 'transfer_silent' : 'transfer_reported'
    if (heard !== null || incident.alert === 'none') return heard
    return incident.alert === 'exhausted' ? 'nobody_left' : 'desk'
  },

  /** Says whether the alert stands: not where something later has settled it. */
  raise(id: string, whom: Whom, seq: number): boolean {
    if (seq < (places.get(id) ?? 0)) return false
    places.set(id, seq)
    standing.set(id, whom)
    return true
  },
  /** Says whether this entry ended an alert. */
  hear(id: string, entry: Entry): boolean {
    if (!SETTLES.has(entry.kind) || entry.seq < (places.get(id) ?? 0)) return false
    places.set(id, entry.seq)
    return standing.delete(id)
  },
  /** What the timeline knows: after a fresh start an alert that nobody answered is shown again. */
  fromTimeline(id: string, items: readonly TimelineItem[]): void {
    const last = [...items].sort((a, b) => b.seq - a.seq).find((it) => whomOf(it) !== null || SETTLES.has(it.kind))
    const whom = last && whomOf(last)
    if (last && whom) alerts.raise(id, whom, last.seq)
    else if (last) alerts.hear(id, last)
  },
  clear(): void {
    standing.clear()
    places.clear()
  },
}
