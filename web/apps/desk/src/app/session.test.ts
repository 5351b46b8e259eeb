// One rule says who uses the desk, and one who is sent on to the phone page.
import { describe, expect, it } from 'vitest'
import type { Permission } from '@likedong/api'
import { DESK_WORK, mayUseDesk, mayUsePocket } from './session'

const GUARD: Permission[] = ['incident.read', 'incident.report', 'offer.answer', 'duty.confirm', 'position.send', 'place.read', 'live.read']
const DESK: Permission[] = [
  'incident.read', 'incident.report', 'incident.triage', 'incident.dispatch', 'incident.transfer', 'incident.handle', 'incident.close',
  'incident.review', 'position.read', 'place.read', 'person.read', 'contact.view', 'figure.read', 'live.read',
]

describe('mayUseDesk', () => {
  it('lets those in who work at it', () => {
    expect(mayUseDesk({ permissions: DESK })).toBe(true)
  })

  it('keeps out whoever lacks any part of the work', () => {
    expect(mayUseDesk(null)).toBe(false)
    expect(mayUseDesk({ permissions: GUARD })).toBe(false)
    expect(mayUseDesk({ permissions: ['incident.read', 'live.read'] })).toBe(false)
    for (const missing of DESK_WORK) expect(mayUseDesk({ permissions: DESK.filter((it) => it !== missing) })).toBe(false)
  })
})

describe('mayUsePocket', () => {
  it('is for members and for those who report', () => {
    expect(mayUsePocket({ permissions: GUARD })).toBe(true)
    expect(mayUsePocket({ permissions: ['incident.report'] })).toBe(true)
    expect(mayUsePocket({ permissions: ['setting.edit', 'account.edit'] })).toBe(false)
  })
})
