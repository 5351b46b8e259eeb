import type { Fix } from '@likedong/api'
import { describe, expect, it } from 'vitest'
import { BATCH_MAX, HELD_AGE_MS, HELD_MAX, PositionBatcher } from './position-batcher'

const NOW = Date.parse('2026-11-23T02:47:00Z')
const ON = { onDuty: true, consent: true }

function fix(s = 0): Fix {
  return { at: new Date(NOW + s * 1000).toISOString(), point: { type: 'Point', coordinates: [107.39, 29.7] }, accuracy_m: 8, speed_mps: null, battery: 80, crs: null }
}

function batcher(send: (fixes: Fix[]) => Promise<void> = async () => undefined, now = () => NOW) {
  const sent: Fix[][] = []
  const it = new PositionBatcher(async (fixes) => {
    await send(fixes)
    sent.push(fixes)
  }, now)
  return { it, sent }
}

describe('PositionBatcher', () => {
  it.each([
    { onDuty: false, consent: false },
    { onDuty: true, consent: false },
    { onDuty: false, consent: true },
  ])('keeps and sends nothing with %o', async (gate) => {
    const { it: box, sent } = batcher()
    box.allow(gate)
    box.add(fix())
    expect(box.held).toBe(0)
    await box.flush()
    expect(sent).toEqual([])
  })

  it('sends in batches while on duty with consent', async () => {
    const { it: box, sent } = batcher()
    box.allow(ON)
    for (let s = 0; s < BATCH_MAX + 5; s++) box.add(fix(s))
    await box.flush()
    expect(sent.map((it) => it.length)).toEqual([BATCH_MAX, 5])
    expect(box.held).toBe(0)
  })

  it('forgets what waits the moment the shift or the consent ends', async () => {
    for (const end of [{ onDuty: false, consent: true }, { onDuty: true, consent: false }]) {
      const { it: box, sent } = batcher()
      box.allow(ON)
      box.add(fix())
      box.allow(end)
      await box.flush()
      box.allow(ON)
      await box.flush()
      expect(sent).toEqual([])
    }
  })

  it('does not put back a batch that fails after the end', async () => {
    let fail: (reason: Error) => void = () => undefined
    const { it: box, sent } = batcher(() => new Promise((_, reject) => (fail = reject)))
    box.allow(ON)
    box.add(fix())
    const flying = box.flush()
    box.allow({ onDuty: false, consent: true })
    box.allow(ON)
    fail(new Error('no line'))
    await flying
    expect(box.held).toBe(0)
    expect(sent).toEqual([])
  })

  it('keeps a failed batch in order for the next time', async () => {
    let down = true
    const { it: box, sent } = batcher(async () => {
      if (down) throw new Error('no line')
    })
    box.allow(ON)
    box.add(fix(0))
    await box.flush()
    box.add(fix(1))
    down = false
    await box.flush()
    expect(sent).toEqual([[fix(0), fix(1)]])
  })

  it('holds no more and nothing older than it says', async () => {
    let now = NOW
    const { it: box, sent } = batcher(async () => undefined, () => now)
    box.allow(ON)
    for (let s = 0; s < HELD_MAX + 10; s++) box.add(fix(s))
    expect(box.held).toBe(HELD_MAX)
    now = NOW + HELD_AGE_MS + (HELD_MAX + 9) * 1000
    await box.flush()
    expect(sent.flat()).toEqual([fix(HELD_MAX + 9)])
  })

  it('sends one batch at a time', async () => {
    let open: () => void = () => undefined
    const { it: box, sent } = batcher(() => new Promise((done) => (open = done)))
    box.allow(ON)
    box.add(fix())
    const first = box.flush()
    await box.flush()
    expect(sent).toEqual([])
    open()
    await first
    expect(sent).toHaveLength(1)
  })
})
