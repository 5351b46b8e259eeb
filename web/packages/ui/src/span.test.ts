// Spans and station time read as they are meant to.
import { describe, expect, it } from 'vitest'
import { hourMinute, minutesSeconds, spanParts, stationDay, timeOfDay, wholeMinutes } from './span'

const text = (seconds: number) => spanParts(seconds).map((part) => part.value + (part.unit?.[0] ?? '')).join('')

describe('spanParts', () => {
  it('counts minutes and seconds below an hour, then the two largest units', () => {
    expect([0, 9.9, 84, 3599, 3600, 10_320, 86_400, 100_000].map(text)).toEqual([
      '0:00', '0:09', '1:24', '59:59', '1h00m', '2h52m', '1d0h', '1d3h',
    ])
  })
  it('never goes below nothing', () => {
    expect(text(-5)).toBe('0:00')
    expect(minutesSeconds(-1)).toBe('0:00')
  })
})

describe('wholeMinutes', () => {
  it('is none only for who is there already', () => {
    expect([0, 20, 21, 61, 95, 170].map(wholeMinutes)).toEqual([0, 0, 1, 1, 2, 3])
  })
})

describe('station time', () => {
  it('is that of the station', () => {
    expect(timeOfDay('2026-11-22T18:47:36Z')).toBe('02:47:36')
    expect(hourMinute('2026-11-22T16:05:00Z')).toBe('00:05')
    expect(stationDay('2026-11-22T16:05:00Z')).toBe('2026-11-23')
  })
})
