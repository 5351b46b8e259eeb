// One line about who is called and who is there, for the queue; and which call waits for a telephone.
import type { Incident, Offer, OfferStatus } from '@likedong/api'

export interface Summary {
  sign: 'there' | 'way' | 'called' | 'tel' | 'old'
  key: 'arrived' | 'accepted' | 'called' | 'telephone' | 'nobody'
  n: number
  name: string
}

const OPEN: ReadonlySet<OfferStatus> = new Set(['offered', 'delivered', 'accepted', 'en_route', 'arrived'])

export function isStanding(offer: Pick<Offer, 'status'>): boolean {
  return OPEN.has(offer.status)
}

/** Not acknowledged in time, and still not: only a telephone wakes this person. */
export function needsTelephone(offer: Pick<Offer, 'status' | 'telephone'>): boolean {
  return offer.telephone && (offer.status === 'offered' || offer.status === 'delivered')
}

/** Whether calls and rings were read with it: lists leave them out, and then nothing is known of who comes. */
export function isWhole(incident: Pick<Incident, 'rings'>): boolean {
  return incident.rings.length > 0
}

/** Of an incident in a list only the counts are known. */
function counted({ offered, accepted, arrived }: Incident['calls']): Summary {
  if (arrived > 0) return { sign: 'there', key: 'arrived', n: arrived, name: '' }
  if (accepted > 0) return { sign: 'way', key: 'accepted', n: accepted, name: '' }
  if (offered > 0) return { sign: 'called', key: 'called', n: offered, name: '' }
  return { sign: 'old', key: 'nobody', n: 0, name: '' }
}

/** The most telling thing: somebody to be woken, then who is there, who is coming, who is called. */
export function summaryOf(incident: Pick<Incident, 'offers' | 'rings' | 'calls'>): Summary {
  if (!isWhole(incident)) return counted(incident.calls)
  const silent = incident.offers.find(needsTelephone)
  if (silent) return { sign: 'tel', key: 'telephone', n: 1, name: silent.member_name }
  const count = (of: (ring: Incident['rings'][number]) => number) => incident.rings.reduce((sum, ring) => sum + of(ring), 0)
  const arrived = count((ring) => ring.arrived)
  const coming = incident.offers.filter((it) => it.status === 'accepted' || it.status === 'en_route').length
  const called = incident.offers.filter(isStanding).length
  if (arrived > 0) return { sign: 'there', key: 'arrived', n: arrived, name: '' }
  if (coming > 0) return { sign: 'way', key: 'accepted', n: coming, name: '' }
  if (called > 0) return { sign: 'called', key: 'called', n: called, name: '' }
  return { sign: 'old', key: 'nobody', n: 0, name: '' }
}

/** Calls in the order of the rings and of nearness, those that are over last. */
export function callsInOrder(offers: readonly Offer[]): Offer[] {
  return [...offers].sort((a, b) => Number(isStanding(b)) - Number(isStanding(a)) || (a.ring ?? 9) - (b.ring ?? 9) || (a.travel_s ?? 1e9) - (b.travel_s ?? 1e9) || a.id.localeCompare(b.id))
}
