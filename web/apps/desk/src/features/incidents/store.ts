// The station's incidents, kept current by the feed: queue, map and panel all read this one collection.
import { computed, shallowRef, triggerRef } from 'vue'
import { Collection } from '@likedong/live'
import { Problem, type Incident } from '@likedong/api'
import { api } from '../../app/api'
import { isOpen } from './clocks'

/** After a list, this many of the open ones are read whole, for who is called and who is there. */
const WHOLE_MAX = 60
/** Of what is over, the list holds the latest; the rest is for the records, not for the desk. */
const CLOSED_MAX = 60

const collection = new Collection<Incident>({
  refetch: (id) =>
    api.incidents.show(id).catch((error: unknown) => {
      if (error instanceof Problem && (error.status === 404 || error.status === 403)) return null
      throw error
    }),
  // Lists leave calls and rings out: those already read stay until the incident is read again.
  merge: (held, next) => (next.rings.length === 0 ? { ...next, offers: held.offers, rings: held.rings } : next),
})

const held = shallowRef<Incident[]>([])
const state = shallowRef<'loading' | 'ready' | 'failed'>('loading')
const failure = shallowRef<unknown>(null)
const closedRead = shallowRef(false)

collection.subscribe(() => {
  held.value = collection.all()
  triggerRef(held)
})

export const incidents = {
  all: held,
  state,
  failure,
  open: computed(() => held.value.filter(isOpen)),
  byId: (id: string | null) => (id === null ? null : (held.value.find((it) => it.id === id) ?? null)),

  /** Reads what is open; what is over stays as far as it was read. */
  async load(): Promise<void> {
    try {
      collection.snapshot(await api.incidents.all('open'), (it) => !isOpen(it))
      for (const it of collection.all().filter(isOpen).slice(0, WHOLE_MAX)) collection.mark(it.id)
      state.value = 'ready'
      failure.value = null
    } catch (error) {
      failure.value = error
      if (state.value === 'loading') state.value = 'failed'
    }
  },
  async loadClosed(): Promise<void> {
    if (closedRead.value) return
    closedRead.value = true
    try {
      for (const it of (await api.incidents.list({ status: 'closed', limit: CLOSED_MAX })).items) collection.put(it)
    } catch {
      closedRead.value = false
    }
  },
  /** Reads one whole, with its offers. */
  async read(id: string): Promise<Incident> {
    const it = await api.incidents.show(id)
    collection.put(it)
    return it
  },
  put: (it: Incident) => collection.put(it),
  patch: (id: string, change: Partial<Incident>) => collection.patch(id, change),
  clear(): void {
    collection.clear()
    state.value = 'loading'
    closedRead.value = false
  },
}
