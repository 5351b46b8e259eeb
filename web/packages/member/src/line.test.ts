import { describe, expect, it } from 'vitest'
import { lineState, QUIET_MS_MAX } from './line'

const GOOD = { feed: 'live', online: true, quiet_ms: 0 } as const

describe('lineState', () => {
  it('is live only while the server is heard', () => {
    expect(lineState({ ...GOOD, quiet_ms: QUIET_MS_MAX - 1 })).toBe('live')
    expect(lineState({ ...GOOD, quiet_ms: QUIET_MS_MAX })).toBe('down')
  })

  it('is down at once where the browser has no network, and after a while of trying', () => {
    expect(lineState({ ...GOOD, online: false })).toBe('down')
    expect(lineState({ ...GOOD, feed: 'connecting' })).toBe('connecting')
    expect(lineState({ ...GOOD, feed: 'connecting', quiet_ms: QUIET_MS_MAX })).toBe('down')
    expect(lineState({ ...GOOD, feed: 'down' })).toBe('down')
  })
})
