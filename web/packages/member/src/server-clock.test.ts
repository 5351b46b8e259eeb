import { describe, expect, it } from 'vitest'
import { ROUND_TRIP_MS_MAX, ServerClock } from './server-clock'

describe('ServerClock', () => {
  it('follows the server where the phone is minutes off, and trusts the phone within a second', () => {
    const clock = new ServerClock()
    clock.heard(1_000, 1_900, 1_900)
    expect(clock.at(5_000)).toBe(5_000)
    clock.heard(181_000, 1_500, 1_500)
    expect(clock.at(5_000)).toBe(185_000)
  })

  it('takes half the way into account, and learns nothing from an answer that was long on its way', () => {
    const clock = new ServerClock()
    clock.heard(180_000, 1_000, 1_800)
    expect(clock.at(1_800)).toBe(180_900)
    clock.heard(60_000, 2_000, 2_001 + ROUND_TRIP_MS_MAX)
    expect(clock.at(1_800)).toBe(180_900)
  })
})
