// Waking somebody by telephone: the number is given out for a reason, and the look is in the log.
import { computed, shallowRef } from 'vue'
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
  let timer: ReturnType<typeof setTimeout> | undefined

  async function wake(offer: Offer, incident: Incident): Promise<void> {
    try {
      number.value = await api.contact(offer.member_id, translate('wake.reason', { no: incident.incident_no }))
      clearTimeout(timer)
      timer = setTimeout(() => (number.value = null), SHOWN_MS)
    } catch (error) {
      refuse(error)
    }
  }
  return { mayWake: computed(() => session.may('contact.view')), number, wake }
}
