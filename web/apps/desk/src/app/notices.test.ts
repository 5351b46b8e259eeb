// Alerts stay, notices pass, an undo waits while it is looked at.
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { dismissAbout, dismissAll, hold, notices, NOTICES_MAX, notify, release, UNDO_MS, undoLast } from './notices'

const texts = () => notices.map((it) => it.text)

describe('notices', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    dismissAll()
  })
  it('keeps an alert whatever else is said and however long it takes', () => {
    notify('没有人接受', { tone: 'alert', about: 'alert i1' })
    for (let n = 0; n < NOTICES_MAX + 3; n++) notify(`句 ${n}`)
    expect(texts()).toContain('没有人接受')
    expect(notices).toHaveLength(NOTICES_MAX + 1)
    vi.advanceTimersByTime(3_600_000)
    expect(texts()).toEqual(['没有人接受'])
    dismissAbout('alert i1')
    expect(texts()).toEqual([])
  })
  it('has one alert for one incident', () => {
    notify('一分钟', { tone: 'alert', about: 'alert i1' })
    notify('三分钟', { tone: 'alert', about: 'alert i1' })
    expect(texts()).toEqual(['三分钟'])
  })
  it('lets the time of an undo stand still while it is looked at', () => {
    const undo = vi.fn()
    const id = notify('已呼叫', { undo })
    vi.advanceTimersByTime(UNDO_MS - 100)
    hold(id)
    vi.advanceTimersByTime(60_000)
    expect(texts()).toEqual(['已呼叫'])
    release(id)
    vi.advanceTimersByTime(101)
    expect(texts()).toEqual([])
    expect(undoLast()).toBe(false)
    expect(undo).not.toHaveBeenCalled()
  })
  it('takes back the last thing only, once', () => {
    const done: string[] = []
    notify('甲', { undo: () => done.push('甲') })
    notify('乙', { undo: () => done.push('乙') })
    notify('丙')
    undoLast()
    expect(done).toEqual(['乙'])
    expect(texts()).toEqual(['甲', '丙'])
  })
})
