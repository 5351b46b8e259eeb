// The queue reads from the top: what must be looked at next.
import { describe, expect, it } from 'vitest'
import { after, clock, incident } from './fixtures'
import { countsOf, neighbour, queueOf } from './order'

const all = [
  incident({ id: 'waits', status: 'feedback_done', clocks: [clock('feedback', 60)] }),
  incident({ id: 'later', clocks: [clock('arrive', 900)] }),
  incident({ id: 'late', priority: 'P2', clocks: [clock('arrive', -40)] }),
  incident({ id: 'danger', priority: 'P1', clocks: [clock('first_report', 600)] }),
  incident({ id: 'soon', clocks: [clock('acknowledge', 22), clock('arrive', 900)] }),
  incident({ id: 'still', clocks: [] }),
  incident({ id: 'old', status: 'closed', closed_at: after(5) }),
  incident({ id: 'older', status: 'cancelled', closed_at: after(1) }),
]
const ids = (filter: Parameters<typeof queueOf>[1]) => queueOf(all, filter).map((it) => it.id)

describe('queueOf', () => {
  it('puts danger first, then what runs out first, then what has no clock', () => {
    expect(ids('open')).toEqual(['danger', 'late', 'soon', 'later', 'still'])
  })
  it('counts what it would show', () => {
    expect(countsOf(all)).toEqual({ open: ids('open').length, review: ids('review').length, closed: ids('closed').length })
  })
  it('keeps what waits for review apart', () => {
    expect(ids('review')).toEqual(['waits'])
  })
  it('shows what is over newest first', () => {
    expect(ids('closed')).toEqual(['old', 'older'])
    expect(ids('all')).toEqual(['danger', 'late', 'soon', 'later', 'still', 'waits', 'old', 'older'])
  })
  it('breaks a tie by priority, then by who came first', () => {
    const due = [clock('arrive', 300)]
    const tie = [
      incident({ id: 'c', clocks: due, reported_at: after(9) }),
      incident({ id: 'b', clocks: due, reported_at: after(3) }),
      incident({ id: 'a', priority: 'P2', clocks: due, reported_at: after(20) }),
    ]
    expect(queueOf(tie, 'open').map((it) => it.id)).toEqual(['a', 'b', 'c'])
  })
  it('does not reorder what it was given', () => {
    const given = [...all]
    queueOf(given, 'open')
    expect(given).toEqual(all)
  })
})

describe('neighbour', () => {
  it('steps, stays at the ends and starts from nowhere', () => {
    const list = ['a', 'b', 'c']
    expect([neighbour(list, 'a', 1), neighbour(list, 'c', 1), neighbour(list, 'a', -1)]).toEqual(['b', 'c', 'a'])
    expect([neighbour(list, null, 1), neighbour(list, 'gone', -1), neighbour([], null, 1)]).toEqual(['a', 'c', null])
  })
})
