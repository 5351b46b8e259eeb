// Reads the phone's position while the member is on duty and agrees, and hands it on in batches. Nothing else reads it.

import { Problem, type Fix, type Point } from '@likedong/api'
import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { batteryPercent } from '../../kit/battery'
import { useServices } from '@likedong/member/services'
import { FLUSH_MS, PositionBatcher } from './position-batcher'

/** A phone that reports more often than this is thinned. */
const FIX_EVERY_MS = 2_000
/** A member who stands still sends no change, and would count as lost after 90 s: ask the phone this often instead. */
const STILL_EVERY_MS = 30_000
/** From here on the desk calls a position stale. */
export const STALE_MS = 90_000

export type LocationState =
  | 'off_duty'
  | 'no_consent'
  | 'insecure'
  | 'unsupported'
  | 'refused'
  | 'waiting'
  | 'sending'
  | 'stale'

export interface PositionsView {
  state: ComputedRef<LocationState>
  /** The last position, for the way to a call; null unless it is being sent. */
  here: ShallowRef<Point | null>
  /** How old the last position is; null while there is none. */
  age_ms: ComputedRef<number | null>
  /** Asks the phone again after it refused. */
  retry(): void
}

export interface PositionConditions {
  onDuty: Ref<boolean>
  /** Consent stands, and the person has not stopped being located. */
  locating: Ref<boolean>
  /** The phone's own time, ticking. */
  now: Ref<number>
  sendLive(frame: object): boolean
  /** The server refused every fix: shift or consent may have ended elsewhere. */
  onRefused(): void
}

/** Sends positions for as long as the scope lives and the conditions hold. */
export function usePositions({ onDuty, locating, now, sendLive, onRefused }: PositionConditions): PositionsView {
  const { api, clock } = useServices()
  const batcher = new PositionBatcher(send, () => clock.at(Date.now()))
  const refused = ref(false)
  const here = shallowRef<Point | null>(null)
  const takenAt = ref<number | null>(null)
  let watching: number | null = null
  let timer: ReturnType<typeof setInterval> | null = null
  let battery: number | null = null

  async function send(fixes: Fix[]): Promise<void> {
    if (sendLive({ kind: 'positions', fixes })) return
    try {
      const { accepted, refused: turnedAway } = await api.positions(fixes)
      if (accepted === 0 && turnedAway.length > 0) onRefused()
    } catch (error) {
      if (!(error instanceof Problem) || error.offline || error.status >= 500) throw error
      onRefused()
    }
  }

  function take({ coords, timestamp }: GeolocationPosition): void {
    if (!batcher.open) return
    refused.value = false
    const gap = timestamp - (takenAt.value ?? 0)
    if (gap >= 0 && gap < FIX_EVERY_MS) return
    const first = takenAt.value === null
    takenAt.value = timestamp
    here.value = { type: 'Point', coordinates: [coords.longitude, coords.latitude] }
    batcher.add({
      at: new Date(clock.at(timestamp)).toISOString(),
      point: here.value,
      accuracy_m: coords.accuracy,
      speed_mps: coords.speed,
      battery,
      // A browser's position is WGS-84, which is what the wire takes where nothing is said.
      crs: null,
    })
    if (first) void batcher.flush()
  }

  function fail(error: GeolocationPositionError): void {
    if (error.code === error.PERMISSION_DENIED) refused.value = true
  }

  function beat(): void {
    const since = Date.now() - (takenAt.value ?? 0)
    if (since >= STILL_EVERY_MS) navigator.geolocation.getCurrentPosition(take, fail, { enableHighAccuracy: true, timeout: FLUSH_MS })
    void batcher.flush()
  }

  function start(): void {
    if (watching !== null || !isSecureContext || !('geolocation' in navigator)) return
    refused.value = false
    void batteryPercent().then((percent) => {
      battery = percent
    })
    watching = navigator.geolocation.watchPosition(take, fail, { enableHighAccuracy: true, maximumAge: FIX_EVERY_MS })
    timer = setInterval(beat, FLUSH_MS)
  }

  function halt(): void {
    batcher.allow({ onDuty: false, consent: false })
    if (watching !== null) navigator.geolocation.clearWatch(watching)
    if (timer !== null) clearInterval(timer)
    watching = timer = null
    here.value = takenAt.value = null
  }

  function follow(): void {
    batcher.allow({ onDuty: onDuty.value, consent: locating.value })
    if (batcher.open) start()
    else halt()
  }

  // At once: what ends must not wait for the screen.
  watch([onDuty, locating], follow, { immediate: true, flush: 'sync' })
  onScopeDispose(halt)

  const age_ms = computed(() => (takenAt.value === null ? null : Math.max(0, now.value - takenAt.value)))
  const state = computed<LocationState>(() => {
    if (!onDuty.value) return 'off_duty'
    if (!locating.value) return 'no_consent'
    if (!isSecureContext) return 'insecure'
    if (!('geolocation' in navigator)) return 'unsupported'
    if (refused.value) return 'refused'
    if (age_ms.value === null) return 'waiting'
    return age_ms.value > STALE_MS ? 'stale' : 'sending'
  })

  function retry(): void {
    halt()
    follow()
  }

  return { state, here, age_ms, retry }
}
