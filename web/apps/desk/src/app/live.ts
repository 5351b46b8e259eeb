// The feed of this page: entries renew the incidents, frames renew the people, the state is said aloud.
import { shallowRef } from 'vue'
import { LiveClient, type LiveEntry, type LiveState } from '@likedong/live'
import type { Incident, IncidentStatus, Priority } from '@likedong/api'
import { members } from '../features/duty/store'
import { alerts, whomOf, type Whom } from '../features/incidents/alerts'
import { isOpen } from '../features/incidents/clocks'
import { incidents } from '../features/incidents/store'
import { calls as sos } from '../features/sos/store'
import { translate } from '../i18n'
import { sessionIsOver } from './api'
import { dismissAbout, notify, sentenceOf } from './notices'
import { serverNow } from './now'
import { pinia } from './pinia'
import { KEYS, queries } from './queries'
import { useSession } from './session'
import { sound } from './sound'

export const liveState = shallowRef<LiveState>('connecting')
/** The incident whose details are on screen: its timeline and candidates follow the feed. */
export const watched = shallowRef<string | null>(null)
/** Where an alert leads; the frame says how to get there. */
export const opening = shallowRef<(id: string) => void>(() => undefined)

const SETTLE_MS = 300
/** The feed asks for the first snapshots as it stands; without it they are read after this long all the same. */
const FIRST_LOAD_MS = 1_500
/** An entry that was caught up on later than this is told, but nobody is startled by it. */
const RING_AGE_MS_MAX = 120_000
let client: LiveClient | null = null
let figuresDue = false
let firstLoad: ReturnType<typeof setTimeout> | undefined

/** How long ago the server was last heard, in ms. */
export function liveAge(): number {
  return client?.age ?? 0
}
/** Whether the picture must be called old. */
export function isOutdated(): boolean {
  return client?.outdated ?? false
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
    onState: (state) => {
      liveState.value = state
      if (state === 'live') incidents.retry()
    },
    onReset: readAgain,
    onSessionEnded: sessionIsOver,
  })
  liveState.value = client.state
  client.start()
  firstLoad = setTimeout(readAgain, FIRST_LOAD_MS)
}

export function stopLive(): void {
  clearTimeout(firstLoad)
  client?.stop()
  client = null
}

export function retryLive(): void {
  client?.retryNow()
}

/** Reads every snapshot again: entries may have been missed, or words are wanted in the other language. */
export function readAgain(): void {
  clearTimeout(firstLoad)
  void incidents.load()
  void sos.load()
  // What is on screen is read by itself: closed meanwhile, it is in no list of the open ones.
  if (watched.value) void incidents.read(watched.value).catch(() => undefined)
  if (useSession(pinia).may('person.read')) void members.load()
  void queries.invalidateQueries()
}

function heard(entry: LiveEntry): void {
  ring(entry)
  if (/^(sos|drill)_/.test(entry.kind)) void sos.load()
  if (entry.kind.startsWith('shift_') || entry.kind.startsWith('consent_')) void queries.invalidateQueries({ queryKey: KEYS.figures })
  if (entry.kind.startsWith('place_')) void queries.invalidateQueries({ queryKey: KEYS.places })
  if (entry.kind.startsWith('gazetteer_')) void queries.invalidateQueries({ queryKey: KEYS.search })
  if (entry.notice_id) void queries.invalidateQueries({ queryKey: KEYS.notices })
  if (entry.kind === 'inbox_added') void queries.invalidateQueries({ queryKey: KEYS.inbox })
  if (entry.record_id) void queries.invalidateQueries({ queryKey: KEYS.beside(entry.record_id) })
  const id = entry.incident_id
  if (!id) return
  if (alerts.hear(id, entry)) dismissAbout(aboutAlert(id))
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
  const whom = whomOf(entry)
  if (whom && entry.incident_id) return void alert(entry, entry.incident_id, whom)
  if (!isFresh(entry)) return
  if (entry.kind === 'incident_reported') sound(entry.body?.['priority'] === 'P1' ? 'urgent' : 'new')
  if (entry.kind === 'offer_telephone') sound('late')
}
const isFresh = (entry: LiveEntry) => serverNow() - Date.parse(entry.at) <= RING_AGE_MS_MAX
const aboutAlert = (id: string) => `alert ${id}`

/** Nobody comes: said aloud and in words to whom it is meant for, and shown until somebody acts. */
async function alert(entry: LiveEntry, id: string, whom: Whom): Promise<void> {
  const centre = useSession(pinia).account?.role === 'governance_centre'
  if (centre !== (whom === 'governance_centre')) return
  if (!alerts.raise(id, whom, entry.seq)) return
  if (isFresh(entry)) sound('urgent')
  const act = { word: translate('notice.show'), run: () => opening.value(id) }
  try {
    const incident = incidents.byId(id) ?? (await incidents.read(id))
    if (!isOpen(incident) || alerts.of(id) === null) return
    notify(translate(`alert.${whom}`, { no: incident.incident_no.slice(-4), what: incident.category_name ?? '' }), { tone: 'alert', about: aboutAlert(id), act })
  } catch (error) {
    notify(`${translate('alert.unread')}${sentenceOf(error)}`, { tone: 'alert', about: aboutAlert(id), act })
  }
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
