// A report put away is kept for the one who took it, and for nobody else.
import { beforeEach, describe, expect, it } from 'vitest'
import { beginAnew, report, takeUp } from './draft'

describe('takeUp', () => {
  beforeEach(() => {
    beginAnew()
    takeUp('a')
    report.draft.words = '有人打架'
    report.draft.callerPhone = '19900001234'
  })
  it('keeps what was put away', () => {
    takeUp('a')
    expect(report.draft.words).toBe('有人打架')
  })
  it('shows nothing of it to the next person', () => {
    takeUp('b')
    expect(report.draft).toMatchObject({ words: '', callerPhone: '' })
    takeUp('a')
    expect(report.draft.callerPhone).toBe('')
  })
})
