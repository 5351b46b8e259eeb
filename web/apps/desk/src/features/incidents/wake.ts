// Waking somebody by telephone: the number is given out for a reason, and the look is in the log.
import { computed, onScopeDispose, shallowRef } from 'vue'
import type { Contact, Incident, Offer } from '@likedong/api'
import { api } from '../../app/api'
import { refuse } from '../../app/notices'
import { useSession } from '../../app/session'
import { translate } from '../../i18n'

/** A number does not stay on the screen longer than it takes to dial it. */
const SHOWN_MS = 60_000

export function useWake() {
  const session = useSession()
  const number = shallowRef<Contact | null>(null)
  let asked = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function wake(offer: Offer, incident: Incident): Promise<void> {
    const mine = ++asked
    try {
      const found = await api.contact(offer.member_id, translate('wake.reason', { no: incident.incident_no }))
      // Another incident is open by now: this number is not its.
      if (mine !== asked) return
      number.value = found
      clearTimeout(timer)
      timer = setTimeout(forget, SHOWN_MS)
    } catch (error) {
      refuse(error)
    }
  }
  function forget(): void {
    asked += 1
    clearTimeout(timer)
    number.value = null
  }
  onScopeDispose(forget)
  return { mayWake: computed(() => session.may('contact.view')), number, wake, forget }
}
