// How a found place is written into a report and shown in the list.
import type { Community, Place, Unit } from '@likedong/api'

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
