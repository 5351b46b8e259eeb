// One rule says who uses the desk.
import { describe, expect, it } from 'vitest'
import { mayUseDesk } from './session'

describe('mayUseDesk', () => {
  it('asks for incidents and the feed', () => {
    expect(mayUseDesk(null)).toBe(false)
    expect(mayUseDesk({ permissions: ['incident.read', 'live.read'] })).toBe(true)
    expect(mayUseDesk({ permissions: ['live.read', 'offer.answer'] })).toBe(false)
  })
})
