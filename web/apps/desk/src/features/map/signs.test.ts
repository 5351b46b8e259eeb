// Signs on the map say what somebody does, and never show a stale place as fresh.
import { describe, expect, it } from 'vitest'
import { clock, incident, offer, T0 } from '../incidents/fixtures'
import type { Member } from '@likedong/api'
import { callsByMember, mapIncidents, mapMembers, signOf } from './signs'

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

const words = { late: '超时', unsorted: '未分级' }

describe('mapMembers', () => {
  it('says how old a stale place is, and shows nobody off duty', () => {
    const base = { id: 'm1', name: '司徒**', on_duty: true, stale: true, status: 'free', point: { type: 'Point', coordinates: [107.39, 29.7] }, position_at: new Date(T0).toISOString() } as Member
    const list = [base, { ...base, id: 'm2', stale: false }, { ...base, id: 'm3', on_duty: false }]
    expect(mapMembers(list, new Map(), T0 + 720_000, (age) => `${age}前`).map((it) => it.name)).toEqual(['司徒**\n12 分前', '司徒**'])
  })
})

describe('mapIncidents', () => {
  it('does not pass what is unsorted off as P3', () => {
    expect(mapIncidents([incident({ priority: null })], null, T0, words)).toMatchObject([{ priority: 'none', label: '未分级' }])
  })
  it('shows what is open, says what is late, keeps the chosen one', () => {
    const list = [incident({ id: 'late', clocks: [clock('arrive', -5)] }), incident({ id: 'over', status: 'closed' }), incident({ id: 'gone', status: 'cancelled' })]
    expect(mapIncidents(list, 'over', T0, words).map((it) => [it.id, it.label, it.selected])).toEqual([['late', 'P3 超时', false], ['over', 'P3', true]])
  })
})
