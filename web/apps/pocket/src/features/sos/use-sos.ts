// The person's own call for help: pressed, on its way, heard, over. Nothing is recorded and no camera is opened.

import type { Account, OwnSos, Sos } from '@likedong/api'
import type { LiveEntry } from '@likedong/live'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import type { Left } from '@likedong/member/outbox'
import { useServices } from '@likedong/member/services'
import type { OutboxView } from '@likedong/member/use-outbox'
import type { Point } from '@likedong/api'

/** The button is held this long, so that a pocket does not press it. */
export const HOLD_MS = 1_500
/** While it is open it is also asked for this often, should an entry of the feed have been missed. */
const ASK_OPEN_MS = 3_000
const ASK_MS = 30_000
const KEY = ['sos', 'mine']

export const RETRACT_REASONS = ['slipped', 'trying', 'settled', 'other'] as const
export type RetractReason = (typeof RETRACT_REASONS)[number]

/** `sending` has not reached the station yet. */
export type SosStage = 'none' | 'sending' | 'raised' | 'heard' | 'over'

/** Where the call for help stands for the person who pressed. */
export function stageOf(waiting: boolean, sos: Sos | null, seen: string | null): SosStage {
  if (waiting) return 'sending'
  if (sos === null) return 'none'
  if (sos.status === 'raised') return 'raised'
  if (sos.status === 'acknowledged') return 'heard'
  return sos.id === seen ? 'none' : 'over'
}

/** An SOS that had ended before this page first heard of it is no news: its end was told where it was pressed. */
export function isOldNews(known: Sos | null, sos: Sos | null): boolean {
  return sos !== null && sos.ended_at != null && sos.id !== known?.id
}

export interface SosView {
  sos: ComputedRef<Sos | null>
  stage: ComputedRef<SosStage>
  /** The drill that runs now. */
  drill: ComputedRef<OwnSos['drill']>
  mayRetract: ComputedRef<boolean>
  press(held_ms: number): boolean
  retract(why: RetractReason): void
  seen(): void
  hear(entry: LiveEntry): void
  learn(it: Left): void
}

export interface SosOf {
  account: Account
  outbox: OutboxView
  now: Ref<number>
  onDuty: Ref<boolean>
  /** The last position; null unless the person is on duty and agrees. */
  here(): Point | null
}

export function useSos({ account, outbox, now, onDuty, here }: SosOf): SosView {
  const { api } = useServices()
  const client = useQueryClient()
  const may = account.member_id !== null && account.permissions.includes('sos.raise')
  const seenId = ref<string | null>(null)
  const query = useQuery({
    queryKey: KEY,
    queryFn: () => api.sos.mine(),
    enabled: computed(() => may && onDuty.value),
    refetchInterval: (it) => (it.state.data?.sos && it.state.data.sos.ended_at === null ? ASK_OPEN_MS : ASK_MS),
    refetchIntervalInBackground: true,
    retry: false,
  })
  const sos = computed(() => query.data.value?.sos ?? null)
  watch(sos, (it, known) => void (isOldNews(known ?? null, it) && (seenId.value = it?.id ?? null)), { immediate: true, flush: 'sync' })
  const waiting = computed(() => outbox.waiting.value.some((it) => it.kind === 'sos'))
  const stage = computed(() => stageOf(waiting.value, sos.value, seenId.value))
  const mayRetract = computed(() => {
    if (outbox.waiting.value.some((it) => it.kind === 'retract') || stage.value === 'over') return false
    if (waiting.value) return true
    return sos.value !== null && sos.value.retracted_at === null && now.value < Date.parse(sos.value.retract_until)
  })
  const refresh = () => void client.invalidateQueries({ queryKey: KEY })

  function press(held_ms: number): boolean {
    const point = here()
    const body = { hold_ms: Math.round(held_ms), ...(point ? { point } : {}) }
    return outbox.put({ kind: 'sos', path: '/api/v1/sos', body, offer: null }) !== null
  }
  function retract(why: RetractReason): void {
    outbox.put({ kind: 'retract', path: '/api/v1/sos/mine/retract', body: { why }, offer: null })
  }
  function learn({ entry, outcome }: Left): void {
    if (entry.kind !== 'sos' && entry.kind !== 'retract') return
    if (outcome.kind === 'done') client.setQueryData<OwnSos>(KEY, (it) => ({ drill: it?.drill ?? null, sos: outcome.body as Sos }))
    refresh()
  }
  const hear = (entry: LiveEntry) => void (/^(sos|drill)_/.test(entry.kind) && refresh())
  return { sos, stage, drill: computed(() => query.data.value?.drill ?? null), mayRetract, press, retract, seen: () => (seenId.value = sos.value?.id ?? null), hear, learn }
}
