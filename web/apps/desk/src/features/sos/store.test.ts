import { describe, expect, it } from 'vitest'
import type { Sos } from '@likedong/api'
import { calls, inOrder } from './store'

const sos = (id: string, status: Sos['status'], raised_at: string, over: Partial<Sos> = {}) => ({ id, status, raised_at, ended_at: null, ...over }) as Sos

describe('the calls for help', () => {
  it('shows first what nobody has, then the oldest', () => {
    const all = [sos('heard', 'acknowledged', '2026-11-23T01:00:00Z'), sos('new', 'raised', '2026-11-23T01:02:00Z'), sos('older', 'raised', '2026-11-23T01:01:00Z')]
    expect(inOrder(all).map((it) => it.id)).toEqual(['older', 'new', 'heard'])
  })

  it('rings until each is heard, and lets go of one only when it has ended', () => {
    calls.clear()
    calls.learn(sos('1', 'raised', '2026-11-23T01:00:00Z'))
    calls.learn(sos('2', 'raised', '2026-11-23T01:00:01Z'))
    expect(calls.ringing.value).toBe(true)
    calls.learn(sos('1', 'acknowledged', '2026-11-23T01:00:00Z'))
    expect(calls.ringing.value).toBe(true)
    calls.learn(sos('2', 'acknowledged', '2026-11-23T01:00:01Z'))
    expect(calls.ringing.value).toBe(false)
    expect(calls.items.value).toHaveLength(2)
    calls.learn(sos('1', 'false_alarm', '2026-11-23T01:00:00Z', { ended_at: '2026-11-23T01:05:00Z' }))
    expect(calls.items.value.map((it) => it.id)).toEqual(['2'])
    calls.clear()
  })
})
