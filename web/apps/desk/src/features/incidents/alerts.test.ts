// An alert stands until somebody comes or acts, and no older word changes that.
import { beforeEach, describe, expect, it } from 'vitest'
import type { TimelineItem } from '@likedong/api'
import { alerts, whomOf } from './alerts'

const item = (seq: number, kind: string, whom?: string) => ({ seq, kind, body: whom ? { whom } : null }) as TimelineItem

describe('whomOf', () => {
  it('reads to whom it is meant', () => {
    expect(whomOf({ kind: 'search_exhausted' })).toBe('nobody_left')
    expect(whomOf({ kind: 'alert_raised', body: { whom: 'desk', cause: 'reinforcement_asked' } })).toBe('reinforcement')
    expect(whomOf({ kind: 'alert_raised', body: { whom: 'governance_centre' } })).toBe('governance_centre')
    expect(whomOf({ kind: 'alert_raised', body: { whom: 'desk', cause: 'transfer_silent' } })).toBe('transfer_silent')
    expect(whomOf({ kind: 'alert_raised', body: { whom: 'duty_commander', cause: 'transfer_silent' } })).toBe('transfer_reported')
    expect(whomOf({ kind: 'alert_raised', body: {} })).toBe('desk')
    expect(whomOf({ kind: 'offer_made' })).toBeNull()
  })
})

describe('alerts', () => {
  beforeEach(() => alerts.clear())
  it('stands through everything but an answer', () => {
    alerts.raise('i1', 'desk', 5)
    for (const kind of ['offer_made', 'offer_declined', 'incident_claimed', 'search_widened']) alerts.hear('i1', item(6, kind))
    expect(alerts.of('i1')).toBe('desk')
    expect(alerts.hear('i1', item(7, 'offer_accepted'))).toBe(true)
    expect(alerts.of('i1')).toBeNull()
  })
  it('does not come back with what was said before the answer', () => {
    alerts.hear('i1', item(9, 'offer_accepted'))
    expect(alerts.raise('i1', 'desk', 8)).toBe(false)
    expect(alerts.of('i1')).toBeNull()
  })
  it('is found again in the timeline', () => {
    alerts.fromTimeline('i1', [item(1, 'incident_dispatched'), item(4, 'alert_raised', 'duty_commander'), item(6, 'offer_made')])
    expect(alerts.of('i1')).toBe('duty_commander')
    alerts.fromTimeline('i1', [item(4, 'alert_raised'), item(8, 'offer_accepted')])
    expect(alerts.of('i1')).toBeNull()
  })
})
