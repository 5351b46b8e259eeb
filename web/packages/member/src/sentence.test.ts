import { Problem } from '@likedong/api'
import { describe, expect, it, vi } from 'vitest'
import { sentenceOf } from './sentence'

const t = (key: string) => key

describe('sentenceOf', () => {
  it('says what the server said, or what hinders', () => {
    expect(sentenceOf(new Problem({ detail: 'Too late.' }, 409), t)).toBe('Too late.')
    expect(sentenceOf(Problem.offline(), t)).toBe('error.network')
    expect(sentenceOf(new Problem({}, 502), t)).toBe('error.server')
  })

  it('has a sentence for what nobody expected, and leaves a trace of it', () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    expect(sentenceOf(new SyntaxError('x'), t)).toBe('error.server')
    expect(log).toHaveBeenCalledOnce()
    log.mockRestore()
  })
})
