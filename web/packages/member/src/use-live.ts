// The live feed for one signed-in person.

import { LiveClient, type LiveEntry, type LiveState } from '@likedong/live'
import { computed, onScopeDispose, ref, watch, type ComputedRef } from 'vue'
import { lineState } from './line'

/** How often the age of the last sign of life is looked at. */
const LOOK_MS = 1_000

export interface Live {
  /** Whether calls can reach this phone. */
  state: ComputedRef<LiveState>
  /** Sends a frame; false where the line is not up. */
  send(frame: object): boolean
  /** Drops the line and opens it again, as after signing in anew. */
  restart(): void
}

export interface LiveEvents {
  onEntry(entry: LiveEntry): void
  /** The feed is at the head: read again what it would otherwise have told. */
  onReset(): void
  /** How many fixes of a batch the server took. */
  onPositionsAck(accepted: number): void
}

/** Keeps the feed open for as long as the scope lives. */
export function useLive(events: LiveEvents): Live {
  const feed = ref<LiveState>('connecting')
  const online = ref(navigator.onLine)
  const quiet_ms = ref(0)
  const client = new LiveClient({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/v1/live`,
    onEntry: events.onEntry,
    onReset: events.onReset,
    onState: (next) => {
      feed.value = next
    },
    onFrame: (frame) => {
      quiet_ms.value = 0
      if (frame.kind === 'positions_ack' && 'accepted' in frame) events.onPositionsAck(frame.accepted)
    },
  })
  const state = computed(() => lineState({ feed: feed.value, online: online.value, quiet_ms: quiet_ms.value }))

  function look(): void {
    quiet_ms.value = client.age
  }
  function restart(): void {
    client.stop()
    client.start()
  }
  // A socket of the old network may look open for long: a new one is asked for.
  function back(): void {
    online.value = true
    restart()
  }
  function gone(): void {
    online.value = false
  }
  function shown(): void {
    look()
    if (document.visibilityState === 'visible' && state.value !== 'live') restart()
  }
  // A line that has gone quiet is not waited for any longer.
  watch(state, (now) => now === 'down' && feed.value === 'live' && online.value && restart())

  const timer = setInterval(look, LOOK_MS)
  window.addEventListener('online', back)
  window.addEventListener('offline', gone)
  document.addEventListener('visibilitychange', shown)
  client.start()
  onScopeDispose(() => {
    clearInterval(timer)
    window.removeEventListener('online', back)
    window.removeEventListener('offline', gone)
    document.removeEventListener('visibilitychange', shown)
    client.stop()
  })
  return { state, send: (frame) => state.value === 'live' && client.send(frame), restart }
}
