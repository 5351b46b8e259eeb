// Signs on the map say what somebody does, and never show a stale place as fresh.
import { describe, expect, it } from 'vitest'
import { clock, incident, offer, T0 } from '../incidents/fixtures'
import { callsByMember, mapIncidents, signOf } from './signs'

const member = { stale: false, status: 'free' } as const

describe('signOf', () => {
  it('follows the call', () => {
    expect(signOf(member, undefined)).toBe('free')
    expect(signOf(member, offer({ status: 'delivered' }))).toBe('called')
    expect(signOf(member, offer({ status: 'en_route' }))).toBe('way')
    expect(signOf(member, offer({ status: 'arrived' }))).toBe('there')
    expect(signOf(member, offer({ telephone: true }))).toBe('off')
  })
  it('shows a stale place as stale, even of somebody on the way', () => {
    expect(signOf({ ...member, stale: true }, offer({ status: 'en_route' }))).toBe('old')
  })
})

describe('callsByMember', () => {
  it('leaves out what is over', () => {
    const calls = callsByMember([incident({ offers: [offer(), offer({ id: 'o2', member_id: 'm2', status: 'declined' })] }), incident({ id: 'i2', status: 'closed', offers: [offer({ id: 'o3', member_id: 'm3' })] })])
    expect([...calls.keys()]).toEqual(['m1'])
  })
})

describe('mapIncidents', () => {
  it('shows what is open, says what is late, keeps the chosen one', () => {
    const list = [incident({ id: 'late', clocks: [clock('arrive', -5)] }), incident({ id: 'over', status: 'closed' }), incident({ id: 'gone', status: 'cancelled' })]
    expect(mapIncidents(list, 'over', T0, '超时').map((it) => [it.id, it.label, it.selected])).toEqual([['late', 'P3 超时', false], ['over', 'P3', true]])
  })
})
