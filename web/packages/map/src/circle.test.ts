// Ground geometry that the rings and the scale bar stand on.
import { describe, expect, it } from 'vitest'
import { boundsOf, circle, scaleBar } from './circle'

describe('circle', () => {
  it('closes and keeps its distance in both directions', () => {
    const ring = circle([107.39, 29.7], 240)
    expect(ring[0]).toEqual(ring[64]?.map((it) => expect.closeTo(it, 9)))
    const north = ((ring[0]?.[1] ?? 0) - 29.7) * 111_320
    const east = ((ring[16]?.[0] ?? 0) - 107.39) * 111_320 * Math.cos((29.7 * Math.PI) / 180)
    expect([Math.round(north), Math.round(east)]).toEqual([240, 240])
  })
})

describe('boundsOf', () => {
  it('holds all places and is null for none', () => {
    expect(boundsOf([[1, 5], [3, 2]])).toEqual([[1, 2], [3, 5]])
    expect(boundsOf([])).toBeNull()
  })
})

describe('scaleBar', () => {
  it('takes the largest round length that fits', () => {
    expect(scaleBar(1.7, 80)).toEqual({ metres: 100, px: 100 / 1.7 })
    expect(scaleBar(4, 80).metres).toBe(200)
    expect(scaleBar(10, 80).metres).toBe(500)
  })
})
