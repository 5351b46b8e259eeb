// The clock that runs out first, and how it reads.
import { describe, expect, it } from 'vitest'
import { metLate, readClock, runningClock, tookSeconds } from './clocks'
import { after, clock, incident, T0 } from './fixtures'

describe('runningClock', () => {
  it('is the unmet one that is due first', () => {
    const it = incident({ clocks: [clock('acknowledge', 30, 12), clock('feedback', 1800), clock('arrive', 300)] })
    expect(runningClock(it)?.kind).toBe('arrive')
  })
  it('is none when all are met, the incident is over, or it waits for review', () => {
    expect(runningClock(incident({ clocks: [clock('arrive', 300, 20)] }))).toBeNull()
    for (const status of ['closed', 'cancelled', 'merged', 'feedback_done'] as const)
      expect(runningClock(incident({ status, clocks: [clock('arrive', 300)] }))).toBeNull()
  })
})

describe('readClock', () => {
  const read = (at_s: number) => readClock(clock('arrive', 300), T0 + at_s * 1000)
  it('rounds up what is left and down what is late', () => {
    expect(read(0)).toMatchObject({ late: false, seconds: 300 })
    expect(read(299.4)).toMatchObject({ late: false, seconds: 1 })
    expect(read(300)).toMatchObject({ late: false, seconds: 0 })
    expect(read(300.9)).toMatchObject({ late: true, seconds: 0 })
    expect(read(342)).toMatchObject({ late: true, seconds: 42 })
  })
  it('asks for the receipt of a case that somebody else has', () => {
    expect(readClock(clock('hand_over', 10), T0).noun).toBe('hand_over')
    expect(read(0).noun).toBe('arrive')
  })
})

describe('met clocks', () => {
  it('say how long they took and whether that was too long', () => {
    expect(tookSeconds(clock('arrive', 300, 48.9), after(0))).toBe(48)
    expect(tookSeconds(clock('arrive', 300), after(0))).toBeNull()
    expect([metLate(clock('arrive', 300, 299)), metLate(clock('arrive', 300, 301)), metLate(clock('arrive', 300))]).toEqual([false, true, false])
  })
})
