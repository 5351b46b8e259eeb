// The member's shift and consent, as the server has them, less what the person has ended meanwhile.

import type { Account, Duty } from '@likedong/api'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, type ComputedRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { sentenceOf } from '@likedong/member/sentence'
import { useServices } from '@likedong/member/services'
import type { OutboxView } from '@likedong/member/use-outbox'
import { KeptStop, stopAfterConfirming, stopAfterLeaving, stopWaiting, type Stop } from './kept-stop'

const KEY = ['duty']

export interface DutyView {
  duty: ComputedRef<Duty | null>
  onDuty: ComputedRef<boolean>
  /** Consent stands and has not been taken back on this phone. */
  consent: ComputedRef<boolean>
  /** Consent stands and the person has not stopped being located. */
  locating: ComputedRef<boolean>
  /** The person has gone off duty, and the server does not know it yet. */
  leaving: ComputedRef<boolean>
  busy: Ref<boolean>
  /** Why something was not done or not read; empty otherwise. */
  refusal: Ref<string>
  /** Why the shift could not be read; empty otherwise. */
  failure: ComputedRef<string>
  confirm(consentLocation: boolean, post: string | null): Promise<void>
  leave(): void
  /** Gives the consent, or takes up again what was stopped. */
  agree(): Promise<void>
  withdraw(): void
  /** Stops being located while the person signs out. */
  stopLocating(): void
  refresh(): void
}

/** Follows the shift of the account's member; does nothing for an account without one. */
export function useDuty(account: Account, outbox: OutboxView): DutyView {
  const { api } = useServices()
  const { t } = useI18n()
  const client = useQueryClient()
  const kept = new KeptStop(localStorage, account.id)
  const stopped = ref<Stop | null>(kept.read() ?? stopWaiting(outbox.waiting.value))
  const query = useQuery({ queryKey: KEY, queryFn: () => api.duty.show(), enabled: account.member_id !== null, retry: false })
  const duty = computed(() => query.data.value ?? null)
  const leaving = computed(() => outbox.waiting.value.some((it) => it.kind === 'leave'))
  const consent = computed(() => duty.value?.consent === true && stopped.value !== 'withdrawn')
  const busy = ref(false)
  const refusal = ref('')
  const refresh = () => void client.invalidateQueries({ queryKey: KEY })

  function stop(next: Stop | null): void {
    stopped.value = next
    kept.write(next)
  }

  /** Asks the server for a change; true once it is done. */
  async function change(ask: () => Promise<Duty>): Promise<boolean> {
    busy.value = true
    refusal.value = ''
    try {
      // What was ended before goes first, or it would end what begins now.
      await outbox.drain()
      const answer = await ask()
      // Only the reading of the duty names the posts that may be held.
      client.setQueryData<Duty>(KEY, (known) => ({ ...answer, posts: answer.posts ?? known?.posts }))
      return true
    } catch (error) {
      refusal.value = sentenceOf(error, t)
      return false
    } finally {
      busy.value = false
    }
  }

  // Consent is sent only where it was given now: a shift without the tick leaves an older consent as it stands.
  async function confirm(consentLocation: boolean, post: string | null): Promise<void> {
    const body = { ...(consentLocation ? { consent_location: true } : {}), ...(post === null ? {} : { post_id: post }) }
    if (!(await change(() => api.duty.confirm(body)))) return
    outbox.forget(consentLocation ? ['leave', 'withdraw'] : ['leave'])
    stop(stopAfterConfirming(stopped.value, consentLocation))
  }

  // Positions stop with the tap, not with the server's answer; the outbox tells the server as soon as there is a line.
  function leave(): void {
    stop(stopAfterLeaving(stopped.value))
    outbox.put({ kind: 'leave', path: '/api/v1/duty/leave', body: {}, offer: null })
  }

  function withdraw(): void {
    stop('withdrawn')
    outbox.put({ kind: 'withdraw', path: '/api/v1/consent', body: { location: false }, offer: null })
  }

  async function agree(): Promise<void> {
    const given = await change(async () => {
      await api.consent(true)
      return api.duty.show()
    })
    if (!given) return
    outbox.forget(['withdraw'])
    stop(null)
  }

  return {
    duty,
    onDuty: computed(() => duty.value !== null && duty.value.shift !== null && !leaving.value),
    consent,
    locating: computed(() => consent.value && stopped.value === null),
    leaving,
    busy,
    refusal,
    failure: computed(() => (duty.value === null && query.error.value !== null ? sentenceOf(query.error.value, t) : '')),
    confirm,
    leave,
    agree,
    withdraw,
    stopLocating: () => (stopped.value ??= 'left'),
    refresh,
  }
}
