import { describe, expect, it } from 'vitest'
import { PICK_UP_MS, pickUp, reportedOf, type Reported } from './reported'

const NOW = Date.parse('2026-11-23T02:47:00Z')
const FIRST: Reported = { entry: 'k', id: 'i', no: 'JQ-1', at: new Date(NOW).toISOString() }
const UNHEARD = { picked_up_at: null }

describe('pickUp', () => {
  it('waits a minute, then says that nobody has picked up', () => {
    expect(pickUp(FIRST, UNHEARD, NOW + PICK_UP_MS - 1)).toBe('waiting')
    expect(pickUp(FIRST, UNHEARD, NOW + PICK_UP_MS)).toBe('late')
  })

  it('knows when the desk has it, however late', () => {
    const heard = { picked_up_at: new Date(NOW + 5_000).toISOString() }
    expect(pickUp(FIRST, heard, NOW)).toBe('taken')
    expect(pickUp(FIRST, heard, NOW + 2 * PICK_UP_MS)).toBe('taken')
  })

  it('says when it cannot know', () => {
    expect(pickUp(FIRST, null, NOW)).toBe('waiting')
    expect(pickUp(FIRST, null, NOW + PICK_UP_MS)).toBe('blind')
  })
})

describe('reportedOf', () => {
  it('reads the server’s answer and nothing else', () => {
    expect(reportedOf('k', { id: 'i', incident_no: 'JQ-1', reported_at: FIRST.at, status: 'reported' })).toEqual(FIRST)
    for (const body of [null, 'x', {}, { id: 1 }]) expect(reportedOf('k', body)).toBeNull()
  })
})
