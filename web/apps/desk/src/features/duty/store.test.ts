// Presence of somebody unknown asks for the list once, and people who walk do not stir the order.
import { describe, expect, it } from 'vitest'
import { members } from './store'

describe('members', () => {
  it('asks for the list once for each stranger', () => {
    members.clear()
    const came = [{ member_id: 'm1', on_duty: true, status: 'free' }]
    expect(members.presence([{ member_id: 'm0', on_duty: false, status: 'off' }])).toBe(false)
    expect(members.presence(came)).toBe(true)
    expect(members.presence(came)).toBe(false)
    members.clear()
    expect(members.presence(came)).toBe(true)
  })
  it('leaves the order alone while people only move', async () => {
    members.clear()
    await Promise.resolve()
    const before = members.roster.value
    members.positions([{ member_id: 'm1', point: { type: 'Point', coordinates: [107.39, 29.7] }, at: '2026-11-23T00:00:00Z', stale: false }])
    await Promise.resolve()
    expect(members.roster.value).toBe(before)
  })
})
