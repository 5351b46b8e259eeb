import { describe, expect, it } from 'vitest'
import { isReason, READY, REASON_MAX } from './caller'
import en from '../../i18n/en'
import zh from '../../i18n/zh'

describe('the reason for a look at the caller’s number', () => {
  it('is neither empty nor endless', () => {
    expect(isReason('  核 ')).toBe(false)
    expect(isReason('核实')).toBe(true)
    expect(isReason('核'.repeat(REASON_MAX + 1))).toBe(false)
  })
  it('is one that the server takes, for each that is ready, in both languages', () => {
    for (const words of [zh, en]) for (const code of READY) expect(isReason(words.caller[code])).toBe(true)
  })
})
