import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SPEAK_AFTER_MS, SPEAK_EVERY_MS, Speaker, voiceFor } from './speech'

const voice = (lang: string, localService: boolean) => ({ lang, localService, name: lang }) as SpeechSynthesisVoice

describe('voiceFor', () => {
  it('takes only a voice of this machine', () => {
    expect(voiceFor('zh', [voice('zh-CN', false), voice('en-GB', true)])).toBeNull()
    expect(voiceFor('zh', [voice('zh-TW', true), voice('zh_CN', true)])?.lang).toBe('zh_CN')
    expect(voiceFor('zh', [voice('zh-HK', true)])?.lang).toBe('zh-HK')
    expect(voiceFor('en', [voice('zh-CN', true), voice('en-US', true)])?.lang).toBe('en-US')
  })
})

describe('Speaker', () => {
  class Words {
    voice: SpeechSynthesisVoice | null = null
    lang = ''
    constructor(readonly text: string) {}
  }
  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('SpeechSynthesisUtterance', Words)
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })
  const synth = (voices: SpeechSynthesisVoice[]) => ({ getVoices: () => voices, speak: vi.fn(), cancel: vi.fn() })

  it('speaks after the first ring, again while it rings, and not once it has stopped', () => {
    const mouth = synth([voice('zh-CN', true)])
    const speaker = new Speaker(mouth as unknown as SpeechSynthesis)
    speaker.start('a', 'zh')
    expect(mouth.speak).not.toHaveBeenCalled()
    vi.advanceTimersByTime(SPEAK_AFTER_MS)
    expect(mouth.speak).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(SPEAK_EVERY_MS)
    expect(mouth.speak).toHaveBeenCalledTimes(2)
    speaker.stop()
    vi.advanceTimersByTime(2 * SPEAK_EVERY_MS)
    expect(mouth.speak).toHaveBeenCalledTimes(2)
  })

  it('stays silent without a voice of its own', () => {
    const mouth = synth([voice('zh-CN', false)])
    new Speaker(mouth as unknown as SpeechSynthesis).once('a', 'zh')
    expect(mouth.speak).not.toHaveBeenCalled()
  })
})
