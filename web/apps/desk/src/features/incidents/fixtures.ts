// An incident for tests, with only what a test says being special.
import type { Clock, ClockKind, Incident, Offer } from '@likedong/api'

export const T0 = Date.parse('2026-11-23T00:00:00Z')
export const after = (seconds: number): string => new Date(T0 + seconds * 1000).toISOString()

export const clock = (kind: ClockKind, due_s: number, met_s: number | null = null): Clock => ({
  kind,
  started_at: after(0),
  due_at: after(due_s),
  met_at: met_s === null ? null : after(met_s),
})

export function incident(special: Partial<Incident> = {}): Incident {
  return {
    id: 'i1', incident_no: 'JQ-SF01-20261123-0001', version: 1, status: 'dispatched', category: '2001', category_name: '打架斗殴', police_nature: 'police', priority: 'P3', level: 'L1', source: 'station_phone', station_id: 's', occurred_at: after(0), reported_at: after(0), point: { type: 'Point', coordinates: [107.39, 29.7] }, address_text: '云荔路18号', description: null, unit_id: null, unit_name: null, community_id: null, community_name: null, grid_id: null, grid_name: null, area_type: 'urban', caller_name: null, caller_phone: null, involves_minor: false, involves_dv: false, weapon: false, drill: false, injured_count: 0, people_count: 0, hard_stops: [], duplicate_of: null, external_refs: [], claimed_by: null, police_dispatched: false, solo_by_group: false, desk_absent: false, needs_review: false, reviewed_by: null, transferred_to: null, transferred_at: null, transfer_silence: 'in_time', hand_over: null, major: null, disposition: null, result: null, clocks: [], suggestion: null, duplicates: [], offers: [], rings: [], calls: { offered: 0, acknowledged: 0, accepted: 0, arrived: 0, unproven: 0 }, alert: 'none', allowed: [], picked_up_at: null, agreed_at: null, dispatched_at: null, closed_at: null,
    ...special,
  }
}

const CARD: Offer['card'] = { category: '2001', category_name: '打架斗殴', priority: 'P3', level: 'L1', may: [], may_not: [], law: [], distance_m: 80, own_unit: true, neutral: null, point: null, address_text: null, description: null, drill: false }

export function offer(special: Partial<Offer> = {}): Offer {
  return {
    id: 'o1', incident_id: 'i1', incident_no: 'JQ-SF01-20261123-0001', version: 1, member_id: 'm1', member_name: '刘*', unit_name: '便民超市', post_name: null, ring: 1, status: 'offered', attempt: 1, offered_at: after(0), expires_at: after(600), delivered_at: null, accepted_at: null, departed_at: null, arrived_at: null, cleared_at: null, ended_at: null, officer: false, decline_reason: null, travel_s: 60, distance_m: 80, way: 'road', reason: null, manual: false, telephone: false, telephone_state: null, telephone_failure: null, unconfirmed: false, identity_note: null, card: CARD,
    ...special,
  }
}
