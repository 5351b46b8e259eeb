// Taking a call back ends what it began, the search with it, and nobody who is on the way.
import { describe, expect, it } from 'vitest'
import { takingBack } from './calls'
import { offer } from './fixtures'

const none = new Set<string>()

describe('takingBack', () => {
  it('stops a search whole, even before it has called anybody', () => {
    expect(takingBack([], { before: none, search: true })).toEqual({ all: true, offers: [], onTheWay: [] })
    expect(takingBack([offer(), offer({ id: 'o2', status: 'accepted' })], { before: none, search: true }).all).toBe(true)
  })
  it('ends a call made by hand alone, and leaves what stood before', () => {
    expect(takingBack([offer({ id: 'old' }), offer({ id: 'new' })], { before: new Set(['old']), search: false })).toEqual({ all: false, offers: ['new'], onTheWay: [] })
  })
  it('does not end the calls that stood before a search', () => {
    expect(takingBack([offer({ id: 'old' }), offer({ id: 'new' })], { before: new Set(['old']), search: true })).toEqual({ all: false, offers: ['new'], onTheWay: [] })
  })
  it('names who has set out instead of calling them back', () => {
    const offers = [offer({ id: 'waits' }), offer({ id: 'gone', status: 'en_route', member_name: '马*' })]
    expect(takingBack(offers, { before: none, search: true })).toEqual({ all: false, offers: ['waits'], onTheWay: ['马*'] })
  })
})
