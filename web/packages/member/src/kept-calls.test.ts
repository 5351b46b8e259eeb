import type { Offer, OfferStatus } from '@likedong/api'
import { describe, expect, it } from 'vitest'
import { memorySlots } from './slots.fixture'
import { KeptCalls } from './kept-calls'

const offer = (id: string, status: OfferStatus): Offer => ({ id, status }) as Offer

describe('KeptCalls', () => {
  it('keeps what is under way and nothing that only rang', () => {
    const slots = memorySlots()
    new KeptCalls(slots, 'a').write([offer('a', 'en_route'), offer('b', 'offered'), offer('c', 'cleared')])
    expect(new KeptCalls(slots, 'a').read().map((it) => it.id)).toEqual(['a'])
  })

  it('leaves nothing once it has ended', () => {
    const slots = memorySlots()
    const kept = new KeptCalls(slots, 'a')
    kept.write([offer('a', 'arrived')])
    kept.write([offer('a', 'cleared')])
    expect(slots.getItem('calls')).toBeNull()
    slots.setItem('calls', 'x')
    expect(kept.read()).toEqual([])
  })

  it('tells the next person on the phone nothing', () => {
    const slots = memorySlots()
    new KeptCalls(slots, 'a').write([offer('a', 'en_route')])
    expect(new KeptCalls(slots, 'b').read()).toEqual([])
    expect(slots.getItem('calls')).toBeNull()
  })
})
