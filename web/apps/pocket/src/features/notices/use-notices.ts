// The notices addressed to this person, read again whenever the feed tells of one.

import type { Account, Notice, ReceiptVerb } from '@likedong/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, watch, type ComputedRef } from 'vue'
import { useServices } from '../../kit/services'

export interface NoticesView {
  items: ComputedRef<Notice[]>
  /** Active ones that are still to be acknowledged. */
  owed: ComputedRef<number>
  loading: ComputedRef<boolean>
  error: ComputedRef<unknown>
  refresh(): void
  /** Says what the person did; throws the server's refusal. */
  answer(notice: Notice, verb: ReceiptVerb): Promise<void>
}

/** Whether the person has still to acknowledge it. */
export const owes = (it: Notice) => it.status === 'active' && it.receipt !== null && it.receipt.status !== 'acknowledged'

export function useNotices(account: Account): NoticesView {
  const { api } = useServices()
  const list = useQuery({
    queryKey: ['notices', account.id],
    queryFn: () => api.notices.list(),
    enabled: account.member_id !== null && account.permissions.includes('notice.read'),
    retry: false,
  })
  // Those who issue notices read all of them; on the phone only one's own are shown.
  const items = computed(() => (list.data.value?.items ?? []).filter((it) => it.receipt !== null))
  const refresh = () => void list.refetch()

  async function answer(notice: Notice, verb: ReceiptVerb): Promise<void> {
    try {
      await api.notices.answer(notice.id, verb)
    } finally {
      refresh()
    }
  }

  /** Told once a notice: one that a lost line kept from being told is told at the next reading. */
  const told = new Set<string>()
  watch(items, (now) => {
    for (const it of now.filter((one) => one.status === 'active' && one.receipt?.status === 'addressed' && !told.has(one.id))) {
      told.add(it.id)
      void api.notices.answer(it.id, 'deliver').catch(() => told.delete(it.id))
    }
  })

  return { items, owed: computed(() => items.value.filter(owes).length), loading: computed(() => list.isLoading.value), error: computed(() => list.error.value), refresh, answer }
}
