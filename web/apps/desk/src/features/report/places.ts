// How a found place is written into a report and shown in the list, and which were found last.
import { shallowRef } from 'vue'
import type { Community, Place, Unit } from '@likedong/api'
import { highlight, type Marked } from './form'

/** A unit is written with its address before its name; everything else by its name. */
export function addressOf(place: Place, units: readonly Unit[] | undefined): string {
  const address = units?.find((it) => it.id === place.id)?.address_text
  return address && !address.includes(place.name) ? `${address} ${place.name}` : address || place.name
}

/** The small line under a name: its address and its community. */
export function lineOf(place: Place, units: readonly Unit[] | undefined, communities: readonly Community[] | undefined): string {
  const address = units?.find((it) => it.id === place.id)?.address_text
  const community = communities?.find((it) => it.id === place.community_id)?.name
  return [address, community === place.name ? null : community].filter(Boolean).join('·')
}

export interface FoundAs {
  marked: Marked
  /** Found by what people call it, not by its registered name. */
  local: boolean
}

/** The name that was meant: the registered one, or the local name that fits where the registered one does not. */
export function foundAs(place: Place, wanted: string, units: readonly Unit[] | undefined): FoundAs {
  const registered = highlight(place.name, wanted)
  if (registered[1]) return { marked: registered, local: false }
  const unit = place.kind === 'unit' ? units?.find((it) => it.id === place.id) : undefined
  for (const alias of unit?.aliases ?? []) {
    const marked = highlight(alias, wanted)
    if (marked[1]) return { marked, local: true }
  }
  return { marked: registered, local: false }
}

const RECENT_MAX = 3
export const recentPlaces = shallowRef<Place[]>([])

/** The places of this shift's reports: things happen twice at the same corner. */
export function rememberPlace(place: Place): void {
  const others = recentPlaces.value.filter((it) => it.id !== place.id || it.name !== place.name)
  recentPlaces.value = [place, ...others].slice(0, RECENT_MAX)
}
