// The station's incidents, kept current by the feed: queue, map and panel all read this one collection.
import { computed, shallowRef } from 'vue'
import { Collection } from '@likedong/live'
import { Problem, type Incident } from '@likedong/api'
import { api } from '../../app/api'
import { alerts } from './alerts'
import { isOpen } from './clocks'
import { queueOf } from './order'
import { isWhole } from './summary'

/** After a list, this many of the open ones are read whole at once, the most urgent first; others when they come into sight. */
const WHOLE_MAX = 40
/** Of what is over, the list holds the latest; the rest is for the records, not for the desk. */
export const CLOSED_MAX = 60

type Loading = 'loading' | 'ready' | 'failed'

/** Whose calls stay known while a list is taken in; null outside of that: then everybody's. */
let staysWhole: ReadonlySet<string> | null = null
const collection = new Collection<Incident>({
  refetch: (id) =>
    api.incidents.show(id).catch((error: unknown) => {
      if (error instanceof Problem && (error.status === 404 || error.status === 403)) return null
      throw error
    }),
  // Lists leave calls and rings out: those already read stay until the incident is read again.
  merge: (held, next) => (!isWhole(next) && isWhole(held) && (staysWhole?.has(next.id) ?? true) ? { ...next, offers: held.offers, rings: held.rings } : next),
})

const held = shallowRef<Incident[]>([])
const state = shallowRef<Loading>('loading')
const failure = shallowRef<unknown>(null)
const closedState = shallowRef<Loading | null>(null)
/** In sight now: read whole where it is not, and again after a break. */
let sight: ReadonlySet<string> = new Set()
/** What was asked for began before a sign-out belongs to nobody. */
let generation = 0
let renewing = false
let loading: Promise<void> | null = null
let again = false

/** A burst of news renews the page once. */
function renew(): void {
  if (renewing) return
  renewing = true
  queueMicrotask(() => {
    renewing = false
    held.value = collection.all()
  })
}
collection.subscribe(renew)

async function readOpen(): Promise<void> {
  const mine = generation
  const since = collection.now()
  try {
    const items = await api.incidents.all('open')
    if (mine !== generation) return
    const first = queueOf(items, 'open').slice(0, WHOLE_MAX).map((it) => it.id)
    staysWhole = new Set([...first, ...sight])
    collection.snapshot(items, (it) => !isOpen(it), since)
    for (const id of staysWhole) if (collection.get(id)) collection.mark(id)
    state.value = 'ready'
    failure.value = null
  } catch (error) {
    if (mine !== generation) return
    failure.value = error
    if (state.value === 'loading') state.value = 'failed'
  } finally {
    staysWhole = null
  }
}

export const incidents = {
  all: held,
  state,
  failure,
  closedState,
  open: computed(() => held.value.filter(isOpen)),
  byId(id: string | null): Incident | null {
    void held.value
    return id === null ? null : (collection.get(id) ?? null)
  },

  /** Reads what is open; what is over stays as far as it was read. Asked for again meanwhile, it is read once more. */
  load(): Promise<void> {
    if (loading) {
      again = true
      return loading
    }
    loading = readOpen().finally(() => {
      loading = null
      if (!again) return
      again = false
      void incidents.load()
    })
    return loading
  },
  async loadClosed(): Promise<void> {
    if (closedState.value === 'loading' || closedState.value === 'ready') return
    const mine = generation
    closedState.value = 'loading'
    try {
      const { items } = await api.incidents.list({ status: 'closed', limit: CLOSED_MAX })
      if (mine !== generation) return
      for (const it of items) collection.put(it)
      closedState.value = 'ready'
    } catch (error) {
      if (mine !== generation) return
      failure.value = error
      closedState.value = 'failed'
    }
  },
  /** Reads one whole, with its offers. */
  async read(id: string): Promise<Incident> {
    const mine = generation
    const it = await api.incidents.show(id)
    if (mine === generation) collection.put(it)
    return it
  },
  /** Says which rows are in sight: those whose calls are not known are read, the first first. */
  look(ids: readonly string[]): void {
    sight = new Set(ids)
    for (const id of ids) {
      const it = collection.get(id)
      if (it && !isWhole(it)) collection.mark(id)
    }
  },
  /** The line is back: whatever could not be read is tried now. */
  retry: () => collection.retry(),
  put: (it: Incident) => collection.put(it),
  patch: (id: string, change: Partial<Incident>) => collection.patch(id, change),
  clear(): void {
    generation += 1
    again = false
    collection.clear()
    alerts.clear()
    state.value = 'loading'
    closedState.value = null
    failure.value = null
  },
}
