import { describe, expect, it } from 'vitest'
import { clockText, countdown, elapsed, leftOf, minutes, nextLimit, TELEPHONE_AFTER_MS } from './countdown'

const NOW = Date.parse('2026-11-23T02:47:00+08:00')
const after = (ms: number) => new Date(NOW + ms).toISOString()

describe('countdown', () => {
  it('counts a second that has begun, and is over at the very moment', () => {
    expect(countdown(after(41_000), NOW)).toEqual({ left_s: 41, over: false, text: '0:41' })
    expect(countdown(after(40_001), NOW).left_s).toBe(41)
    expect(countdown(after(1), NOW).over).toBe(false)
    expect(countdown(after(0), NOW)).toEqual({ left_s: 0, over: true, text: '0:00' })
    expect(countdown(after(-60_000), NOW).text).toBe('0:00')
  })

  it('reads as people do', () => {
    expect(clockText(84)).toBe('1:24')
    expect(clockText(600)).toBe('10:00')
    expect(clockText(3_725)).toBe('1:02:05')
    expect(clockText(-1)).toBe('0:00')
  })

  it('never tells a negative time or a walk of no minutes', () => {
    expect(elapsed(after(5_000), NOW)).toBe(0)
    expect(elapsed(after(-52_900), NOW)).toBe(52)
    expect(minutes(1)).toBe(1)
    expect(minutes(61)).toBe(2)
  })

  it('counts to the telephone first, then to the end of the call', () => {
    const offer = { offered_at: after(0), expires_at: after(600_000), telephone: false }
    const first = nextLimit(offer, NOW + 19_000)
    expect(first.phone).toBe(true)
    expect(countdown(first.until, NOW + 19_000).text).toBe('0:41')
    expect(nextLimit(offer, NOW + TELEPHONE_AFTER_MS)).toEqual({ until: offer.expires_at, phone: false })
    expect(nextLimit({ ...offer, telephone: true }, NOW)).toEqual({ until: offer.expires_at, phone: false })
    expect(nextLimit({ ...offer, expires_at: after(30_000) }, NOW).phone).toBe(false)
  })

  it('never shows more time than there ever was', () => {
    const offer = { offered_at: after(0), expires_at: after(600_000), telephone: false }
    expect(leftOf(offer, NOW - 900)).toMatchObject({ text: '1:00', phone: true })
    expect(leftOf(offer, NOW + 19_000).text).toBe('0:41')
  })
})
