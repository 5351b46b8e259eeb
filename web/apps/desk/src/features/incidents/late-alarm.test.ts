// Whatever ran out since the last look rings, once, even where the page slept for a minute.
import { describe, expect, it } from 'vitest'
import { clock, incident, T0 } from './fixtures'
import { createLateWatch, titleOf } from './late-alarm'

const at = (seconds: number) => T0 + seconds * 1000

describe('createLateWatch', () => {
  it('rings for what ran out while the page was not asked', () => {
    const look = createLateWatch()
    const open = [incident({ id: 'a', clocks: [clock('arrive', 10)] }), incident({ id: 'b', priority: 'P1', clocks: [clock('acknowledge', 40)] })]
    expect(look(open, at(0))).toEqual({ rings: null, dangers: 1, late: 0 })
    expect(look(open, at(75))).toEqual({ rings: 'P1', dangers: 1, late: 2 })
    expect(look(open, at(76)).rings).toBeNull()
  })
  it('is silent about what was late before it was known', () => {
    const look = createLateWatch()
    expect(look([], at(0)).rings).toBeNull()
    expect(look([incident({ clocks: [clock('arrive', -300)] })], at(1))).toEqual({ rings: null, dangers: 0, late: 1 })
  })
  it('rings for the next clock of the same incident', () => {
    const look = createLateWatch()
    look([incident({ clocks: [clock('arrive', 5)] })], at(0))
    expect(look([incident({ clocks: [clock('arrive', 5)] })], at(9)).rings).toBe('P3')
    look([incident({ clocks: [clock('arrive', 5, 10), clock('feedback', 60)] })], at(11))
    expect(look([incident({ clocks: [clock('arrive', 5, 10), clock('feedback', 60)] })], at(61)).rings).toBe('P3')
  })
})

describe('titleOf', () => {
  it('says the danger and the late ones before the name', () => {
    expect(titleOf({ dangers: 2, late: 3 })).toBe('P1 2·超时 3 荔刻动')
    expect(titleOf({ dangers: 0, late: 0 })).toBe('荔刻动')
  })
})
