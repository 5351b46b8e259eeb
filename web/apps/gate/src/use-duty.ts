// The shift of whoever has the watch. This page never asks where it is: a post stands where it stands.

import type { Account, Duty } from '@likedong/api'
import { sentenceOf } from '@likedong/member/sentence'
import { useServices } from '@likedong/member/services'
import type { OutboxView } from '@likedong/member/use-outbox'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, type ComputedRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'

const KEY = ['duty']

export interface GateDuty {
  duty: ComputedRef<Duty | null>
  onDuty: ComputedRef<boolean>
  busy: Ref<boolean>
  /** Why something was not done or not read; empty otherwise. */
  refusal: Ref<string>
  failure: ComputedRef<string>
  confirm(post: string | null, consentLocation: boolean): Promise<void>
  leave(): void
  refresh(): void
}

/** Follows the shift of the account's member. */
export function useDuty(account: Account, outbox: OutboxView): GateDuty {
  const { api } = useServices()
  const { t } = useI18n()
  const client = useQueryClient()
  const query = useQuery({ queryKey: KEY, queryFn: () => api.duty.show(), enabled: account.member_id !== null, retry: false })
  const duty = computed(() => query.data.value ?? null)
  const leaving = computed(() => outbox.waiting.value.some((it) => it.kind === 'leave'))
  const busy = ref(false)
  const refusal = ref('')

  // Consent is sent only where it was given now: a shift without the tick leaves an older consent as it stands.
  async function confirm(post: string | null, consentLocation: boolean): Promise<void> {
    busy.value = true
    refusal.value = ''
    try {
      // What was ended before goes first, or it would end what begins now.
      await outbox.drain()
      const answer = await api.duty.confirm({ ...(post === null ? {} : { post_id: post }), ...(consentLocation ? { consent_location: true } : {}) })
      client.setQueryData<Duty>(KEY, (known) => ({ ...answer, posts: answer.posts ?? known?.posts }))
      outbox.forget(['leave'])
    } catch (error) {
      refusal.value = sentenceOf(error, t)
    } finally {
      busy.value = false
    }
  }

  return {
    duty,
    onDuty: computed(() => duty.value !== null && duty.value.shift !== null && !leaving.value),
    busy,
    refusal,
    failure: computed(() => (duty.value === null && query.error.value !== null ? sentenceOf(query.error.value, t) : '')),
    confirm,
    leave: () => void outbox.put({ kind: 'leave', path: '/api/v1/duty/leave', body: {}, offer: null }),
    refresh: () => void client.invalidateQueries({ queryKey: KEY }),
  }
}
