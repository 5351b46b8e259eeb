// The queue says the most telling thing about the calls.
import { describe, expect, it } from 'vitest'
import { incident, offer } from './fixtures'
import { callsInOrder, needsTelephone, summaryOf } from './summary'

const ring = (arrived: number) => ({ ring: 1, due_at: null, first_arrived_at: null, called: 2, accepted: arrived, arrived })

describe('summaryOf', () => {
  it('goes from nobody to called, coming and there', () => {
    const key = (special: Parameters<typeof incident>[0]) => summaryOf(incident(special)).key
    expect(key({ rings: [ring(0)] })).toBe('nobody')
    expect(key({})).toBe('nobody')
    expect(key({ offers: [offer(), offer({ id: 'o2', status: 'declined' })], rings: [ring(0)] })).toBe('called')
    expect(key({ offers: [offer({ status: 'en_route' })], rings: [ring(0)] })).toBe('accepted')
    expect(key({ offers: [offer({ status: 'arrived' })], rings: [ring(1)] })).toBe('arrived')
  })
  it('goes by the counts where calls and rings are not read', () => {
    const calls = { offered: 3, acknowledged: 2, accepted: 1, arrived: 0, unproven: 0 }
    expect(summaryOf(incident({ calls }))).toMatchObject({ key: 'accepted', n: 1 })
    expect(summaryOf(incident({ calls: { ...calls, accepted: 0 } }))).toMatchObject({ key: 'called', n: 3 })
    expect(summaryOf(incident({ calls: { ...calls, arrived: 1 } }))).toMatchObject({ key: 'arrived', n: 1 })
    expect(summaryOf(incident({ calls, rings: [ring(0)] })).key).toBe('nobody')
  })
  it('puts a person to be woken above all', () => {
    expect(summaryOf(incident({ offers: [offer({ status: 'arrived' }), offer({ id: 'o2', telephone: true, member_name: '欧阳**' })], rings: [ring(1)] }))).toMatchObject({ key: 'telephone', name: '欧阳**' })
  })
})

describe('needsTelephone', () => {
  it('ends with an answer of any kind', () => {
    expect(needsTelephone(offer({ telephone: true }))).toBe(true)
    for (const status of ['accepted', 'declined', 'expired', 'stood_down'] as const) expect(needsTelephone(offer({ telephone: true, status }))).toBe(false)
  })
})

describe('callsInOrder', () => {
  it('goes by ring, then nearness, and puts what is over last', () => {
    const list = [offer({ id: 'far', ring: 2, travel_s: 200 }), offer({ id: 'no', ring: 1, status: 'declined' }), offer({ id: 'police', ring: 3, travel_s: 90 }), offer({ id: 'near', ring: 2, travel_s: 100 })]
    expect(callsInOrder(list).map((it) => it.id)).toEqual(['near', 'far', 'police', 'no'])
  })
})
