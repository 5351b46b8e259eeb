import { describe, expect, it } from 'vitest'
import { PICK_UP_MS, pickUp, reportedOf, type Reported } from './reported'

const NOW = Date.parse('2026-11-23T02:47:00Z')
const FIRST: Reported = { entry: 'k', id: 'i', no: 'JQ-1', at: new Date(NOW).toISOString(), status: 'reported', version: 1 }

describe('pickUp', () => {
  it('waits a minute, then says that nobody has picked up', () => {
    const seen = { status: 'reported', version: 1 } as const
    expect(pickUp(FIRST, seen, NOW + PICK_UP_MS - 1)).toBe('waiting')
    expect(pickUp(FIRST, seen, NOW + PICK_UP_MS)).toBe('late')
  })

  it('knows a claim and a step forward, however late', () => {
    expect(pickUp(FIRST, { status: 'reported', version: 2 }, NOW)).toBe('taken')
    expect(pickUp(FIRST, { status: 'triaged', version: 2 }, NOW + 2 * PICK_UP_MS)).toBe('taken')
  })

  it('does not take what the program did by itself for a person', () => {
    const called = { ...FIRST, status: 'dispatched' } as const
    expect(pickUp(called, { status: 'dispatched', version: 3 }, NOW + PICK_UP_MS)).toBe('late')
    expect(pickUp(called, { status: 'acknowledged', version: 4 }, NOW + PICK_UP_MS)).toBe('taken')
  })

  it('says when it cannot know', () => {
    expect(pickUp(FIRST, null, NOW)).toBe('waiting')
    expect(pickUp(FIRST, null, NOW + PICK_UP_MS)).toBe('blind')
  })
})

describe('reportedOf', () => {
  it('reads the server’s answer and nothing else', () => {
    expect(reportedOf('k', { id: 'i', incident_no: 'JQ-1', reported_at: FIRST.at, status: 'reported', version: 1 })).toEqual(FIRST)
    for (const body of [null, 'x', {}, { id: 1 }]) expect(reportedOf('k', body)).toBeNull()
  })
})
