import { describe, expect, it } from 'vitest'
import { memorySlots } from '@likedong/member/slots.fixture'
import { KeptStop, stopAfterConfirming, stopAfterLeaving, stopWaiting } from './kept-stop'

describe('the stop', () => {
  it('outlives a reload, and is nobody else’s', () => {
    const slots = memorySlots()
    new KeptStop(slots, 'a').write('withdrawn')
    expect(new KeptStop(slots, 'a').read()).toBe('withdrawn')
    new KeptStop(slots, 'a').write(null)
    expect(new KeptStop(slots, 'a').read()).toBeNull()
    new KeptStop(slots, 'a').write('left')
    expect(new KeptStop(slots, 'b').read()).toBeNull()
  })

  it('is known from what waits, where another person has used the phone since', () => {
    expect(stopWaiting([{ kind: 'leave' }, { kind: 'withdraw' }])).toBe('withdrawn')
    expect(stopWaiting([{ kind: 'leave' }])).toBe('left')
    expect(stopWaiting([{ kind: 'accept' }])).toBeNull()
  })

  it('of a withdrawal ends only with a new consent', () => {
    expect(stopAfterLeaving('withdrawn')).toBe('withdrawn')
    expect(stopAfterConfirming('withdrawn', false)).toBe('withdrawn')
    expect(stopAfterConfirming('withdrawn', true)).toBeNull()
  })

  it('of a shift ends with the next one', () => {
    expect(stopAfterLeaving(null)).toBe('left')
    expect(stopAfterConfirming('left', false)).toBeNull()
  })
})
