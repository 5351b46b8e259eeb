import type { Account } from '@likedong/api'
import { describe, expect, it } from 'vitest'
import { memorySlots } from './slots.fixture'
import { endOf, readSession, RENEW_BEFORE_MS, renewIn, standsIn, writeSession, type KeptSession } from './kept-session'

const NOW = Date.parse('2026-11-23T02:47:00Z')
const kept = (over: Partial<KeptSession> = {}): KeptSession => ({ account: { id: 'a' } as Account, until: NOW + 1, onDuty: true, ended: false, ...over })

describe('the kept session', () => {
  it('comes back as it was, and never from a broken store', () => {
    const slots = memorySlots()
    expect(readSession(slots)).toBeNull()
    writeSession(slots, kept())
    expect(readSession(slots)).toEqual(kept())
    for (const text of ['{', '{"account":{}}', '3']) {
      slots.setItem('account', text)
      expect(readSession(slots)).toBeNull()
    }
  })

  it('opens nothing once it has ended', () => {
    expect(standsIn(kept(), NOW)).toBe(true)
    expect(standsIn(kept({ until: null }), NOW)).toBe(true)
    expect(standsIn(kept(), NOW + 1)).toBe(false)
    expect(standsIn(kept({ ended: true }), NOW)).toBe(false)
    expect(standsIn(null, NOW)).toBe(false)
  })

  it('ends when the server says so', () => {
    expect(endOf({ session_ends_at: new Date(NOW).toISOString() })).toBe(NOW)
    expect(endOf({ session_ends_at: null })).toBeNull()
  })

  it('warns in time', () => {
    expect(renewIn(NOW + RENEW_BEFORE_MS + 1, NOW)).toBeNull()
    expect(renewIn(NOW + RENEW_BEFORE_MS, NOW)).toBe(30)
    expect(renewIn(NOW + 61_000, NOW)).toBe(2)
    expect(renewIn(NOW - 5_000, NOW)).toBe(0)
    expect(renewIn(null, NOW)).toBeNull()
  })
})
