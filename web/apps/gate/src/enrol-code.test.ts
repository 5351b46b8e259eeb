import { describe, expect, it } from 'vitest'
import { enrolCode } from './enrol-code'

describe('enrolCode', () => {
  it('is read from the hash, which no server sees, or from the query', () => {
    expect(enrolCode(new URL('https://station/gate/#enrol=a-B_9'))).toBe('a-B_9')
    expect(enrolCode(new URL('https://station/gate/?enrol=x'))).toBe('x')
    for (const none of ['https://station/gate/', 'https://station/gate/#enrol=', 'https://station/gate/#other=1']) {
      expect(enrolCode(new URL(none))).toBeNull()
    }
  })
})
