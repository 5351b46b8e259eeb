import type { Offer } from '@likedong/api'
import { describe, expect, it } from 'vitest'
import { memorySlots } from './slots.fixture'
import { DayLog } from './day-log'

const NOON = Date.parse('2026-11-23T12:00:00+08:00')

function offer(over: Partial<Offer> & { neutral?: string } = {}): Offer {
  const card = { category_name: 'Quarrel', priority: 'P2', neutral: over.neutral ?? null } as Offer['card']
  return { id: 'o', incident_no: 'JQ-1', status: 'offered', offered_at: '2026-11-23T11:59:00+08:00', card, ...over } as Offer
}

describe('DayLog', () => {
  it('keeps the last state of each call, the newest first', () => {
    const slots = memorySlots()
    const log = new DayLog(slots, 'a', NOON)
    log.note(offer(), NOON)
    log.note(offer({ id: 'p', offered_at: '2026-11-23T12:30:00+08:00' }), NOON)
    log.note(offer({ status: 'declined' }), NOON)
    expect(new DayLog(slots, 'a', NOON).rows().map((row) => [row.offer, row.status])).toEqual([
      ['p', 'offered'],
      ['o', 'declined'],
    ])
  })

  it('leaves no trace of what a neutral call-out was about', () => {
    const slots = memorySlots()
    new DayLog(slots, 'a', NOON).note(offer({ neutral: 'Go and wave the police car in' }), NOON)
    expect(slots.getItem('day')).not.toContain('Quarrel')
  })

  it('forgets yesterday by the station day, and survives a broken store', () => {
    const slots = memorySlots()
    new DayLog(slots, 'a', NOON).note(offer(), NOON)
    expect(new DayLog(slots, 'a', NOON + 12 * 3_600_000).rows()).toEqual([])
    slots.setItem('day', '{')
    expect(new DayLog(slots, 'a', NOON).rows()).toEqual([])
  })
})
