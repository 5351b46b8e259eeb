// Ten thousand rows cost as much as what is in sight.
import { describe, expect, it } from 'vitest'
import { spanOf } from './windowed'

describe('spanOf', () => {
  it('holds what is in sight and little more', () => {
    const { from, to } = spanOf(80 * 500, 640, 80, 10_000)
    expect(from).toBeLessThanOrEqual(500)
    expect(to).toBeGreaterThanOrEqual(508)
    expect(to - from).toBeLessThan(30)
  })
  it('begins and ends with the list', () => {
    expect(spanOf(0, 640, 80, 3)).toEqual({ from: 0, to: 3 })
    expect(spanOf(0, 640, 80, 0)).toEqual({ from: 0, to: 0 })
    expect(spanOf(80 * 9_999, 640, 80, 10_000).to).toBe(10_000)
  })
  it('shows the end where the list became shorter than where it was', () => {
    const { from, to } = spanOf(80 * 5_000, 640, 80, 4)
    expect(to).toBe(4)
    expect(from).toBeLessThan(4)
  })
})
