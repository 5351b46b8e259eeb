// Follows the last report until the desk has picked it up, on whatever screen the reporter is.

import type { Account } from '@likedong/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import { KeptFor } from '@likedong/member/kept-for'
import type { Left } from '@likedong/member/outbox'
import { useServices } from '@likedong/member/services'
import { FOLLOW_MS, pickUp, reportedOf, type PickUp, type Reported } from './reported'

/** How often the server is asked while nobody has picked up. */
const ASK_MS = 5_000

export interface ReportedView {
  last: Ref<Reported | null>
  pickUp: ComputedRef<PickUp | null>
  /** A report has left the outbox. */
  learn(it: Left): void
  /** The person has read it. */
  seen(): void
}

/** Follows the reports of the account. */
export function useReported(account: Account, now: Ref<number>): ReportedView {
  const { api } = useServices()
  const kept = new KeptFor<Reported>(localStorage, 'pocket.reported', account.id)
  const last = shallowRef(kept.read() as Reported | null)
  const readable = account.permissions.includes('incident.read')
  const fresh = computed(() => last.value !== null && now.value - Date.parse(last.value.at) < FOLLOW_MS)
  /** Somebody has picked it up: nothing more to ask. */
  const taken = ref(false)
  const query = useQuery({
    queryKey: computed(() => ['reported', last.value?.id]),
    queryFn: () => api.incidents.show(last.value?.id ?? ''),
    enabled: computed(() => readable && fresh.value && !taken.value),
    refetchInterval: ASK_MS,
    retry: false,
  })
  const denied = computed(() => {
    const status = (query.error.value as { status?: number } | null)?.status
    return status === 403 || status === 404
  })
  const state = computed<PickUp | null>(() => {
    if (last.value === null || !fresh.value) return null
    const seen = query.data.value
    // Before the first look, and where only the line is missing, nothing has changed as far as anybody knows.
    if (seen === undefined) return pickUp(last.value, readable && !denied.value ? { picked_up_at: null } : null, now.value)
    return pickUp(last.value, seen, now.value)
  })
  watch(state, (now) => (taken.value = now === 'taken'))

  function learn({ entry, outcome }: Left): void {
    if (entry.kind !== 'report' || outcome.kind !== 'done') return
    const reported = reportedOf(entry.key, outcome.body)
    if (reported === null) return
    last.value = reported
    kept.write(reported)
  }

  function seen(): void {
    last.value = null
    kept.forget()
  }

  return { last, pickUp: state, learn, seen }
}
