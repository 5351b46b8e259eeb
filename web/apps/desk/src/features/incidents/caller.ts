// The caller's number: given out for a reason, shown for a minute, and kept nowhere but on the screen.
import { computed, onScopeDispose, shallowRef } from 'vue'
import type { CallerContact, Incident } from '@likedong/api'
import { api } from '../../app/api'
import { refuse } from '../../app/notices'
import { useSession } from '../../app/session'

/** A number does not stay on the screen longer than it takes to dial it. */
const SHOWN_MS = 60_000
/** The fewest and the most characters of a reason, as the server takes them. */
export const REASON_MIN = 2
export const REASON_MAX = 200
/** Reasons that are ready; whatever else is written. */
export const READY = ['place', 'more', 'progress', 'again'] as const

export function isReason(text: string): boolean {
  const length = [...text.trim()].length
  return length >= REASON_MIN && length <= REASON_MAX
}

export function useCaller() {
  const session = useSession()
  const contact = shallowRef<CallerContact['contact'] | null>(null)
  const busy = shallowRef(false)
  let asked = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function look(incident: Incident, reason: string): Promise<void> {
    if (busy.value || !isReason(reason)) return
    const mine = ++asked
    busy.value = true
    try {
      const found = await api.incidents.contact(incident.id, reason.trim())
      // Another incident is open by now: this number is not its.
      if (mine !== asked) return
      contact.value = found.contact
      clearTimeout(timer)
      timer = setTimeout(forget, SHOWN_MS)
    } catch (error) {
      refuse(error)
    } finally {
      busy.value = false
    }
  }
  function forget(): void {
    asked += 1
    clearTimeout(timer)
    contact.value = null
  }
  onScopeDispose(forget)
  return { mayLook: computed(() => session.may('contact.view')), contact, busy, look, forget }
}
