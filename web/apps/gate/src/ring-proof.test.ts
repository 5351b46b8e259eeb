import { memorySlots } from '@likedong/member/slots.fixture'
import { describe, expect, it } from 'vitest'
import { RingProof } from './ring-proof'

const NOW = Date.parse('2026-11-23T14:03:00Z')

describe('RingProof', () => {
  it('counts what was heard on this shift, and survives a reload', () => {
    const slots = memorySlots()
    const proof = new RingProof(slots, 'a')
    expect(proof.read('s1')).toBeNull()
    proof.heard('s1', NOW)
    expect(proof.heard('s1', NOW + 1_000)).toEqual({ shift: 's1', at: new Date(NOW + 1_000).toISOString(), times: 2 })
    expect(new RingProof(slots, 'a').read('s1')?.times).toBe(2)
  })

  it('proves nothing for another shift or another person', () => {
    const slots = memorySlots()
    new RingProof(slots, 'a').heard('s1', NOW)
    expect(new RingProof(slots, 'a').read('s2')).toBeNull()
    expect(new RingProof(slots, 'b').read('s1')).toBeNull()
  })
})
