// The feed of this page: entries renew the incidents, frames renew the people, the state is said aloud.
import { shallowRef } from 'vue'
import { LiveClient, type LiveEntry, type LiveState } from '@likedong/live'
import type { Incident, IncidentStatus, Priority } from '@likedong/api'
import { members } from '../features/duty/store'
import { incidents } from '../features/incidents/store'
import { translate } from '../i18n'
import { notify } from './notices'
import { pinia } from './pinia'
import { KEYS, queries } from './queries'
import { useSession } from './session'
import { sound } from './sound'

export const liveState = shallowRef<LiveState>('connecting')
/** The incident whose details are on screen: its timeline and candidates follow the feed. */
export const watched = shallowRef<string | null>(null)

const SETTLE_MS = 300
let client: LiveClient | null = null
let figuresDue = false

/** How long ago the server was last heard, in ms. */
export function liveAge(): number {
  return client?.age ?? 0
}

export function startLive(): void {
  stopLive()
  const url = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/v1/live`
  client = new LiveClient({
    url,
    onEntry: heard,
    onPositions: members.positions,
    onPresence: (items) => {
      if (members.presence(items)) void members.load()
    },
    onState: (state) => (liveState.value = state),
    onReset: readAgain,
  })
  liveState.value = client.state
  client.start()
}

export function stopLive(): void {
  client?.stop()
  client = null
}

export function retryLive(): void {
  client?.retryNow()
}

/** Reads every snapshot again: entries may have been missed, or words are wanted in the other language. */
export function readAgain(): void {
  void incidents.load()
  if (members.state.value !== 'loading') void members.load()
  void queries.invalidateQueries()
}

function heard(entry: LiveEntry): void {
  ring(entry)
  if (entry.kind.startsWith('shift_') || entry.kind.startsWith('consent_')) void queries.invalidateQueries({ queryKey: KEYS.figures })
  if (entry.kind.startsWith('place_')) void queries.invalidateQueries({ queryKey: KEYS.places })
  const id = entry.incident_id
  if (!id) return
  incidents.patch(id, changeOf(entry))
  figuresLater()
  if (id === watched.value) detailsLater(id)
}

/** The fields of an incident that an entry carries; an offer's entry speaks of the offer, not of the incident. */
function changeOf(entry: LiveEntry): Partial<Incident> {
  if (!entry.kind.startsWith('incident_') || !entry.body) return {}
  const { status, version, priority } = entry.body
  return {
    ...(typeof status === 'string' ? { status: status as IncidentStatus } : {}),
    ...(typeof version === 'number' ? { version } : {}),
    ...(typeof priority === 'string' ? { priority: priority as Priority } : {}),
  }
}

function ring(entry: LiveEntry): void {
  if (entry.kind === 'alert_raised' || entry.kind === 'search_exhausted') return alert(entry)
  if (entry.kind === 'incident_reported') sound(entry.body?.['priority'] === 'P1' ? 'urgent' : 'new')
  if (entry.kind === 'offer_telephone') sound('late')
}

/** Nobody comes: said aloud and in words to whom it is meant for; the queue goes on showing it. */
function alert(entry: LiveEntry): void {
  const incident = incidents.byId(entry.incident_id ?? null)
  const whom = entry.kind === 'search_exhausted' ? 'nobody_left' : String(entry.body?.['whom'] ?? 'desk')
  const centre = useSession(pinia).account?.role === 'governance_centre'
  if (!incident || centre !== (whom === 'governance_centre')) return
  sound('urgent')
  notify(translate(`alert.${whom}`, { no: incident.incident_no.slice(-4), what: incident.category_name ?? '' }), { tone: 'refused' })
}

function figuresLater(): void {
  if (figuresDue) return
  figuresDue = true
  setTimeout(() => {
    figuresDue = false
    void queries.invalidateQueries({ queryKey: KEYS.figures })
  }, 2000)
}

const due = new Set<string>()
function detailsLater(id: string): void {
  if (due.has(id)) return
  due.add(id)
  setTimeout(() => {
    due.delete(id)
    void queries.invalidateQueries({ queryKey: KEYS.timeline(id) })
    void queries.invalidateQueries({ queryKey: KEYS.candidates(id) })
  }, SETTLE_MS)
}
