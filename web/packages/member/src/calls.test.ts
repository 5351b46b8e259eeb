import type { Offer, OfferStatus, Priority } from '@likedong/api'
import { describe, expect, it } from 'vitest'
import type { Entry, EntryKind } from './outbox'
import { CallBook, foremost, hasRunOut, keepNewer, withPending } from './calls'

const NOW = Date.parse('2026-11-23T02:47:00Z')
const at = (s: number) => new Date(NOW + s * 1000).toISOString()

function offer(id: string, status: OfferStatus, priority: Priority = 'P3', expires = 600): Offer {
  const card = { priority } as Offer['card']
  return { id, status, version: 1, attempt: 1, offered_at: at(-10), expires_at: at(expires), card } as Offer
}
const entry = (kind: EntryKind, id: string): Entry => ({ key: kind + id, account: 'a', kind, path: '', body: '', at: at(0), offer: id })

describe('foremost', () => {
  it('rings the gravest unanswered call, before any assignment', () => {
    const list = [offer('busy', 'en_route', 'P1'), offer('later', 'offered', 'P3'), offer('grave', 'delivered', 'P2')]
    expect(foremost(list, NOW)?.id).toBe('grave')
  })

  it('leaves out what has run out, and falls back to the assignment', () => {
    const list = [offer('late', 'offered', 'P1', 0), offer('busy', 'accepted')]
    expect(hasRunOut(list[0] as Offer, NOW)).toBe(true)
    expect(foremost(list, NOW)?.id).toBe('busy')
    expect(foremost([offer('done', 'cleared')], NOW)).toBeNull()
  })
})

describe('withPending', () => {
  it('shows an answer as given before the server has it', () => {
    const shown = withPending(offer('o', 'offered'), [entry('deliver', 'o'), entry('accept', 'o'), entry('arrive', 'x')])
    expect(shown.status).toBe('accepted')
    expect(shown.accepted_at).toBe(at(0))
  })

  it('leaves the assignment as it is when help is asked for', () => {
    expect(withPending(offer('o', 'arrived'), [entry('reinforce', 'o')])).toEqual(offer('o', 'arrived'))
  })

  it('never goes back because a late delivery note still waits', () => {
    expect(withPending(offer('o', 'accepted'), [entry('deliver', 'o')]).status).toBe('accepted')
  })
})

describe('keepNewer', () => {
  it('does not let an older list undo an answer', () => {
    const known = { ...offer('o', 'accepted'), version: 3 }
    expect(keepNewer([known], [{ ...offer('o', 'offered'), version: 2 }])[0]?.status).toBe('accepted')
    expect(keepNewer([known], [{ ...offer('o', 'arrived'), version: 4 }])[0]?.status).toBe('arrived')
    expect(keepNewer([known], [])).toEqual([])
  })
})

describe('CallBook', () => {
  it('tells how a call ended that is gone from the list', () => {
    const book = new CallBook()
    book.take([offer('a', 'offered'), offer('b', 'offered', 'P3', 5), offer('c', 'accepted'), offer('d', 'accepted')], NOW)
    book.hear('c', 'stood_down')
    const ended = book.take([offer('a', 'declined')], NOW + 6_000)
    expect(ended.map((it) => [it.offer.id, it.ending])).toEqual([
      ['a', 'declined'],
      ['b', 'expired'],
      ['c', 'stood_down'],
      ['d', 'gone'],
    ])
    expect(book.take([], NOW + 7_000)).toEqual([])
  })

  it('keeps nothing about calls that this phone never showed', () => {
    const book = new CallBook()
    book.hear('x', 'stood_down')
    expect(book.take([offer('x', 'cleared')], NOW)).toEqual([])
  })
})
