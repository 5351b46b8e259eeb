// The live feed for one signed-in person.

import { LiveClient, type LiveEntry, type LiveState } from '@likedong/live'
import { onScopeDispose, ref, type Ref } from 'vue'

export interface Live {
  state: Ref<LiveState>
  /** Sends a frame; false where the line is not up. */
  send(frame: object): boolean
  retryNow(): void
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
  const state = ref<LiveState>('connecting')
  const client = new LiveClient({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/v1/live`,
    onEntry: events.onEntry,
    onReset: events.onReset,
    onState: (next) => {
      state.value = next
    },
    onFrame: (frame) => {
      if (frame.kind === 'positions_ack' && 'accepted' in frame) events.onPositionsAck(frame.accepted)
    },
  })
  const retryNow = () => client.retryNow()
  const shown = () => document.visibilityState === 'visible' && state.value !== 'live' && retryNow()
  window.addEventListener('online', retryNow)
  document.addEventListener('visibilitychange', shown)
  client.start()
  onScopeDispose(() => {
    window.removeEventListener('online', retryNow)
    document.removeEventListener('visibilitychange', shown)
    client.stop()
  })
  return { state, send: (frame) => client.send(frame), retryNow }
}
