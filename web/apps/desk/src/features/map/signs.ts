// Which sign a member wears on the map: what they do for the incident at hand, else how they stand.
import type { Incident, Member, Offer } from '@likedong/api'
import type { MapIncident, MapMember, MemberSign } from '@likedong/map'
import { isOpen, readClock, runningClock } from '../incidents/clocks'
import { isStanding, needsTelephone } from '../incidents/summary'

/** The standing call of each member, over all open incidents. */
export function callsByMember(incidents: readonly Incident[]): Map<string, Offer> {
  const calls = new Map<string, Offer>()
  for (const it of incidents) {
    if (!isOpen(it)) continue
    for (const offer of it.offers) if (isStanding(offer)) calls.set(offer.member_id, offer)
  }
  return calls
}

export function signOf(member: Pick<Member, 'stale' | 'status'>, offer: Offer | undefined): MemberSign {
  if (offer && needsTelephone(offer)) return 'off'
  if (member.stale) return 'old'
  switch (offer?.status) {
    case 'offered':
    case 'delivered':
      return 'called'
    case 'accepted':
    case 'en_route':
      return 'way'
    case 'arrived':
      return 'there'
    default:
      return member.status === 'called' ? 'called' : member.status === 'busy' ? 'way' : 'free'
  }
}

export function mapMembers(members: readonly Member[], calls: ReadonlyMap<string, Offer>): MapMember[] {
  return members.flatMap((it) => (it.on_duty && it.point ? [{ id: it.id, at: it.point.coordinates, name: it.name, sign: signOf(it, calls.get(it.id)) }] : []))
}

/** The open incidents, and the chosen one even when it is over. */
export function mapIncidents(incidents: readonly Incident[], selected: string | null, now: number, late: string): MapIncident[] {
  return incidents.flatMap((it) => {
    if (!it.point || (!isOpen(it) && it.id !== selected)) return []
    const clock = runningClock(it)
    const over = clock && readClock(clock, now, it.status).late
    const priority = it.priority ?? 'P3'
    return [{ id: it.id, at: it.point.coordinates, priority, label: it.id === selected && priority === 'P1' ? '' : over ? `${priority} ${late}` : priority, selected: it.id === selected }]
  })
}
