// The mock's answers to the verbs of an incident, and the town it starts with.
import type { Incident, IncidentVerb } from '../src/types.ts'
import { add, allow, candidates, note, offer, station } from './station.ts'
import { members } from './town.ts'

export interface Refusal {
  status: number
  code: string
  title: string
  detail: string
}
const NEXT: Partial<Record<IncidentVerb, Incident['status']>> = { acknowledge: 'acknowledged', handle: 'handled', feedback: 'feedback_done', close: 'closed', cancel: 'cancelled', reopen: 'triaged', transfer: 'transferred_out', receipt: 'handed_over', return: 'triaged', revisit: 'revisited', merge: 'merged' }
const KIND: Partial<Record<IncidentVerb, string>> = { acknowledge: 'incident_acknowledged', handle: 'incident_handled', report_progress: 'incident_progress', feedback: 'incident_feedback', close: 'incident_closed', cancel: 'incident_cancelled', reopen: 'incident_reopened', transfer: 'incident_transferred', claim: 'incident_claimed', release: 'incident_released', triage: 'incident_triaged', dispatch: 'incident_dispatched', escalate: 'incident_escalated', review: 'incident_reviewed', merge: 'incident_merged', stand_down: 'offer_stood_down', receipt: 'incident_handed_over', return: 'incident_returned', revisit: 'incident_revisited' }

export function act(it: Incident, verb: IncidentVerb, body: Record<string, unknown>): Incident | Refusal {
  if (!it.allowed.includes(verb)) return { status: 409, code: 'not_now', title: '现在不能这样做', detail: '这件警情的状态已经变了，请看最新的经过。' }
  const arrived = (it.offers ?? []).some((made) => made.arrived_at && members.find((one) => one.id === made.member_id)?.kind === 'officer')
  if (verb === 'close' && it.police_nature !== 'non_police' && !arrived && !body['reason'])
    return { status: 409, code: 'police_not_arrived', title: '不能结案', detail: '警务类警情须有民警到场，或由值班所领导写明理由后才能结案。' }
  if (verb === 'dispatch') dispatch(it, body)
  if (verb === 'claim') it.claimed_by = { account_id: 'me', name: '陈**' }
  if (verb === 'release') it.claimed_by = null
  if (verb === 'triage') Object.assign(it, body)
  if (verb === 'escalate') [it.police_dispatched, it.priority] = [true, 'P1']
  if (verb === 'handle') [it.disposition, it.result] = [body['disposition'] as Incident['disposition'], String(body['result'] ?? '')]
  if (verb === 'stand_down') for (const made of it.offers ?? []) if (!body['offer_id'] || made.id === body['offer_id']) made.status = 'stood_down'
  const now = new Date().toISOString()
  if (verb === 'acknowledge') for (const clock of it.clocks) if (clock.kind === 'acknowledge') clock.met_at ??= now
  if (verb === 'feedback') for (const clock of it.clocks) clock.met_at ??= now
  it.status = NEXT[verb] ?? it.status
  if (it.status === 'closed') it.closed_at = now
  it.version += 1
  it.allowed = allow(it)
  note(KIND[verb] ?? `incident_${verb}`, it, body)
  return it
}

function dispatch(it: Incident, body: Record<string, unknown>): void {
  const asked = Array.isArray(body['members']) ? (body['members'] as string[]) : candidates(it).picks.slice(0, 4).map((pick) => pick.member_id)
  for (const pick of candidates(it).picks.filter((one) => asked.includes(one.member_id))) {
    const member = members.find((one) => one.id === pick.member_id)
    if (member) offer(it, member, 'offered', pick.ring, pick.reason, 0)
  }
  if (body['police']) it.police_dispatched = true
  if (['reported', 'triaged'].includes(it.status)) it.status = 'dispatched'
}

/** The evening of the mockups: a weapon at the shop, a fight past its time, a handed-over car. */
export function fill(): void {
  const [a, b, c, d, e, f] = [members[0], members[1], members[2], members[3], members[4], members[13]] as [typeof members[0], typeof members[0], typeof members[0], typeof members[0], typeof members[0], typeof members[0]]
  add({ category: ['7001', '可疑人员'], priority: 'P3', x: -620, y: 260, address: '学府路公交站', words: '有人反复拉车门', ago: 5400, status: 'feedback_done', met: [true, true, true] })
  const car = add({ category: ['5101', '挪车'], priority: 'P4', x: 900, y: -300, address: '青禾双语实验学校（东校区）附属幼儿园门前', words: '车挡住门', ago: 3700, status: 'transferred_out', met: [true, true], more: { police_nature: 'non_police', level: 'L3' } })
  note('incident_transferred', car, { to: '12345' }, undefined, 3600)
  const noise = add({ category: ['2008', '噪声扰民'], priority: 'P3', x: -480, y: -150, address: '青禾雅苑7号楼', words: '楼上半夜装修', ago: 38, status: 'dispatched', met: [] })
  offer(noise, f!, 'offered', 2, { code: 'inside_area', params: {} }, 30)
  add({ category: ['7001', '说不清'], priority: 'P3', x: 620, y: 420, address: '塔院街口', words: '有人大喊，说不清楚', ago: 500, status: 'acknowledged', met: [true], more: { police_nature: 'unknown', claimed_by: { account_id: 'other', name: '李**' } } })
  const old = add({ category: ['5002', '走失'], priority: 'P2', x: -900, y: -420, address: '柏溪公园北门', words: '老人走失，穿红色外套', ago: 1600, status: 'on_scene', met: [true, true] })
  offer(old, members[5]!, 'arrived', 2, { code: 'own_unit', params: {} }, 1500)
  const fight = add({ category: ['2001', '打架斗殴'], priority: 'P2', x: 60, y: -620, address: '夜市二街中段 烧烤店门前', words: '两桌人打起来了', ago: 342, status: 'en_route', met: [true] })
  offer(fight, members[22]!, 'en_route', 3, { code: 'officer', params: {} }, 300)
  const shop = add({ category: ['2003', '持械威胁'], priority: 'P1', x: 0, y: 0, address: '云荔路18号 便民超市（俗称「老塔超市」）', words: '有人拿刀在收银台前', ago: 98, status: 'on_scene', met: [true], more: { weapon: true, hard_stops: ['weapon'], police_dispatched: true, unit_id: a!.unit_id, unit_name: '便民超市' } })
  offer(shop, a!, 'arrived', 1, { code: 'own_unit', params: {} }, 84)
  offer(shop, b!, 'en_route', 2, { code: 'inside_area', params: {} }, 84)
  offer(shop, d!, 'offered', 2, { code: 'inside_area', params: {} }, 84, true)
  offer(shop, e!, 'en_route', 3, { code: 'officer', params: {} }, 84)
  offer(shop, c!, 'declined', 2, { code: 'inside_area', params: {} }, 84)
  note('incident_dispatched', shop, {}, undefined, 84)
  note('offer_arrived', shop, { member_name: a!.name }, { kind: 'member', id: a!.id, name: a!.name }, 36)
  note('offer_telephone', shop, { member_name: d!.name }, { kind: 'engine', id: '', name: null }, 24)
  for (const it of station.incidents.values()) it.allowed = allow(it)
}
