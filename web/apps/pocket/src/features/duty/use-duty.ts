// The member's shift and consent, as the server has them.

import { Problem, type Duty } from '@likedong/api'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, type ComputedRef, type Ref } from 'vue'
import { useServices } from '../../kit/services'

const KEY = ['duty']

export interface DutyView {
  duty: ComputedRef<Duty | null>
  onDuty: ComputedRef<boolean>
  consent: ComputedRef<boolean>
  busy: Ref<boolean>
  /** The server's sentence when something was not accepted; empty otherwise. */
  refusal: Ref<string>
  confirm(consentLocation: boolean, post: string | null): Promise<boolean>
  leave(): Promise<boolean>
  setConsent(consentLocation: boolean): Promise<boolean>
  refresh(): void
}

/** Follows the shift of the account's member; does nothing for an account without one. */
export function useDuty(memberId: string | null, beforeLeaving: () => void): DutyView {
  const { api } = useServices()
  const client = useQueryClient()
  const query = useQuery({ queryKey: KEY, queryFn: () => api.duty.show(), enabled: memberId !== null, retry: false })
  const duty = computed(() => query.data.value ?? null)
  const busy = ref(false)
  const refusal = ref('')

  async function change(ask: () => Promise<Duty>): Promise<boolean> {
    busy.value = true
    refusal.value = ''
    try {
      const answer = await ask()
      // Only the reading of the duty names the posts that may be held.
      client.setQueryData<Duty>(KEY, (known) => ({ ...answer, posts: answer.posts ?? known?.posts }))
      return true
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      refusal.value = error.offline ? 'offline' : error.detail
      return false
    } finally {
      busy.value = false
    }
  }

  return {
    duty,
    onDuty: computed(() => duty.value !== null && duty.value.shift !== null),
    consent: computed(() => duty.value?.consent === true),
    busy,
    refusal,
    // Consent is sent only where it was given now: a shift without the tick leaves an older consent as it stands.
    confirm: (consentLocation, post) =>
      change(() =>
        api.duty.confirm({
          ...(consentLocation ? { consent_location: true } : {}),
          ...(post === null ? {} : { post_id: post }),
        }),
      ),
    leave: () => {
      // Positions stop with the tap, not with the server's answer.
      beforeLeaving()
      return change(() => api.duty.leave())
    },
    setConsent: (consentLocation) => {
      if (!consentLocation) beforeLeaving()
      return change(async () => {
        await api.consent(consentLocation)
        return api.duty.show()
      })
    },
    refresh: () => void client.invalidateQueries({ queryKey: KEY }),
  }
}
