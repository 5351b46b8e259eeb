// The ways of those who come to the chosen incident, asked anew as they move on.
import { onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { Incident, LineString } from '@likedong/api'
import { api } from '../../app/api'
import { members } from '../duty/store'

const RENEW_MS = 8_000
/** More lines than these would hide the map. */
const LINES_MAX = 8

export function useRoutes(chosen: ComputedRef<Incident | null>): Readonly<ShallowRef<LineString[]>> {
  const lines = shallowRef<LineString[]>([])
  let asked = 0

  async function renew(): Promise<void> {
    const incident = chosen.value
    const mine = ++asked
    if (!incident?.point) return void (lines.value = [])
    const to = incident.point
    const coming = incident.offers.filter((it) => it.status === 'accepted' || it.status === 'en_route').slice(0, LINES_MAX)
    const found = await Promise.all(
      coming.map((it) => {
        const member = members.get(it.member_id)
        if (!member?.point || member.stale) return null
        // A way that can not be found is left out: the sign of the person is on the map all the same.
        return api.places.route(member.point, to, member.kind === 'officer' || member.kind === 'auxiliary' ? 'car' : 'foot').catch(() => null)
      }),
    )
    if (mine === asked) lines.value = found.flatMap((it) => (it ? [it.line] : []))
  }

  watch(() => [chosen.value?.id, chosen.value?.offers.map((it) => it.status).join()], () => void renew(), { immediate: true })
  const timer = setInterval(() => void (chosen.value && renew()), RENEW_MS)
  onScopeDispose(() => clearInterval(timer))
  return lines
}
