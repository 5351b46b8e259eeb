// The mock's incidents: enough of the rules that every state of the desk can be looked at.
import type { Candidates, Incident, IncidentVerb, Member, NewIncident, Offer, Pick, Point, Priority, TimelineItem } from '../src/types.ts'
import { at, communities, grids, members, metres, seeded, units } from './town.ts'

const random = seeded(7)
const iso = (ago_s: number) => new Date(Date.now() - ago_s * 1000).toISOString()
const LIMITS: Record<Priority, [number, number, number]> = { P1: [30, 300, 600], P2: [30, 300, 1800], P3: [60, 900, 3600], P4: [180, 7200, 86_400] }
const OVER = new Set(['closed', 'cancelled', 'merged', 'revisited'])
export const open = (it: Incident) => !OVER.has(it.status)

export interface Entry {
  seq: number
  at: string
  kind: string
  station_id: string
  incident_id?: string
  offer_id?: string
  member_id?: string
  actor: { kind: string; id: string | null; name: string | null }
  body: Record<string, unknown>
}
export const station = {
  incidents: new Map<string, Incident>(),
  timelines: new Map<string, TimelineItem[]>(),
  seq: 0,
  numbers: 0,
  tell: (_: Entry): void => undefined,
}

export function note(kind: string, it: Incident, body: Record<string, unknown> = {}, actor = { kind: 'account', id: 'me', name: '陈**' as string | null }, ago_s = 0): void {
  station.seq += 1
  const entry: Entry = { seq: station.seq, at: iso(ago_s), kind, station_id: 's', incident_id: it.id, actor, body: { ...body, status: it.status, version: it.version, priority: it.priority } }
  const list = station.timelines.get(it.id) ?? []
  list.push({ seq: entry.seq, at: entry.at, device_at: null, kind, actor, member: null, text: null, body: entry.body })
  station.timelines.set(it.id, list)
  station.tell(entry)
}

export function allow(it: Incident): IncidentVerb[] {
  if (it.status === 'closed') return ['reopen', 'revisit']
  if (OVER.has(it.status)) return []
  const verbs: IncidentVerb[] = [it.claimed_by ? 'release' : 'claim', 'triage', 'dispatch', 'escalate', 'transfer', 'cancel', 'merge']
  if (it.status === 'reported' || it.status === 'triaged') verbs.unshift('dispatch')
  if (it.status === 'dispatched') verbs.unshift('acknowledge')
  if (['on_scene', 'en_route', 'acknowledged'].includes(it.status)) verbs.push('handle', 'stand_down')
  if (it.status === 'on_scene') verbs.push('report_progress')
  if (it.status === 'handled') verbs.push('feedback')
  if (['feedback_done', 'handled'].includes(it.status)) verbs.push('review', 'close')
  if (it.status === 'transferred_out') verbs.push('receipt', 'return')
  return [...new Set(verbs)]
}

function clocksOf(priority: Priority, from: string, met: boolean[]): Incident['clocks'] {
  const [ack, arrive, feedback] = LIMITS[priority]
  const due = (s: number) => new Date(Date.parse(from) + s * 1000).toISOString()
  const kinds = ['acknowledge', 'arrive', 'feedback'] as const
  return kinds.map((kind, n) => ({ kind, started_at: from, due_at: due([ack, arrive, feedback][n] ?? 60), met_at: met[n] ? due(20 + n * 60) : null }))
}

function ringsOf(it: Incident, at_s: string): Incident['rings'] {
  const offers = it.offers ?? []
  return [60, 180, 300].map((limit, n) => {
    const mine = offers.filter((offer) => offer.ring === n + 1)
    const arrived = mine.filter((offer) => offer.arrived_at)
    return {
      ring: n + 1,
      due_at: new Date(Date.parse(at_s) + limit * 1000).toISOString(),
      first_arrived_at: arrived[0]?.arrived_at ?? null,
      called: mine.length,
      accepted: mine.filter((offer) => offer.accepted_at).length,
      arrived: arrived.length,
    }
  })
}

export function offer(it: Incident, member: Member, status: Offer['status'], ring: number, reason: Offer['reason'], ago_s: number, telephone = false): Offer {
  const distance = member.point && it.point ? Math.round(metres(member.point, it.point)) : 200
  const reached = ['offered', 'delivered', 'accepted', 'en_route', 'arrived'].indexOf(status)
  const made: Offer = {
    id: `o-${it.id}-${member.id}`, incident_id: it.id, incident_no: it.incident_no, version: 1, member_id: member.id, member_name: member.name, unit_name: member.unit_name, post_name: member.post_name, ring, status, attempt: 1,
    offered_at: iso(ago_s), expires_at: iso(ago_s - 600), delivered_at: reached >= 1 ? iso(ago_s - 4) : null, accepted_at: reached >= 2 ? iso(ago_s - 8) : null, departed_at: reached >= 3 ? iso(ago_s - 20) : null, arrived_at: reached >= 4 ? iso(ago_s - 48) : null, cleared_at: null, ended_at: status === 'declined' ? iso(ago_s - 12) : null, officer: member.kind === 'officer', decline_reason: status === 'declined' ? 'not_at_post' : null,
    travel_s: Math.round(distance / 1.4), distance_m: distance, way: 'road', reason, manual: false, telephone, telephone_state: null, telephone_failure: null, unconfirmed: false, identity_note: null,
    card: { category: it.category, category_name: it.category_name ?? '', priority: it.priority ?? 'P3', level: it.level, may: [], may_not: [], law: [], distance_m: distance, own_unit: ring === 1, neutral: null, point: null, address_text: null, description: null, drill: false },
  }
  it.offers = [...(it.offers ?? []).filter((held) => held.member_id !== member.id), made]
  it.rings = ringsOf(it, it.reported_at)
  return made
}

type Seed = { category: [string, string]; priority: Priority; x: number; y: number; address: string; words: string; ago: number; status: Incident['status']; met: boolean[]; more?: Partial<Incident> }
export function add(seed: Seed): Incident {
  station.numbers += 1
  const n = station.numbers
  const incident: Incident = {
    id: `01940000-0000-7000-8000-${String(n).padStart(12, '0')}`, incident_no: `JQ-SF01-20261123-${String(n).padStart(4, '0')}`, version: 1, status: seed.status,
    category: seed.category[0], category_name: seed.category[1], police_nature: 'police', priority: seed.priority, level: 'L1', source: 'station_phone', station_id: 's', occurred_at: iso(seed.ago), reported_at: iso(seed.ago), point: at(seed.x, seed.y), address_text: seed.address, description: seed.words,
    unit_id: null, unit_name: null, community_id: communities[0]?.id ?? null, community_name: communities[0]?.name ?? null, grid_id: grids[3]?.id ?? null, grid_name: grids[3]?.name ?? null, area_type: 'urban', caller_name: null, caller_phone: '199****0012', involves_minor: false, involves_dv: false, weapon: false, drill: false, injured_count: 0, people_count: 0,
    hard_stops: [], duplicate_of: null, external_refs: [], claimed_by: null, police_dispatched: false, solo_by_group: false, desk_absent: false, needs_review: false, reviewed_by: null, transferred_to: null, transferred_at: null, transfer_silence: 'in_time', hand_over: null, major: null, disposition: null, result: null, clocks: clocksOf(seed.priority, iso(seed.ago), seed.met), suggestion: null, duplicates: [], offers: [], rings: [], calls: { offered: 0, acknowledged: 0, accepted: 0, arrived: 0, unproven: 0 }, alert: 'none', allowed: [], picked_up_at: null, agreed_at: null, dispatched_at: seed.status === 'reported' ? null : iso(seed.ago - 4), closed_at: null, ...seed.more,
  }
  incident.rings = ringsOf(incident, incident.reported_at)
  incident.allowed = allow(incident)
  station.incidents.set(incident.id, incident)
  note('incident_reported', incident, {}, { kind: 'account', id: 'me', name: '陈**' }, seed.ago)
  return incident
}

export function candidates(it: Incident): Candidates {
  const offers = new Map((it.offers ?? []).map((made) => [made.member_id, made]))
  const near = members.filter((one) => one.on_duty && one.point && it.point).sort((a, b) => metres(a.point!, it.point!) - metres(b.point!, it.point!))
  const picks = near.slice(0, 9).map((one): Pick => {
    const distance = Math.round(metres(one.point!, it.point!))
    const own = one.unit_id === it.unit_id
    return { member_id: one.id, member_name: one.name, unit_name: one.unit_name, post_name: one.post_name, kind: one.kind, ring: own ? 1 : one.kind === 'officer' ? 3 : 2, travel_s: Math.round(distance / 1.4), distance_m: distance, way: 'road', stale: one.stale, position_age_s: one.stale ? 720 : 6, reason: { code: own ? 'own_unit' : one.kind === 'officer' ? 'officer' : one.kind === 'volunteer' ? 'volunteer' : one.kind === 'grid_worker' ? 'on_shift' : 'inside_area', params: {} }, offer_status: offers.get(one.id)?.status ?? null }
  })
  const codes = ['post_below_headcount', 'no_position', 'outside_area', 'called_elsewhere', 'not_for_volunteers', 'not_for_volunteers', 'not_for_volunteers']
  const skips = near.slice(9, 20).map((one, n) => ({ member_id: one.id, member_name: one.name, unit_name: one.unit_name, distance_m: null, reason: { code: codes[Math.min(n, codes.length - 1)] ?? 'busy', params: { required: 1, present: 2, leaving: 1, level: 'L1' } } }))
  return { way: 'road', picks, skips }
}

export function report(body: NewIncident): Incident {
  const hurt = (body.injured_count ?? 0) > 0
  const stops = [body.weapon && 'weapon', body.involves_dv && 'domestic_violence', hurt && 'injury', body.involves_minor && 'minor_harm'].filter((it): it is Incident['hard_stops'][number] => typeof it === 'string')
  const point = body.point as Point
  const [x, y] = [(point.coordinates[0] - 107.39) * 96_900, (point.coordinates[1] - 29.7) * 110_900]
  const non = body.police_nature === 'non_police'
  const words = body.description ?? ''
  const category: [string, string] = body.category ? [body.category, body.category] : /打/.test(words) ? ['2001', '打架斗殴'] : /车/.test(words) ? ['5101', '挪车'] : non ? ['4001', '邻里纠纷'] : ['7001', '可疑人员']
  const it = add({
    category, priority: body.priority ?? (stops.length ? 'P1' : non ? 'P4' : 'P3'), x, y, address: body.address_text ?? '', words, ago: 0, status: 'reported', met: [],
    more: { source: body.source ?? 'station_phone', police_nature: body.police_nature ?? 'unknown', hard_stops: stops, police_dispatched: stops.length > 0, weapon: !!body.weapon, involves_dv: !!body.involves_dv, involves_minor: !!body.involves_minor, injured_count: body.injured_count ?? 0, unit_id: body.unit_id ?? null, unit_name: units.find((one) => one.id === body.unit_id)?.name ?? null },
  })
  it.suggestion = { category: category[0], category_name: category[1], reason: `原话提到「${words.slice(0, 6)}」` }
  const other = [...station.incidents.values()].find((held) => held !== it && open(held) && held.category === it.category && metres(held.point!, it.point!) < 300)
  if (other) it.duplicates = [{ incident_id: other.id, incident_no: other.incident_no, score: 70, reasons: ['相距不到 300 米', '同类'] }]
  return it
}

/** One tick of a living town: calls are seen, taken, refused; people walk and arrive. */
export function tick(): void {
  for (const it of station.incidents.values()) {
    for (const made of it.offers ?? []) {
      const member = members.find((one) => one.id === made.member_id)
      if (!member || made.telephone) continue
      if (made.status === 'offered' && random() < 0.4) step(it, made, 'delivered', 'offer_delivered')
      else if (made.status === 'delivered' && random() < 0.25) random() < 0.15 ? step(it, made, 'declined', 'offer_declined') : step(it, made, 'accepted', 'offer_accepted')
      else if (made.status === 'accepted') step(it, made, 'en_route', 'offer_departed')
      else if (made.status === 'en_route' && member.point && it.point) walk(it, made, member)
    }
  }
}
function walk(it: Incident, made: Offer, member: Member): void {
  const [from, to] = [member.point!.coordinates, it.point!.coordinates]
  const gap = metres(member.point!, it.point!)
  const part = Math.min(1, (made.ring === 3 ? 9 : 2.4) / Math.max(gap, 1))
  member.point = { type: 'Point', coordinates: [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part] }
  member.position_at = iso(0)
  if (gap < 25) step(it, made, 'arrived', 'offer_arrived')
}
function step(it: Incident, made: Offer, status: Offer['status'], kind: string): void {
  const now = iso(0)
  made.status = status
  if (status === 'delivered') made.delivered_at = now
  if (status === 'accepted') made.accepted_at = now
  if (status === 'en_route') made.departed_at = now
  if (status === 'arrived') made.arrived_at = now
  if (status === 'declined') [made.ended_at, made.decline_reason] = [now, 'not_at_post']
  if (status === 'accepted' && ['dispatched', 'acknowledged'].includes(it.status)) it.status = 'en_route'
  if (status === 'arrived') {
    it.status = 'on_scene'
    for (const clock of it.clocks) if (clock.kind !== 'feedback') clock.met_at ??= now
  }
  it.version += 1
  it.rings = ringsOf(it, it.reported_at)
  it.allowed = allow(it)
  note(kind, it, { member_id: made.member_id, member_name: made.member_name, reason: made.decline_reason }, { kind: 'member', id: made.member_id, name: made.member_name })
}
