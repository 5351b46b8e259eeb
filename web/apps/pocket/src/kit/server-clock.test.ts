import { describe, expect, it } from 'vitest'
import { ServerClock } from './server-clock'

describe('ServerClock', () => {
  it('follows the server where the phone is minutes off, and trusts the phone within a second', () => {
    const clock = new ServerClock()
    clock.heard(1_000, 1_900)
    expect(clock.at(5_000)).toBe(5_000)
    clock.heard(181_000, 1_000)
    expect(clock.at(5_000)).toBe(185_000)
  })
})
