// Which sign a member wears on the map: what they do for the incident at hand, else how they stand.
import { ageWords } from '../../kit/span-words'
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

/** `ago` says in words how old a place is; a stale one carries it, so that nobody looks for somebody there. */
export function mapMembers(members: readonly Member[], calls: ReadonlyMap<string, Offer>, now: number, ago: (age: string) => string): MapMember[] {
  return members.flatMap((it) => {
    if (!it.on_duty || !it.point) return []
    const age = it.stale && it.position_at ? `\n${ago(ageWords((now - Date.parse(it.position_at)) / 1000))}` : ''
    return [{ id: it.id, at: it.point.coordinates, name: it.name + age, sign: signOf(it, calls.get(it.id)) }]
  })
}

export interface MapWords {
  late: string
  /** For what nobody has sorted yet; the list says the same. */
  unsorted: string
}

/** The open incidents, and the chosen one even when it is over. */
export function mapIncidents(incidents: readonly Incident[], selected: string | null, now: number, words: MapWords): MapIncident[] {
  return incidents.flatMap((it) => {
    if (!it.point || (!isOpen(it) && it.id !== selected)) return []
    const clock = runningClock(it)
    const over = clock && readClock(clock, now).late
    const level = it.priority ?? words.unsorted
    const label = it.id === selected && it.priority === 'P1' ? '' : over ? `${level} ${words.late}` : level
    return [{ id: it.id, at: it.point.coordinates, priority: it.priority ?? 'none', label, selected: it.id === selected }]
  })
}
